import {expect} from 'chai'
import {execFile} from 'node:child_process'
import {readdirSync, readFileSync, writeFileSync} from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import {promisify} from 'node:util'
import {signInByBrowser} from '../../../src/lib/okta/auth/browser-flow.js'
import {createAuthorizer} from '../../../src/lib/okta/auth/create-authorizer.js'
import {
  orgTokenState,
  signInToOrg,
  type OrgSignInRequest,
  type OrgSignInResult,
} from '../../../src/lib/okta/auth/person.js'
import {signOutOfOrg} from '../../../src/lib/okta/auth/sign-out.js'
import {usableOrgToken} from '../../../src/lib/okta/auth/token-source.js'
import type {PersonConnection} from '../../../src/lib/okta/connection.js'
import {sendRequest} from '../../../src/lib/shared/http-client.js'
import {describePeer} from '../../support/peers.js'
import {liveMachine} from '../../support/live-machine.js'
import {orgScopes, startOauthServer, type OauthServer} from '../../support/oauth-server.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'
import {opsErrorFrom} from '../../support/thrown.js'

const run = promisify(execFile)

const nativeApp = (id: string, bound: boolean) => ({
  client_id: id,
  application_type: 'native' as const,
  grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
  redirect_uris: ['http://127.0.0.1/oauth/callback'],
  response_types: ['code' as const],
  token_endpoint_auth_method: 'none' as const,
  dpop_bound_access_tokens: bound,
})

