import {expect} from 'chai'
import {isRunId, newRunId} from '../../../src/lib/shared/run-id.js'
import {fakeMachine} from '../../support/fake-machine.js'

describe('run ids', () => {
  it('spell time and chance as a ULID does', () => {
    const machine = {now: () => new Date(1_469_918_176_385), randomBytes: () => new Uint8Array(10).fill(255)}
    // The time half is the ULID specification's own example.
    expect(newRunId(machine)).to.equal('run_01ARYZ6S41ZZZZZZZZZZZZZZZZ')
  })

  it('sort by when they were made, and differ within a millisecond', () => {
    const machine = fakeMachine()
    const first = newRunId(machine)
    expect(newRunId(machine)).not.to.equal(first)
    machine.advance(1)
    expect(newRunId(machine) > first).to.equal(true)
  })

  for (const {text, want} of [
    {text: newRunId(fakeMachine()), want: true},
    {text: 'run_01ARYZ6S41ZZZZZZZZZZZZZZZI', want: false},
    {text: 'run_81ARYZ6S41ZZZZZZZZZZZZZZZZ', want: false},
    {text: '01ARYZ6S41ZZZZZZZZZZZZZZZZ', want: false},
  ])
    it(`${text} ${want ? 'is' : 'is not'} one`, () => {
      expect(isRunId(text)).to.equal(want)
    })
})
