import {expect} from 'chai'
import {FaultBoard} from '../../../src/lib/sandbox/faults/fault-board.js'
import {faultNames, parseFault} from '../../../src/lib/sandbox/faults/fault.js'
import {opsErrorOf} from '../../support/thrown.js'

describe('parseFault', () => {
  const cases = [
    {text: 'pending*3', want: {name: 'pending', on: 'token.device', value: undefined, left: 3}},
    {text: '401', want: {name: '401', on: 'credentials', value: undefined, left: 1}},
    {text: '429:accounts=7*2', want: {name: '429', on: 'accounts', value: 7, left: 2}},
    {text: '500*always', want: {name: '500', on: 'any', value: undefined, left: Infinity}},
    {text: 'slow:token=1m30s', want: {name: 'slow', on: 'token', value: 90_000, left: 1}},
    {text: 'clock=-7m', want: {name: 'clock', on: 'any', value: -420_000, left: Infinity}},
    {text: 'clock=+7m*1', want: {name: 'clock', on: 'any', value: 420_000, left: 1}},
    {text: 'page_size=10', want: {name: 'page_size', on: 'any', value: 10, left: Infinity}},
    {text: 'concurrency', want: {name: 'concurrency', on: 'okta.logs', value: undefined, left: 1}},
    {
      text: 'concurrency:okta.groups*2',
      want: {name: 'concurrency', on: 'okta.groups', value: undefined, left: 2},
    },
    {text: '429:okta.users=7', want: {name: '429', on: 'okta.users', value: 7, left: 1}},
    {text: 'late=30s', want: {name: 'late', on: 'okta.logs', value: 30_000, left: 1}},
    {text: 'repeat=3*always', want: {name: 'repeat', on: 'okta.logs', value: 3, left: Infinity}},
    {text: 'joined_links', want: {name: 'joined_links', on: 'any', value: undefined, left: Infinity}},
    {text: 'denied:authorize', want: {name: 'denied', on: 'authorize', value: undefined, left: 1}},
    {
      text: ' no_refresh_token ',
      want: {name: 'no_refresh_token', on: 'token', value: undefined, left: Infinity},
    },
  ]
  for (const {text, want} of cases)
    it(`reads ${text}`, () => {
      expect(parseFault(text)).to.deep.equal({text: text.trim(), ...want})
    })

  const mistakes = [
    {text: '', says: 'a fault is one of'},
    {text: 'pendign', says: 'did you mean pending?'},
    {text: 'clock:accounts=1s', says: 'cannot be aimed'},
    {text: 'pending:accounts', says: 'it may be aimed at token.device, okta.token'},
    {text: 'denied:accounts', says: 'token.device, authorize'},
    {text: 'concurrency:accounts', says: 'okta.logs'},
    {text: 'late', says: 'needs a value'},
    {text: 'timeout:okta.logs', says: 'cannot be aimed'},
    {text: 'cursor:okta.users', says: 'okta.logs, scim.list_users, scim.list_groups'},
    {text: '500:authorize', says: 'it may be aimed at register'},
    {text: '401=3', says: 'takes no =VALUE'},
    {text: 'slow', says: 'needs a value, such as =5s'},
    {text: 'slow=soon', says: 'not a duration'},
    {text: 'page_size=0', says: 'above 0'},
    {text: '429=soon', says: 'above 0'},
    {text: '500*', says: 'a fault is one of'},
    {text: '500 *2', says: 'a fault is one of'},
  ]
  for (const {text, says} of mistakes)
    it(`refuses ${JSON.stringify(text)}`, () => {
      const error = opsErrorOf(() => parseFault(text))
      expect(error).to.include({code: 'OPS_USAGE', failure: 'usage'})
      expect(error.message).to.contain(says)
    })
})

describe('FaultBoard', () => {
  it('uses faults up one by one, oldest first', () => {
    const board = new FaultBoard(['500*2', '503'])
    const struck = [1, 2, 3, 4].map(() => board.take(['500', '503'], 'roles')?.name)
    expect(struck).to.deep.equal(['500', '500', '503', undefined])
    expect(board.planned).to.have.length(0)
  })

  it('leaves a fault alone that is aimed elsewhere or not asked for', () => {
    const board = new FaultBoard(['500:roles'])
    expect(board.take(faultNames, 'accounts')).to.equal(undefined)
    expect(board.take(['503'], 'roles')).to.equal(undefined)
    expect(board.planned).to.have.length(1)
  })

  it('strikes every grant when aimed at the token', () => {
    const board = new FaultBoard(['500:token*always'])
    for (const operation of ['token.device', 'token.code', 'token.refresh', 'token'] as const)
      expect(board.take(['500'], operation), operation).not.to.equal(undefined)
  })
})
