import {expect} from 'chai'
import {
  flowChanges,
  flowWordKeys,
  readFlowWords,
  UnreadableFlow,
} from '../../../src/lib/sandbox/seed/written-flow.js'

const cases: readonly {readonly words: readonly string[]; readonly want: object}[] = [
  {words: ['does=offboard'], want: {does: 'offboard'}},
  {words: ['security=oauth'], want: {security: 'oauth'}},
  {words: ['apps=0oa1,0oa2'], want: {apps: ['0oa1', '0oa2']}},
  {words: [`alias=${'0a'.repeat(16)}`], want: {alias: '0a'.repeat(16)}},
  {words: ['client_token=anchor-7'], want: {clientToken: 'anchor-7'}},
  {words: ['active=no'], want: {active: false}},
  {words: ['takes=2s'], want: {takesMs: 2000}},
  {words: ['answers_first=yes'], want: {answersFirst: true}},
  {words: ['pauses=yes'], want: {pauses: true}},
  {words: ['closes=500ms'], want: {closesMs: 500}},
  {words: ['idempotent=yes'], want: {idempotent: true}},
  {words: ['fails=yes'], want: {fails: true}},
  {words: ['per_second=3'], want: {perSecond: 3}},
  {words: ['group=deck'], want: {group: 'deck'}},
  {words: ['status=503'], want: {answer: {status: 503}}},
  {words: ['body={"a": "b=c"}'], want: {answer: {body: '{"a": "b=c"}'}}},
]

describe('the words of flow.add', () => {
  for (const {words, want} of cases)
    it(words.join(' '), () => {
      expect(flowChanges(readFlowWords(words))).to.deep.equal(want)
    })

  it('are all tried here', () => {
    expect(cases.map(({words: [word = '']}) => word.replace(/=.*/s, ''))).to.deep.equal(flowWordKeys)
  })

  it('make one flow together', () => {
    expect(flowChanges(readFlowWords(['status=500', 'takes=1s', 'body=busy']))).to.deep.equal({
      takesMs: 1000,
      answer: {status: 500, body: 'busy'},
    })
  })

  for (const {word, says} of [
    {word: 'does=everything', says: 'does is one of echo, onboard'},
    {word: 'active=maybe', says: 'active is one of yes, no, not maybe'},
    {word: 'status=302', says: 'status is 200, or 400 to 599'},
    {word: 'per_second=0', says: 'per_second is a number above 0'},
    {word: 'alias=deck', says: 'alias is 32 hex digits'},
    {word: 'constructor=1', says: 'does not begin with one of does='},
    {word: 'slow', says: 'does not begin with one of does='},
  ])
    it(`refuse ${word}`, () => {
      expect(() => readFlowWords([word])).to.throw(UnreadableFlow, says)
    })
})
