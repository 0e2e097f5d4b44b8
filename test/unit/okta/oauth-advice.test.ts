import {expect} from 'chai'
import {explainOauth, notOauth} from '../../../src/lib/okta/auth/oauth-advice.js'
import type {OrgAuth} from '../../../src/lib/okta/connection.js'

const app = (dpop: 'auto' | 'never' = 'auto'): OrgAuth => ({
  kind: 'service-app',
  clientId: 'c',
  privateKey: 'k',
  scopes: [],
  dpop,
})
const person: OrgAuth = {kind: 'person', clientId: 'c', scopes: []}
const orgUrl = 'https://halyard.test'
const hour = 3_600_000

describe("what an authorization server's no means", () => {
  for (const {
    name,
    error,
    status = 400,
    auth = app(),
    aheadMs,
    code = 'OPS_OAUTH',
    words,
    next = 'okta-ops org check h',
  } of [
    {
      name: 'the key is not accepted',
      error: 'invalid_client',
      status: 401,
      words: /the app's key: compare client id/,
    },
    {
      name: 'the key is not accepted and the clock wrong',
      error: 'invalid_client',
      status: 401,
      aheadMs: hour,
      words: /clock is wrong/,
      next: 'date -u',
    },
    {
      name: 'the client id is unknown',
      error: 'invalid_client',
      status: 401,
      auth: person,
      words: /does not know this client id/,
    },
    {name: 'nonce after nonce', error: 'use_dpop_nonce', words: /again and again/},
    {name: 'a proof is demanded', error: 'invalid_dpop_proof', auth: app('never'), words: /--dpop auto/},
    {name: 'a proof is not accepted', error: 'invalid_dpop_proof', words: /proof of possession/},
    {
      name: 'a proof is too old',
      error: 'invalid_dpop_proof',
      aheadMs: -hour,
      words: /clock is wrong/,
      next: 'date -u',
    },
    {name: 'no grant for an app', error: 'invalid_grant', auth: app('never'), words: /--dpop auto/},
    {name: 'a scope is missing', error: 'invalid_scope', words: /Okta API Scopes/},
    {name: 'the app is of the wrong kind', error: 'unauthorized_client', words: /API Services app/},
    {name: 'the app may not sign people in', error: 'unauthorized_client', auth: person, words: /native app/},
    {name: 'the grant is not allowed', error: 'unsupported_grant_type', words: /grant types/},
    {
      name: 'not assigned, or a no',
      error: 'access_denied',
      auth: person,
      code: 'OPS_LOGIN_DENIED',
      words: /not assigned/,
    },
    {
      name: 'the network zone',
      error: 'access_denied',
      status: 403,
      auth: person,
      code: 'OPS_LOGIN_DENIED',
      words: /network zone/,
    },
    {
      name: 'no policy',
      error: 'access_denied',
      status: 401,
      auth: person,
      code: 'OPS_LOGIN_DENIED',
      words: /policy/,
    },
    {
      name: 'the sign-in has ended',
      error: 'invalid_grant',
      auth: person,
      code: 'OPS_SIGNED_OUT',
      words: /has ended/,
      next: 'okta-ops login --org h',
    },
    {
      name: 'the code is over',
      error: 'expired_token',
      auth: person,
      code: 'OPS_LOGIN_EXPIRED',
      words: /in time/,
      next: 'okta-ops login --org h',
    },
    {
      name: 'too many codes',
      error: 'too_many_user_codes',
      status: 429,
      auth: person,
      words: /too many/,
      next: 'okta-ops login --org h',
    },
    {name: 'a broken request', error: 'invalid_request', words: /could not use/},
    {name: 'something unheard of', error: 'odd', words: /refused/},
  ])
    it(name, () => {
      const facts = {status, error, description: 'said\u001b so', requestId: 'req-1', aheadMs}
      const told = explainOauth(facts, {name: 'h', auth, orgUrl})
      expect(told.code).to.equal(code)
      expect(told.message).to.match(words)
      expect(told.message).to.contain(`Okta says: said\\u{1b} so (HTTP ${status}, ${error}, request req-1)`)
      expect(told.next).to.equal(next)
    })

  // Without authorization_pending and slow_down, which a sign-in waits through (token-endpoint.test.ts).
  for (const error of [
    'invalid_client',
    'invalid_request',
    'invalid_scope',
    'invalid_grant',
    'invalid_dpop_proof',
    'use_dpop_nonce',
    'unauthorized_client',
    'unsupported_grant_type',
    'access_denied',
    'expired_token',
    'too_many_user_codes',
  ])
    it(`${error} is told of in words of its own, with a command, whoever asks`, () => {
      for (const auth of [app(), person]) {
        const facts = {status: 400, error, description: undefined, requestId: undefined}
        const told = explainOauth(facts, {name: 'h', auth, orgUrl})
        expect(told.message).to.not.match(/^the authorization server refused/)
        expect(told.next).to.be.a('string')
      }
    })

  for (const [status, words] of [
    [404, /-admin host and not a custom authorization server/],
    [302, /proxy wants a sign-in/],
    [200, /not one of an authorization server/],
  ] as const)
    it(`an answer that is no OAuth (${status})`, () => {
      const told = notOauth(status, {name: undefined, auth: person, orgUrl})
      expect(told).to.include({code: 'OPS_BAD_ANSWER', next: 'okta-ops org check'})
      expect(told.message).to.match(words)
    })
})
