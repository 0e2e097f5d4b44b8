import {expect} from 'chai'
import {waitTeller} from '../../../../src/lib/logs/view/notices.js'
import {tallyLine} from '../../../../src/lib/logs/view/tally.js'
import {fakeMachine} from '../../../support/fake-machine.js'

describe('waitTeller', () => {
  it('tells each reason once in five minutes, and short waits never', () => {
    const machine = fakeMachine()
    const said: string[] = []
    const tell = waitTeller(machine, (line) => void said.push(line))
    tell({reason: 'rate', ms: 200})
    for (let again = 0; again < 5; again++) tell({reason: 'rate', ms: 12_000})
    tell({reason: '429', ms: 61_000})
    machine.advance(300_000)
    tell({reason: 'rate', ms: 9000})
    expect(said).to.deep.equal([
      'our share of the rate limit is used up: waiting 12s',
      "the org's rate limit is reached: waiting 1m",
      'our share of the rate limit is used up: waiting 9s',
    ])
  })
})

describe('tallyLine', () => {
  const none = {seen: 0, shown: 0, repeated: 0, filtered: 0}
  for (const [tally, line] of [
    [none, '0 events seen, 0 shown'],
    [{...none, seen: 1, shown: 1, lagMs: 4000}, '1 event seen, all shown, the newest was 4s old'],
    [
      {seen: 1234567, shown: 1, repeated: 1, filtered: 1234565},
      '1,234,567 events seen, 1 shown, 1,234,565 not matching, 1 repeat skipped',
    ],
  ] as const)
    it(`says ${line}`, () => {
      expect(tallyLine(tally)).to.equal(line)
    })
})
