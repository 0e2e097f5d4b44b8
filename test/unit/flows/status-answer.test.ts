import {expect} from 'chai'
import {readStatusAnswer} from '../../../src/lib/flows/wait/status-answer.js'

describe("a status flow's answer", () => {
  for (const [output, want] of [
    [{found: false}, {found: false}],
    [{found: false, state: 'running'}, {found: false}],
    [
      {found: true, state: 'running'},
      {found: true, state: 'running'},
    ],
    [
      {found: true, state: 'failed', output: {a: 1}, executionId: 'e', message: 'no\u001b', more: 1},
      {found: true, state: 'failed', output: {a: 1}, executionId: 'e', message: 'no\\u{1b}'},
    ],
    [
      {found: true, state: 'succeeded', output: null},
      {found: true, state: 'succeeded', output: null},
    ],
  ] as const)
    it(JSON.stringify(output), () => {
      expect(readStatusAnswer(output)).to.deep.equal(want)
    })

  for (const output of [
    undefined,
    null,
    'running',
    [],
    {},
    {found: 'true'},
    {found: true},
    {found: true, state: 'done'},
  ])
    it(`${JSON.stringify(output)} does not keep to the contract`, () => {
      expect(readStatusAnswer(output)).to.be.a('string')
    })
})
