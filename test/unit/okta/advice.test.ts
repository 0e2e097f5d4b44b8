import {expect} from 'chai'
import {readFileSync} from 'node:fs'
import {explainRefusal} from '../../../src/lib/okta/api/api-advice.js'
import {OktaRefusal, refusalOf} from '../../../src/lib/okta/api/refusal.js'
import type {OrgAuth} from '../../../src/lib/okta/connection.js'
import {version} from '../../../src/lib/shared/version.js'

const token: OrgAuth = {kind: 'api-token', token: 't'}
const app: OrgAuth = {kind: 'service-app', clientId: 'c', privateKey: 'k', scopes: [], dpop: 'auto'}
const person: OrgAuth = {kind: 'person', clientId: 'c', scopes: []}

describe("what an org's no means", () => {
  for (const {name, status, errorCode = '', auth = token, challenge, want, words} of [
    {name: 'a bad value', status: 400, errorCode: 'E0000001', want: 'OPS_REQUEST_REJECTED', words: /a value/},
    {
      name: 'a broken body',
      status: 400,
      errorCode: 'E0000003',
      want: 'OPS_REQUEST_REJECTED',
      words: /fault of okta-ops/,
    },
    {
      name: 'failed authentication',
      status: 401,
      errorCode: 'E0000004',
      want: 'OPS_SIGNED_OUT',
      words: /API token/,
    },
    {
      name: 'an invalid session',
      status: 403,
      errorCode: 'E0000005',
      want: 'OPS_ACCESS_DENIED',
      words: /session/,
    },
    {
      name: 'a role too small (token)',
      status: 403,
      errorCode: 'E0000006',
      want: 'OPS_ACCESS_DENIED',
      words: /admin role of whoever made/,
    },
    {
      name: 'a role too small (app)',
      status: 403,
      errorCode: 'E0000006',
      auth: app,
      want: 'OPS_ACCESS_DENIED',
      words: /admin role is too small, even where the scope/,
    },
    {
      name: 'a role too small (person)',
      status: 403,
      errorCode: 'E0000006',
      auth: person,
      want: 'OPS_ACCESS_DENIED',
      words: /your own admin role/,
    },
    {
      name: 'a missing scope',
      status: 403,
      errorCode: 'E0000006',
      auth: app,
      challenge: 'insufficient_scope',
      want: 'OPS_ACCESS_DENIED',
      words: /lacks a scope/,
    },
    {
      name: 'an unknown object',
      status: 404,
      errorCode: 'E0000007',
      want: 'OPS_REQUEST_REJECTED',
      words: /does not know this user/,
    },
    {
      name: 'a timeout',
      status: 500,
      errorCode: 'E0000009',
      want: 'OPS_SERVICE',
      words: /narrower time range/,
    },
    {name: 'a dead API token', status: 401, errorCode: 'E0000011', want: 'OPS_SIGNED_OUT', words: /30 days/},
    {
      name: 'a dead sign-in',
      status: 401,
      errorCode: 'E0000011',
      auth: person,
      want: 'OPS_SIGNED_OUT',
      words: /sign-in/,
    },
    {
      name: 'a dead app token',
      status: 401,
      errorCode: 'E0000011',
      auth: app,
      want: 'OPS_SIGNED_OUT',
      words: /service app/,
    },
    {
      name: 'a proof not believed',
      status: 401,
      auth: app,
      challenge: 'invalid_dpop_proof',
      want: 'OPS_OAUTH',
      words: /clock/,
    },
    {
      name: 'a feature not there',
      status: 401,
      errorCode: 'E0000015',
      want: 'OPS_ACCESS_DENIED',
      words: /licensed/,
    },
    {
      name: 'an operator not supported',
      status: 400,
      errorCode: 'E0000031',
      want: 'OPS_FILTER',
      words: /operator/,
    },
    {name: 'a rate limit', status: 429, errorCode: 'E0000047', want: 'OPS_THROTTLED', words: /slow down/},
    {name: 'a bad filter', status: 400, errorCode: 'E0000053', want: 'OPS_FILTER', words: /180 days/},
    {
      name: 'the same code with a 500',
      status: 500,
      errorCode: 'E0000053',
      want: 'OPS_SERVICE',
      words: /failed/,
    },
    {
      name: 'a conflict',
      status: 409,
      errorCode: 'E0000195',
      want: 'OPS_REQUEST_REJECTED',
      words: /go together/,
    },
    {
      name: 'group rules at work',
      status: 423,
      errorCode: 'E0000239',
      want: 'OPS_SERVICE',
      words: /group rules/,
    },
    {name: 'an unknown address', status: 404, want: 'OPS_REQUEST_REJECTED', words: /right org/},
    {name: 'a redirect', status: 302, want: 'OPS_BAD_ANSWER', words: /not followed/},
    {
      name: 'something unheard of',
      status: 418,
      errorCode: 'E9',
      want: 'OPS_REQUEST_REJECTED',
      words: /refused/,
    },
  ])
    it(name, () => {
      const refusal = new OktaRefusal({
        status,
        headers: {
          'x-okta-request-id': 'req-7',
          ...(challenge === undefined ? {} : {'www-authenticate': `DPoP error="${challenge}"`}),
        },
        body: Buffer.from(
          JSON.stringify({errorCode, errorSummary: 'sum\u001b', errorCauses: [{errorSummary: 'cause'}]}),
        ),
      })
      const error = explainRefusal(refusal, {name: 'halyard', auth, orgUrl: 'https://halyard.test'})
      expect(error.code).to.equal(want)
      expect(error.message).to.match(words)
      expect(error.message).to.contain('Okta says: sum\\u{1b}; cause')
      expect(error.message).to.contain('request req-7').and.contain(`HTTP ${status}`)
      expect(refusalOf(error)).to.equal(refusal)
    })

  for (const [status, errorCode] of [
    [400, 'E0000001'],
    [400, 'E0000003'],
    [401, 'E0000004'],
    [403, 'E0000005'],
    [403, 'E0000006'],
    [404, 'E0000007'],
    [500, 'E0000009'],
    [401, 'E0000011'],
    [401, 'E0000015'],
    [400, 'E0000031'],
    [429, 'E0000047'],
    [400, 'E0000053'],
    [500, 'E0000053'],
    [423, 'E0000239'],
  ] as const)
    it(`${errorCode} with ${status} is told of in words of its own, whoever calls`, () => {
      for (const auth of [token, app, person]) {
        const body = Buffer.from(JSON.stringify({errorCode}))
        const refusal = new OktaRefusal({status, headers: {}, body})
        const {message} = explainRefusal(refusal, {name: 'h', auth, orgUrl: 'https://halyard.test'})
        expect(message).to.not.match(/^the org refused|does not know this address/)
      }
    })

  it("reads nothing into a proxy's page", () => {
    const refusal = new OktaRefusal({status: 403, headers: {}, body: Buffer.from('<html>')})
    expect(refusal).to.include({errorCode: '', summary: '', requestId: undefined})
  })
})

it('the version in the User-Agent is the package’s', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {version: string}
  expect(version).to.equal(manifest.version)
})
