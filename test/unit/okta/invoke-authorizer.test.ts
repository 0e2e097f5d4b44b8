import {expect} from 'chai'
import {invokeAuthorizer} from '../../../src/lib/okta/auth/invoke-authorizer.js'
import {fakeMachine} from '../../support/fake-machine.js'
import {opsErrorOf} from '../../support/thrown.js'

const receivedAt = new Date('2026-11-21T12:00:00Z')
const orgUrl = 'https://halyard.okta.com'
const serviceApp = {
  kind: 'service-app',
  clientId: '0oa1',
  privateKey: '',
  scopes: ['okta.logs.read'],
  dpop: 'auto',
} as const

describe('who invokes flows', () => {
  const nonce = {'www-authenticate': 'DPoP error="use_dpop_nonce", error_description="x"', 'dpop-nonce': 'n1'}
  for (const {name, status, headers, want} of [
    {name: 'a demand for a nonce', status: 401, headers: nonce, want: true},
    {
      name: 'a demand without the nonce',
      status: 401,
      headers: {...nonce, 'dpop-nonce': undefined},
      want: false,
    },
    {name: 'another status', status: 400, headers: nonce, want: false},
    {
      name: 'another error',
      status: 401,
      headers: {...nonce, 'www-authenticate': 'DPoP error="invalid_token"'},
      want: false,
    },
    {name: 'a nonce by the way', status: 200, headers: {'dpop-nonce': 'n1'}, want: false},
  ])
    it(`${name}: ${want ? 'once more' : 'not again'}`, () => {
      const {learn} = invokeAuthorizer(fakeMachine(), {name: 'prod', orgUrl, auth: serviceApp})
      expect(learn({status, headers, receivedAt})).to.equal(want)
    })

  for (const auth of [
    {kind: 'api-token', token: 't'},
    {kind: 'person', clientId: '0oa2', scopes: []},
  ] as const)
    it(`is no ${auth.kind}`, () => {
      const error = opsErrorOf(() => invokeAuthorizer(fakeMachine(), {name: 'prod', orgUrl, auth}))
      expect(error).to.include({code: 'OPS_ORG_CONFIG', failure: 'usage'})
      expect(error.next).to.match(/^okta-ops org add prod --org-url/)
    })
})
