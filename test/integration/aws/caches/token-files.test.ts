import {expect} from 'chai'
import {readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {formatAwsDate} from '../../../../src/lib/aws/cache/aws-date.js'
import {loadConfig} from '../../../../src/lib/aws/config/profiles.js'
import type {SsoProfile} from '../../../../src/lib/aws/config/profile.js'
import {ssoRoleCredentials} from '../../../../src/lib/aws/credentials/sso-role-credentials.js'
import {tokenPath} from '../../../../src/lib/aws/cache/token-cache.js'
import {formatToken, type SsoToken} from '../../../../src/lib/aws/cache/token-file.js'
import {OpsError, type OpsCode} from '../../../../src/lib/shared/errors.js'
import type {Machine} from '../../../../src/lib/shared/machine.js'
import {startSandbox, type Sandbox} from '../../../../src/lib/sandbox/sandbox.js'
import {writeHalyardConfig} from '../../../support/halyard.js'
import {liveMachine} from '../../../support/live-machine.js'
import {signIn} from '../../../support/signed-in.js'

type Json = Record<string, unknown>

/**
 * One state of the token file and the service, and what comes of it: credentials or a failure, how many refreshes were
 * asked for, and which access token reached the portal last. AWS's own tools differ from each other, and from this, in ten
 * of these; `as` says what they do where it is worse.
 */
interface Case {
  readonly name: string
  readonly leftMs?: number
  /** Changes the JSON, or gives the file's whole text. */
  readonly file?: (json: Json, token: SsoToken) => Json | string
  readonly faults?: readonly string[]
  readonly want: 'ok' | OpsCode
  readonly refreshes: number
  readonly portal: 'old' | 'new' | '-'
  readonly as?: string
  /** Looks at the file afterwards. */
  readonly after?: (json: Json) => void
  /** Part of the failure's message. */
  readonly says?: string
}

const minute = 60_000
const without =
  (...keys: string[]) =>
  (json: Json): Json =>
    Object.fromEntries(Object.entries(json).filter(([key]) => !keys.includes(key)))
const dated = (format: (date: Date) => unknown) => (json: Json, token: SsoToken) => ({
  ...json,
  expiresAt: format(token.expiresAt),
})

const cases: readonly Case[] = [
  {name: '10 min left, refreshable', leftMs: 10 * minute, want: 'ok', refreshes: 1, portal: 'new'},
  {name: '4 min left, refreshable', leftMs: 4 * minute, want: 'ok', refreshes: 1, portal: 'new'},
  {name: 'expired 1 min ago, refreshable', leftMs: -minute, want: 'ok', refreshes: 1, portal: 'new'},
  {
    name: 'expired; the refresh is answered with 400 InvalidGrant',
    leftMs: -minute,
    faults: ['invalid_grant:token.refresh'],
    want: 'OPS_SIGNED_OUT',
    refreshes: 1,
    portal: '-',
    says: 'is over (InvalidGrantException)',
  },
  {
    name: '4 min left; the refresh is answered with 400',
    leftMs: 4 * minute,
    faults: ['invalid_grant:token.refresh'],
    want: 'ok',
    refreshes: 1,
    portal: 'old',
  },
  {
    name: '4 min left; the refresh is answered with 500',
    leftMs: 4 * minute,
    faults: ['500:token.refresh*9'],
    want: 'ok',
    refreshes: 1,
    portal: 'old',
    as: 'the AWS tools ask three to five times first, up to eight seconds',
  },
  {
    name: 'expired; the refresh gives no new refresh token',
    leftMs: -minute,
    faults: ['no_refresh_token:token'],
    want: 'ok',
    refreshes: 1,
    portal: 'new',
    as: 'the AWS tools erase the stored one',
    after: (json) => expect(json['refreshToken']).to.match(/^sandbox-refresh-/),
  },
  {
    name: 'expired; registrationExpiresAt absent',
    leftMs: -minute,
    file: without('registrationExpiresAt'),
    want: 'ok',
    refreshes: 1,
    portal: 'new',
    as: 'the AWS CLI and boto3 fail without asking',
  },
  {
    name: 'expired; registrationExpiresAt past',
    leftMs: -minute,
    file: (json) => ({...json, registrationExpiresAt: '2026-01-01T00:00:00Z'}),
    want: 'OPS_SIGNED_OUT',
    refreshes: 0,
    portal: '-',
    says: 'the client registration that could refresh it has ended',
  },
  {
    name: '60 min left; only accessToken and expiresAt',
    leftMs: 60 * minute,
    file: ({accessToken, expiresAt}) => ({accessToken, expiresAt}),
    want: 'ok',
    refreshes: 0,
    portal: 'old',
  },
  {
    name: '4 min left; no refreshToken',
    leftMs: 4 * minute,
    file: without('refreshToken'),
    want: 'ok',
    refreshes: 0,
    portal: 'old',
    as: 'the JavaScript SDK fails',
  },
  {
    name: 'expired; no refreshToken',
    leftMs: -minute,
    file: without('refreshToken'),
    want: 'OPS_SIGNED_OUT',
    refreshes: 0,
    portal: '-',
    says: 'it has no refresh token',
  },
  {
    name: '60 min left; date with the suffix UTC',
    leftMs: 60 * minute,
    file: dated((date) => formatAwsDate(date).replace('Z', 'UTC')),
    want: 'ok',
    refreshes: 0,
    portal: 'old',
    as: 'the JavaScript SDK refreshes at every start',
  },
  {
    name: 'expired; date with the suffix UTC',
    leftMs: -minute,
    file: dated((date) => formatAwsDate(date).replace('Z', 'UTC')),
    want: 'ok',
    refreshes: 1,
    portal: 'new',
    after: (json) => expect(json['expiresAt']).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
  },
  {
    name: '60 min left; date with milliseconds',
    leftMs: 60 * minute,
    file: dated((date) => date.toISOString()),
    want: 'ok',
    refreshes: 0,
    portal: 'old',
  },
  {
    name: '60 min left; date with +00:00',
    leftMs: 60 * minute,
    file: dated((date) => formatAwsDate(date).replace('Z', '+00:00')),
    want: 'ok',
    refreshes: 0,
    portal: 'old',
  },
  {
    name: '60 min left; date as a number of seconds',
    leftMs: 60 * minute,
    file: dated((date) => Math.floor(date.getTime() / 1000)),
    want: 'ok',
    refreshes: 0,
    portal: 'old',
    as: 'the AWS CLI crashes, the JavaScript SDK refreshes',
  },
  {
    name: 'expiresAt absent',
    leftMs: 60 * minute,
    file: without('expiresAt'),
    want: 'ok',
    refreshes: 1,
    portal: 'new',
    as: 'all AWS tools fail',
    after: (json) => expect(json['expiresAt']).to.be.a('string'),
  },
  {
    name: 'valid JSON followed by the rest of a longer file',
    leftMs: 60 * minute,
    file: (json) => `${JSON.stringify(json)}"}`,
    want: 'OPS_SIGNED_OUT',
    refreshes: 0,
    portal: '-',
    says: 'it was set aside as',
    as: 'the AWS CLI fails with nothing but the hash',
  },
  {
    name: 'empty file',
    file: () => '',
    want: 'OPS_SIGNED_OUT',
    refreshes: 0,
    portal: '-',
    says: 'is empty; it was set aside as',
    as: 'the AWS CLI fails with nothing but the hash',
  },
  {
    name: 'UTF-8 byte order mark',
    leftMs: 60 * minute,
    file: (json) => `\uFEFF${JSON.stringify(json)}`,
    want: 'ok',
    refreshes: 0,
    portal: 'old',
    as: 'all AWS tools fail',
  },
  {
    name: 'expired, with a key of another tool',
    leftMs: -minute,
    file: (json) => ({...json, note: {by: 'another tool'}}),
    want: 'ok',
    refreshes: 1,
    portal: 'new',
    as: 'the AWS CLI and boto3 lose the key',
    after: (json) => expect(json['note']).to.deep.equal({by: 'another tool'}),
  },
  {
    name: 'start URL of another tenant in the file',
    leftMs: 60 * minute,
    file: (json) => ({...json, startUrl: 'https://d-0000000000.awsapps.com/start'}),
    want: 'OPS_SIGNED_OUT',
    refreshes: 0,
    portal: '-',
    says: 'another start URL or region',
    as: "the AWS tools send the other tenant's token",
  },
  {
    name: 'region differing from the config',
    leftMs: 60 * minute,
    file: (json) => ({...json, region: 'eu-west-1'}),
    want: 'OPS_SIGNED_OUT',
    refreshes: 0,
    portal: '-',
    says: 'another start URL or region',
  },
  {
    name: 'the portal answers 401: one refresh, one more try',
    leftMs: 60 * minute,
    faults: ['401:credentials'],
    want: 'ok',
    refreshes: 1,
    portal: 'new',
    as: 'all AWS tools fail',
  },
  {
    name: 'the portal answers 403',
    leftMs: 60 * minute,
    faults: ['403:credentials'],
    want: 'OPS_ACCESS_DENIED',
    refreshes: 0,
    portal: 'old',
    says: 'is not assigned it',
  },
  // Beyond the AWS tools' matrix.
  {
    name: 'the portal answers 401 again after the refresh',
    leftMs: 60 * minute,
    faults: ['401:credentials*2'],
    want: 'OPS_SIGNED_OUT',
    refreshes: 1,
    portal: 'new',
  },
  {
    name: 'expired; the refresh is answered with 500 twice, then well',
    leftMs: -minute,
    faults: ['500:token.refresh*2'],
    want: 'ok',
    refreshes: 3,
    portal: 'new',
  },
  {
    name: 'expired; the refresh is answered with 500 for good',
    leftMs: -minute,
    faults: ['500:token.refresh*9'],
    want: 'OPS_SERVICE',
    refreshes: 3,
    portal: '-',
  },
  {
    name: 'expired; the answer is no JSON',
    leftMs: -minute,
    faults: ['garbage:token.refresh*9'],
    want: 'OPS_BAD_ANSWER',
    refreshes: 1,
    portal: '-',
  },
  {
    name: 'the portal answers 429 and Retry-After: 1, then well',
    leftMs: 60 * minute,
    faults: ['429:credentials=1'],
    want: 'ok',
    refreshes: 0,
    portal: 'old',
  },
]

describe('token files as they are found', function () {
  this.slow(500)
  let sandbox: Sandbox
  let machine: Machine
  let profile: SsoProfile
  before(async () => {
    sandbox = await startSandbox({autoApprove: true})
    writeHalyardConfig(sandbox)
    machine = liveMachine(sandbox.env)
    profile = loadConfig(machine).profile('dev') as SsoProfile
  })
  after(() => sandbox.close())
  beforeEach(() => {
    rmSync(path.join(sandbox.home, '.aws/sso'), {recursive: true, force: true})
    rmSync(path.join(sandbox.home, '.aws/cli'), {recursive: true, force: true})
    sandbox.act('fault.clear')
  })

  for (const {
    name,
    leftMs = 60 * minute,
    file,
    faults = [],
    want,
    refreshes,
    portal,
    after,
    says,
    as,
  } of cases) {
    it(`${name}: ${want}${as === undefined ? '' : ` (${as})`}`, async () => {
      const token = await signIn(sandbox, {
        change: (fresh) => ({...fresh, expiresAt: new Date(Date.now() + leftMs)}),
      })
      const place = tokenPath(machine, profile.session)
      const content = file?.(JSON.parse(formatToken(token)) as Json, token)
      if (content !== undefined)
        writeFileSync(place, typeof content === 'string' ? content : JSON.stringify(content))
      for (const fault of faults) sandbox.act(`fault ${fault}`)
      const from = sandbox.requests.length

      const outcome = await ssoRoleCredentials(machine, profile).catch((error: unknown) => error)

      const asked = sandbox.requests.slice(from)
      const bearer = asked.findLast(({operation}) => operation === 'credentials')?.headers[
        'x-amz-sso_bearer_token'
      ]
      if (outcome instanceof Error && !(outcome instanceof OpsError)) throw outcome
      expect(outcome instanceof OpsError ? outcome.code : 'ok').to.equal(want)
      expect(asked.filter(({operation}) => operation === 'token.refresh')).to.have.length(refreshes)
      expect(bearer === undefined ? '-' : bearer === token.accessToken ? 'old' : 'new').to.equal(portal)
      after?.(JSON.parse(readFileSync(place, 'utf8')) as Json)
      if (says !== undefined) expect((outcome as Error).message).to.include(says)
      if (want === 'OPS_SIGNED_OUT') {
        expect(outcome).to.include({failure: 'signedOut', next: 'okta-ops login --profile dev'})
      }
      if (says?.includes('set aside') === true) {
        expect(
          readdirSync(path.dirname(place)).map((entry) => entry.replace(/\d{8}T\d{6}Z$/, 'TIME')),
        ).to.deep.equal([`${path.basename(place)}.corrupt-TIME`])
      }
    })
  }

  it('waits for a token that another tool is just writing', async () => {
    const token = await signIn(sandbox)
    const place = tokenPath(machine, profile.session)
    writeFileSync(place, formatToken(token).slice(0, 100))
    const credentials = ssoRoleCredentials(machine, profile)
    setTimeout(() => {
      writeFileSync(place, formatToken(token))
    }, 60)
    expect((await credentials).accountId).to.equal('111111111111')
  })

  it('works with a token that somebody refreshed while ours failed', async () => {
    const token = await signIn(sandbox, {
      change: (fresh) => ({...fresh, expiresAt: new Date(Date.now() - minute)}),
    })
    const other = await signIn(sandbox)
    writeFileSync(tokenPath(machine, profile.session), formatToken(token))
    sandbox.act('fault slow:token.refresh=300ms')
    sandbox.act('fault invalid_grant:token.refresh')
    const credentials = ssoRoleCredentials(machine, profile)
    setTimeout(() => {
      writeFileSync(tokenPath(machine, profile.session), formatToken(other))
    }, 100)
    expect((await credentials).accountId).to.equal('111111111111')
  })
})
