import {expect} from 'chai'
import {existsSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {registrationCacheName, tokenCacheName} from '../../../../src/lib/aws/cache/cache-names.js'
import {tokenLockPath} from '../../../../src/lib/aws/cache/token-cache.js'
import {signIn, type SignInRequest, type SignInResult} from '../../../../src/lib/aws/login/sign-in.js'
import type {Voice} from '../../../../src/lib/sign-in/voice.js'
import {loadConfig} from '../../../../src/lib/aws/config/profiles.js'
import {startSandbox, type Sandbox} from '../../../../src/lib/sandbox/sandbox.js'
import {OpsError} from '../../../../src/lib/shared/errors.js'
import {withLock} from '../../../../src/lib/shared/file-lock.js'
import type {Machine} from '../../../../src/lib/shared/machine.js'
import {fakeMachine} from '../../../support/fake-machine.js'
import {writeHalyardConfig} from '../../../support/halyard.js'
import {liveMachine} from '../../../support/live-machine.js'
import {opsErrorFrom} from '../../../support/thrown.js'

interface Heard extends Voice {
  readonly lines: string[]
  readonly warnings: string[]
}

function listener(onLine: (line: string) => void = () => undefined): Heard {
  const [lines, warnings]: [string[], string[]] = [[], []]
  return {
    lines,
    warnings,
    say: (line = '') => {
      lines.push(line)
      onLine(line)
    },
    warn: (line) => void warnings.push(line),
  }
}

const developer = 'tobias.wren@halyard.test'

describe('aws/login signing in', () => {
  let sandbox: Sandbox

  beforeEach(async () => {
    sandbox = await startSandbox({autoApprove: developer})
    writeHalyardConfig(sandbox)
  })
  afterEach(() => sandbox.close())

  const asked = (machine: Machine, more: Partial<SignInRequest> = {}): SignInRequest => {
    const config = loadConfig(machine)
    return {
      session: config.session('halyard'),
      config,
      interactive: false,
      signal: new AbortController().signal,
      ...more,
    }
  }
  const cache = (name: string): string => path.join(sandbox.home, '.aws/sso/cache', name)
  const json = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
  const tokenFile = (): string => cache(tokenCacheName({name: 'halyard', startUrl: ''}))
  const registrationFile = (): string =>
    cache(registrationCacheName(loadConfig(fakeMachine(sandbox.env)).session('halyard')))
  const operations = (): (string | undefined)[] => sandbox.requests.map(({operation}) => operation)

  /** Signs in with a device code on a clock that need not be waited for. */
  const byDevice = (more: Partial<SignInRequest> = {}, voice = listener()): Promise<SignInResult> => {
    const machine = liveClockFakeSleep(sandbox)
    return signIn(machine, asked(machine, {deviceCode: true, ...more}), voice)
  }
  /** Signs in by PKCE; the "browser" follows the redirects, as the sandbox signs everybody in at once. */
  const byBrowser = async (
    more: Partial<SignInRequest> = {},
    visit: (url: string) => Promise<unknown> = visitAddress,
  ): Promise<SignInResult> => {
    const machine = liveMachine(sandbox.env)
    const voice = listener((line) => {
      const [, url] = /^ {2}(http:\/\/127\S+\/authorize\?\S+)$/.exec(line) ?? []
      if (url !== undefined) void visit(url)
    })
    return signIn(machine, asked(machine, {callbackPort: 0, ...more}), voice)
  }

  describe('what it writes', () => {
    it('is the token file of the AWS CLI: names, order, dates, mode', async () => {
      await byDevice()
      const text = readFileSync(tokenFile(), 'utf8')
      expect(Object.keys(json(tokenFile()))).to.deep.equal([
        'startUrl',
        'region',
        'accessToken',
        'expiresAt',
        'clientId',
        'clientSecret',
        'registrationExpiresAt',
        'refreshToken',
      ])
      expect(text).to.match(
        /^\{"startUrl": "https:\/\/d-5a4d7c1e90\.awsapps\.com\/start", "region": "us-east-1", /,
      )
      expect(json(tokenFile())['expiresAt']).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
      expect(statSync(tokenFile()).mode & 0o777).to.equal(0o600)
    })

    it('is the registration of the device flow, without grant types', async () => {
      await byDevice()
      expect(Object.keys(json(registrationFile()))).to.deep.equal([
        'clientId',
        'clientSecret',
        'expiresAt',
        'scopes',
      ])
    })

    it('is the registration of the browser flow, as the AWS CLI recognises it', async () => {
      await byBrowser()
      expect(json(registrationFile())).to.deep.include({
        scopes: ['sso:account:access'],
        grantTypes: ['authorization_code', 'refresh_token'],
      })
    })

    it('leaves nothing else behind', async () => {
      await byDevice()
      expect(readdirSync(path.dirname(tokenFile()))).to.have.members([
        path.basename(tokenFile()),
        path.basename(registrationFile()),
      ])
    })

    it("drops the session's role cache, not another tool's files", async () => {
      await byDevice()
      const machine = liveMachine(sandbox.env)
      const {ssoRoleCredentials} = await import('../../../../src/lib/aws/credentials/sso-role-credentials.js')
      const profile = loadConfig(machine).profile('dev')
      if (profile.kind !== 'sso') throw new Error('dev is an sso profile')
      await ssoRoleCredentials(machine, profile)
      const folder = path.join(sandbox.home, '.aws/cli/cache')
      writeFileSync(path.join(folder, 'other.json'), '{"ProviderType": "sso"}')
      expect(readdirSync(folder)).to.have.length(2)
      await byDevice({force: true})
      expect(readdirSync(folder)).to.deep.equal(['other.json'])
    })
  })

  describe('registrations', () => {
    it('are used again', async () => {
      await byDevice()
      await byDevice({force: true})
      expect(operations().filter((name) => name === 'register')).to.have.length(1)
    })

    it('of the other flow are replaced', async () => {
      await byDevice()
      await byBrowser({force: true})
      await byBrowser({force: true})
      expect(operations().filter((name) => name === 'register')).to.have.length(2)
    })

    const unusable: readonly (readonly [string, string, boolean])[] = [
      ['a broken file', '{"clientId": "c', true],
      ['an empty file', '', true],
      ['a file without a client', '{"expiresAt": "2030-01-01T00:00:00Z"}', true],
      [
        'one that has ended',
        '{"clientId": "c", "clientSecret": "s", "expiresAt": "2020-01-01T00:00:00Z"}',
        false,
      ],
      ['one that does not say until when', '{"clientId": "c", "clientSecret": "s"}', false],
    ]
    for (const [name, content, warned] of unusable) {
      it(`${name} is replaced${warned ? ' and named' : ''}`, async () => {
        await byDevice()
        writeFileSync(registrationFile(), content)
        const voice = listener()
        await byDevice({force: true}, voice)
        expect(json(registrationFile())['clientId']).to.be.a('string').and.not.equal('c')
        expect(voice.warnings.some((line) => line.includes(path.basename(registrationFile())))).to.equal(
          warned,
        )
      })
    }

    it('with less than a day left are replaced', async () => {
      sandbox.act('lifetimes.set registration=20h')
      await byDevice()
      await byDevice({force: true})
      expect(operations().filter((name) => name === 'register')).to.have.length(2)
    })

    it('that the service has forgotten are made anew, said aloud', async () => {
      await byDevice()
      sandbox.act('registrations.forget')
      const voice = listener()
      const {status} = await byDevice({force: true}, voice)
      expect(status).to.equal('signed-in')
      expect(voice.lines.join('\n')).to.include('registering again')
    })
  })

  describe('by device code', () => {
    it('says address and code before it waits', async () => {
      const voice = listener()
      await byDevice({}, voice)
      const said = voice.lines.join('\n')
      expect(said).to.match(/\n {2}http:\/\/127\.0\.0\.1:\d+\S+user_code=\S+\n {2}code: [A-Z0-9-]{8,}\n/)
    })

    it('asks on while the answer is pending, slower after each slow_down and for good', async () => {
      sandbox.act('fault pending')
      sandbox.act('fault slow_down*2')
      sandbox.act('fault pending*2')
      const machine = liveClockFakeSleep(sandbox)
      await signIn(machine, asked(machine, {deviceCode: true}), listener())
      const [first = 0, ...later] = machine.slept
      expect(later.map((ms) => ms - first)).to.deep.equal([0, 5000, 10_000, 10_000, 10_000])
    })

    const endings: readonly (readonly [string, string, Partial<OpsError>])[] = [
      ['denied', 'denied', {code: 'OPS_LOGIN_DENIED', failure: 'denied'}],
      ['expired', 'expired', {code: 'OPS_LOGIN_EXPIRED', failure: 'signedOut'}],
      ['a service that stays broken', '500:token*always', {code: 'OPS_SERVICE', failure: 'unavailable'}],
      [
        'a service that is broken from the start',
        '500:register*always',
        {code: 'OPS_SERVICE', failure: 'unavailable'},
      ],
      ['answers that cannot be read', 'truncated:device_authorization*always', {failure: 'unavailable'}],
      ['half a token', 'truncated:token', {code: 'OPS_BAD_ANSWER', failure: 'unavailable'}],
      ['nonsense for a token', 'garbage:token', {code: 'OPS_BAD_ANSWER', failure: 'unavailable'}],
      ['nonsense', 'garbage:register*always', {code: 'OPS_BAD_ANSWER', failure: 'unavailable'}],
    ]
    for (const [name, fault, want] of endings) {
      it(`${name}: ${want.code ?? want.failure ?? ''}, nothing written`, async () => {
        sandbox.act(`fault ${fault}`)
        const error = await opsErrorFrom(() => byDevice())
        expect(error).to.include(want)
        expect(existsSync(tokenFile())).to.equal(false)
      })
    }

    for (const fault of ['500:token*3', 'reset:token*2', '429:token*2']) {
      it(`rides out ${fault}`, async () => {
        sandbox.act(`fault ${fault}`)
        expect((await byDevice()).status).to.equal('signed-in')
      })
    }

    it('gives up when the lifetime of the code is over, whatever the service says', async () => {
      sandbox.act('fault pending*always')
      expect(await opsErrorFrom(() => byDevice())).to.include({code: 'OPS_LOGIN_EXPIRED'})
    })
  })

  describe('by browser', () => {
    it('sends the requests of the AWS CLI', async () => {
      const {flow} = await byBrowser()
      expect(flow).to.equal('pkce')
      expect(operations()).to.deep.equal(['register', 'authorize', 'token.code'])
    })

    it('shows the failure of the exchange in the browser too', async () => {
      sandbox.act('fault 500:token*always')
      let page = ''
      const error = await opsErrorFrom(() =>
        byBrowser({}, async (url) => {
          page = await visitAddress(url)
        }),
      )
      expect(error.code).to.equal('OPS_SERVICE')
      await new Promise((resolve) => setTimeout(resolve, 50))
      expect(page).to.include('You are not signed in')
    })

    it('says the port and how to reach it from elsewhere', async () => {
      const machine = liveMachine(sandbox.env)
      const voice = listener((line) => {
        const [, url] = /^ {2}(http\S+\/authorize\?\S+)$/.exec(line) ?? []
        if (url !== undefined) void visitAddress(url)
      })
      await signIn(machine, asked(machine, {callbackPort: 0}), voice)
      expect(voice.lines.join('\n')).to.match(/ssh -L (\d+):127\.0\.0\.1:\1 /)
    })
  })

  describe('an existing login', () => {
    it('is kept while it is good', async () => {
      await byDevice()
      const before = readFileSync(tokenFile(), 'utf8')
      expect((await byDevice()).status).to.equal('unchanged')
      expect(readFileSync(tokenFile(), 'utf8')).to.equal(before)
    })

    it('is refreshed when little is left', async () => {
      sandbox.act('lifetimes.set token=5m')
      await byDevice()
      expect((await byDevice()).status).to.equal('refreshed')
    })

    it('that was revoked elsewhere is replaced', async () => {
      await byDevice()
      sandbox.act('session.revoke all')
      expect((await byDevice()).status).to.equal('signed-in')
    })

    it('is believed when the portal cannot say', async () => {
      await byDevice()
      sandbox.act('fault 500:accounts')
      expect((await byDevice()).status).to.equal('unchanged')
    })

    it('of another start URL is replaced', async () => {
      await byDevice()
      const moved = readFileSync(tokenFile(), 'utf8').replace('d-5a4d7c1e90', 'd-0000000000')
      writeFileSync(tokenFile(), moved)
      expect((await byDevice()).status).to.equal('signed-in')
      expect(json(tokenFile())['startUrl']).to.equal(sandbox.startUrl)
    })

    it('in a broken file is replaced', async () => {
      await byDevice()
      writeFileSync(tokenFile(), '{"accessToken": "')
      expect((await byDevice()).status).to.equal('signed-in')
    })
  })

  it('warns once when the clock is more than a minute off', async () => {
    sandbox.act('fault clock=-7m')
    const voice = listener()
    await byDevice({}, voice)
    expect(voice.warnings).to.have.length(1)
    expect(voice.warnings[0]).to.match(/clock is [67]m ahead of/)
  })

  it('shows an endpoint that is not of AWS', async () => {
    const voice = listener()
    await byDevice({}, voice)
    expect(voice.lines[0]).to.equal(`Signing in through ${sandbox.awsUrl}, which is not an address of AWS.`)
  })

  it('sends nothing to an http address off loopback', async () => {
    const machine = fakeMachine({...sandbox.env, AWS_ENDPOINT_URL_SSO_OIDC: 'http://192.0.2.1/aws'})
    const error = await opsErrorFrom(() => signIn(machine, asked(machine), listener()))
    expect(error).to.include({code: 'OPS_CLEAR_TEXT', failure: 'refused'})
  })

  it('ends at once on Ctrl-C, with nothing written', async () => {
    sandbox.act('fault pending*always')
    const stop = new AbortController()
    const reason = new OpsError('OPS_INTERRUPTED', 'cancelled', {failure: 'interrupted'})
    const machine = liveMachine(sandbox.env)
    const voice = listener((line) => {
      if (line.startsWith('Waiting'))
        setTimeout(() => {
          stop.abort(reason)
        }, 20)
    })
    const error = await opsErrorFrom(() =>
      signIn(machine, asked(machine, {deviceCode: true, signal: stop.signal}), voice),
    )
    expect(error).to.equal(reason)
    expect(existsSync(tokenFile())).to.equal(false)
  })

  it('breaks a slow refresh off on Ctrl-C, the old login kept', async () => {
    await byDevice()
    const before = readFileSync(tokenFile(), 'utf8')
    sandbox.act('token.expire all')
    sandbox.act('fault slow:token.refresh=5s')
    const machine = liveMachine(sandbox.env)
    const {signal, reason} = interruptedAfter(100)
    expect(await opsErrorFrom(() => signIn(machine, asked(machine, {signal}), listener()))).to.equal(reason)
    expect(readFileSync(tokenFile(), 'utf8')).to.equal(before)
  }).timeout(3000)

  it('keeps the answer of a refresh that was under way at Ctrl-C', async () => {
    await byDevice()
    const before = readFileSync(tokenFile(), 'utf8')
    sandbox.act('token.expire all')
    sandbox.act('fault slow:token.refresh=1s')
    const machine = liveMachine(sandbox.env)
    const {signal, reason} = interruptedAfter(100)
    expect(await opsErrorFrom(() => signIn(machine, asked(machine, {signal}), listener()))).to.equal(reason)
    expect(readFileSync(tokenFile(), 'utf8')).to.not.equal(before)
    expect(operations().filter((name) => name === 'token.refresh')).to.have.length(1)
  }).timeout(4000)

  it('waits for another process no longer than until Ctrl-C', async () => {
    await byDevice()
    sandbox.act('token.expire all')
    const machine = liveMachine(sandbox.env)
    const {signal, reason} = interruptedAfter(100)
    const waited = withLock(machine, tokenLockPath(machine, {name: 'halyard', startUrl: ''}), () =>
      opsErrorFrom(() => signIn(machine, asked(machine, {signal}), listener())),
    )
    expect(await waited).to.equal(reason)
  }).timeout(3000)

  it('tells no secret to the person nor to --verbose', async () => {
    const voice = listener()
    const machine = liveClockFakeSleep(sandbox)
    const {token} = await signIn(machine, asked(machine, {deviceCode: true}), voice)
    const said = [...voice.lines, ...voice.warnings, ...machine.debugLines].join('\n')
    for (const secret of [token.accessToken, token.refreshToken, token.clientSecret])
      expect(said).to.not.include(secret)
  })
})

/** The real date, so that files and services agree, but pauses that pass at once. */
function liveClockFakeSleep(sandbox: Sandbox) {
  const machine = fakeMachine(sandbox.env, new Date())
  return {...machine, now: () => new Date()}
}

/** What a browser does with an address: follows redirects and shows the last page. */
async function visitAddress(url: string): Promise<string> {
  return (await fetch(url)).text()
}

/** Ctrl-C, that many milliseconds from now. */
function interruptedAfter(ms: number): {signal: AbortSignal; reason: OpsError} {
  const stop = new AbortController()
  const reason = new OpsError('OPS_INTERRUPTED', 'cancelled', {failure: 'interrupted'})
  setTimeout(() => {
    stop.abort(reason)
  }, ms)
  return {signal: stop.signal, reason}
}