describePeer('oidc-provider', () => {
  describe('a person signing in to an org, against oidc-provider', () => {
    let server: OauthServer
    let home: TempHome
    let said: string[]
    let stop: AbortController

    before(async () => {
      server = await startOauthServer([nativeApp('native', true)])
    })
    after(() => server.close())
    beforeEach(() => {
      home = createTempHome()
      said = []
      stop = new AbortController()
      server.seen.length = 0
    })
    afterEach(() => {
      home.remove()
    })

    /** Poll intervals are five seconds by the standard: the device flow's pauses are made short. */
    const machine = () => {
      const live = liveMachine({OKTA_OPS_STATE_DIR: home.path})
      return {
        ...live,
        sleep: (ms: number, signal?: AbortSignal) => live.sleep(ms > 20_000 ? ms : ms / 100, signal),
      }
    }
    const connection = (): PersonConnection => ({
      name: 'halyard',
      orgUrl: server.url,
      auth: {kind: 'person', clientId: 'native', scopes: orgScopes},
    })
    const signIn = (
      request: Partial<OrgSignInRequest>,
      act: (line: string) => Promise<unknown> | undefined,
    ) =>
      signInToOrg(machine(), connection(), {
        request: {interactive: true, browser: false, signal: stop.signal, ...request},
        voice: {
          say: (line = '') => {
            said.push(line)
            void act(line)
          },
          warn: (line) => void said.push(line),
        },
      })
    const byBrowser = (request: Partial<OrgSignInRequest> = {}): Promise<OrgSignInResult> =>
      signIn({callbackPort: 0, ...request}, (line) =>
        line.includes('/oauth2/v1/authorize') ? browse(line.trim()) : undefined,
      )
    const byDevice = (request: Partial<OrgSignInRequest> = {}): Promise<OrgSignInResult> =>
      signIn({deviceCode: true, ...request}, (line) => {
        const code = /code: (\S+)/.exec(line)?.[1]
        return code === undefined ? undefined : server.approveDevice(code)
      })
    const tokenFile = (): string => {
      const folder = path.join(home.path, 'okta-tokens')
      return path.join(folder, readdirSync(folder).find((name) => name.endsWith('.json')) ?? '')
    }
    const kept = () =>
      JSON.parse(readFileSync(tokenFile(), 'utf8')) as {accessToken: string; refreshToken: string}
    const age = (): void => {
      writeFileSync(tokenFile(), JSON.stringify({...kept(), expiresAt: new Date(Date.now() - 1000)}))
    }

    it('signs in by the browser, knows who it is, and can use the token', async () => {
      const result = await byBrowser()
      expect(result).to.include({status: 'signed-in', flow: 'browser', tokenType: 'dpop', canRenew: true})
      expect(result.person).to.deep.equal({sub: 'person-1', login: 'ada@halyard.test', name: 'Ada Halyard'})
      expect(orgTokenState(machine(), connection())?.person?.sub).to.equal('person-1')
      const url = `${server.url}/oauth2/v1/userinfo`
      const authorizer = createAuthorizer(machine(), connection())
      const ask = async () =>
        sendRequest(machine(), {
          method: 'GET',
          url,
          headers: await authorizer.headersFor({method: 'GET', url}),
        })
      const first = await ask()
      authorizer.learn?.(first.headers as Record<string, string>, new Date())
      await authorizer.renew(undefined, 'use_dpop_nonce')
      const second = await ask()
      expect(second.status).to.equal(200)
      expect(second.body).to.contain('person-1')
      expect(said.join('\n')).not.to.contain(kept().accessToken)
    })

    it('keeps a good sign-in, unless told otherwise', async () => {
      await byBrowser()
      expect(await byBrowser()).to.include({status: 'unchanged'})
      expect(await byBrowser({force: true})).to.include({status: 'signed-in'})
    })

    it('takes the first free of its ports', async () => {
      const taken = net.createServer()
      await new Promise<void>((resolve) => {
        taken.once('error', () => {
          resolve()
        })
        taken.listen(8765, '127.0.0.1', resolve)
      })
      const voice = {
        say: (line = '') => {
          said.push(line)
          if (line.includes('/oauth2/v1/authorize')) void browse(line.trim())
        },
        warn: () => undefined,
      }
      const save = () => Promise.resolve()
      await signInByBrowser(machine(), connection(), {openBrowser: false, signal: stop.signal, voice, save})
      taken.close()
      expect(said.join('\n')).to.match(/http:\/\/127\.0\.0\.1:876[67]\/oauth\/callback/)
    })

    it('signs in with a device code', async () => {
      const result = await byDevice()
      expect(result).to.include({status: 'signed-in', flow: 'device-code'})
      expect(result.person?.login).to.equal('ada@halyard.test')
    })

    it('ends a device sign-in at Ctrl-C, with its reason', async () => {
      const reason = new Error('enough')
      const pending = signIn({deviceCode: true}, (line) => {
        if (line.startsWith('Waiting')) stop.abort(reason)
        return undefined
      })
      expect(await pending.catch((error: unknown) => error)).to.equal(reason)
    })

    it('says so when the device code is denied', async () => {
      const error = await opsErrorFrom(() =>
        signIn({deviceCode: true}, (line) => {
          const code = /code: (\S+)/.exec(line)?.[1]
          return code === undefined ? undefined : server.denyDevice(code)
        }),
      )
      expect(error).to.include({code: 'OPS_LOGIN_DENIED', failure: 'denied'})
    })

    it('refreshes with a rotating refresh token, bound to the same key', async () => {
      await byDevice()
      const before = kept()
      age()
      const token = await usableOrgToken(machine(), connection())
      expect(token.accessToken).not.to.equal(before.accessToken)
      expect(kept().refreshToken).not.to.equal(before.refreshToken)
      expect(token.person?.login).to.equal('ada@halyard.test')
      age()
      expect(await byDevice()).to.include({status: 'refreshed'})
    })

    it('looks again after taking the lock: who waited for it refreshes no more', async () => {
      await byDevice()
      age()
      server.seen.length = 0
      // Both have seen that the token is over before either has the lock.
      const [one, two] = await Promise.all([1, 2].map(() => usableOrgToken(machine(), connection())))
      expect(one?.accessToken).to.equal(two?.accessToken)
      expect(server.seen.filter((line) => line === 'POST /oauth2/v1/token 200')).to.have.length(1)
    })

    it('refreshes once when two processes want to at the same time', async () => {
      await byDevice()
      age()
      server.seen.length = 0
      const want = () =>
        run(process.execPath, [
          '--import',
          'tsx/esm',
          'test/support/process-org-token.ts',
          JSON.stringify(connection()),
          home.path,
        ])
      const [one, two] = await Promise.all([want(), want()])
      expect(one.stdout).to.equal(kept().accessToken)
      expect(two.stdout).to.equal(one.stdout)
      expect(server.seen.filter((line) => line === 'POST /oauth2/v1/token 200')).to.have.length(1)
    })

    it('says how to sign in again when the refresh token is not taken any more', async () => {
      await byDevice()
      writeFileSync(tokenFile(), JSON.stringify({...kept(), refreshToken: 'spent', expiresAt: new Date(0)}))
      const error = await opsErrorFrom(() => usableOrgToken(machine(), connection()))
      expect(error).to.include({
        code: 'OPS_SIGNED_OUT',
        failure: 'signedOut',
        next: 'okta-ops login --org halyard',
      })
      expect(orgTokenState(machine(), connection())).to.equal(undefined)
      const next = await opsErrorFrom(() => usableOrgToken(machine(), connection()))
      expect(next.message).to.equal('not signed in to halyard')
    })

    it('revokes both tokens at sign-out and forgets them', async () => {
      await byDevice()
      const {refreshToken} = kept()
      server.seen.length = 0
      expect(await signOutOfOrg(machine(), connection())).to.deep.equal({wasSignedIn: true})
      const revoked = server.seen.filter((line) => line === 'POST /oauth2/v1/revoke 200')
      expect(revoked).to.have.length(2)
      expect(await server.provider.RefreshToken.find(refreshToken)).to.equal(undefined)
      expect(orgTokenState(machine(), connection())).to.equal(undefined)
      expect(await signOutOfOrg(machine(), connection())).to.deep.equal({wasSignedIn: false})
    })

    it('forgets them also when the org cannot be told', async () => {
      await byDevice()
      const away: PersonConnection = connection()
      const file = tokenFile()
      const text = readFileSync(file, 'utf8')
      await signOutOfOrg(machine(), away)
      writeFileSync(file, text)
      const offline = {...machine(), env: {OKTA_OPS_STATE_DIR: home.path}}
      await server.close()
      const result = await signOutOfOrg(offline, away)
      expect(result.notRevoked).to.be.a('string')
      expect(orgTokenState(machine(), away)).to.equal(undefined)
      server = await startOauthServer([nativeApp('native', true)])
    })
  })
})

/** Goes through redirects with a cookie jar, as a browser would, down to the page that ends the sign-in. */
async function browse(start: string): Promise<string> {
  const jar = new Map<string, string>()
  for (let url = start, hops = 0; hops < 10; hops++) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(url, {redirect: 'manual', headers: {cookie}})
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    const location = answer.headers.get('location')
    if (location === null) return answer.text()
    url = new URL(location, url).href
  }
  throw new Error('redirected in a circle')
}
