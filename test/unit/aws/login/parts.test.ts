import {expect} from 'chai'
import {symlinkSync} from 'node:fs'
import path from 'node:path'
import {browserEnvironment, isOpenable} from '../../../../src/lib/sign-in/browser.js'
import {nextInterval} from '../../../../src/lib/aws/login/device-poll.js'
import {isAccountHome, signInEndpoint} from '../../../../src/lib/aws/login/place.js'
import {isUsable} from '../../../../src/lib/aws/login/registration.js'
import type {SsoSession} from '../../../../src/lib/aws/config/profile.js'
import {fakeMachine} from '../../../support/fake-machine.js'
import {createTempHome} from '../../../support/temp-home.js'
import {opsErrorOf} from '../../../support/thrown.js'
import os from 'node:os'

const now = new Date('2026-11-21T12:00:00Z')
const hour = 3_600_000

describe('aws/login, its small parts', () => {
  describe('which registration may be used', () => {
    const browser = ['authorization_code', 'refresh_token']
    const cases: readonly (readonly [string, readonly string[] | undefined, number, boolean, boolean])[] = [
      ['a browser one', browser, 90 * 24, true, false],
      ['a device one', undefined, 90 * 24, false, true],
      [
        'a device one that names its grant',
        ['urn:ietf:params:oauth:grant-type:device_code'],
        90 * 24,
        false,
        true,
      ],
      ['one with 25 hours left', browser, 25, true, false],
      ['one with 23 hours left', browser, 23, false, false],
      ['one that has ended', undefined, -1, false, false],
    ]
    for (const [name, grantTypes, hoursLeft, pkce, deviceCode] of cases) {
      it(`${name}: ${pkce ? 'PKCE' : deviceCode ? 'device code' : 'neither'}`, () => {
        const registration = {
          clientId: 'c',
          clientSecret: 's',
          expiresAt: new Date(now.getTime() + hoursLeft * hour),
          ...(grantTypes === undefined ? {} : {grantTypes}),
        }
        expect([
          isUsable(registration, 'pkce', now),
          isUsable(registration, 'device-code', now),
        ]).to.deep.equal([pkce, deviceCode])
      })
    }
  })

  describe('the next question of a device flow', () => {
    const answer = (name: string) =>
      nextInterval({name, status: 400, message: '', retryAfterMs: undefined}, 5000)
    it('comes at the same pace while pending', () =>
      expect(answer('AuthorizationPendingException')).to.equal(5000))
    it('comes 5 s later after slow_down', () => expect(answer('SlowDownException')).to.equal(10_000))
    it('is no matter of waiting otherwise', () => expect(answer('InvalidGrantException')).to.equal(undefined))
    it('is not asked after a denial', () => {
      expect(opsErrorOf(() => answer('AccessDeniedException'))).to.include({code: 'OPS_LOGIN_DENIED'})
    })
    it('is not asked after the end', () => {
      expect(opsErrorOf(() => answer('ExpiredTokenException'))).to.include({code: 'OPS_LOGIN_EXPIRED'})
    })
  })

  describe('what a browser is given', () => {
    const urls: readonly (readonly [string, boolean])[] = [
      ['https://device.sso.us-east-1.amazonaws.com/', true],
      ['http://127.0.0.1:4100/device', true],
      ['http://localhost:4100/device', true],
      ['http://device.example.test/', false],
      ['http://127.0.0.1.example.test/', false],
      ['file:///etc/passwd', false],
      ['not an address', false],
    ]
    for (const [url, want] of urls)
      it(`${url}: ${want ? 'opened' : 'not opened'}`, () => expect(isOpenable(url)).to.equal(want))

    it('is an environment without credentials', () => {
      const env = {
        PATH: '/bin',
        AWS_SECRET_ACCESS_KEY: 'x',
        OKTA_API_TOKEN: 'x',
        DISPLAY: ':0',
        EMPTY: undefined,
      }
      expect(browserEnvironment(env)).to.deep.equal({PATH: '/bin', DISPLAY: ':0'})
    })
  })

  describe('where a sign-in may go', () => {
    const session: SsoSession = {
      name: 'corp',
      startUrl: 'https://d-1234567890.awsapps.com/start',
      region: 'us-east-1',
      scopes: undefined,
      useDeviceCode: false,
    }
    const silent = {say: () => undefined, warn: () => undefined}
    const local = 'http://127.0.0.1:4100/aws'
    const at = (env: Record<string, string>, force = false): string =>
      signInEndpoint(fakeMachine(env), {session, force}, silent)

    it("is AWS's own address, about which nothing is said", () => {
      const said: unknown[] = []
      const voice = {say: (line?: string) => void said.push(line), warn: () => undefined}
      const endpoint = signInEndpoint(fakeMachine({HOME: os.tmpdir()}), {session, force: false}, voice)
      expect([endpoint, said]).to.deep.equal(['https://oidc.us-east-1.amazonaws.com', []])
    })

    it('is not loopback under the real HOME', () => {
      const env = {HOME: os.userInfo().homedir, AWS_ENDPOINT_URL_SSO_OIDC: local}
      expect(opsErrorOf(() => at(env))).to.include({code: 'OPS_SANDBOX', failure: 'refused'})
    })

    it('[login --force] is loopback under the real HOME when it is meant', () => {
      expect(at({HOME: os.userInfo().homedir, AWS_ENDPOINT_URL_SSO_OIDC: local}, true)).to.equal(local)
    })

    it('is loopback under any other HOME', () => {
      expect(at({HOME: os.tmpdir(), AWS_ENDPOINT_URL_SSO_OIDC: local})).to.equal(local)
    })

    it('is not clear text off loopback, forced or not', () => {
      const env = {HOME: os.tmpdir(), AWS_ENDPOINT_URL_SSO_OIDC: 'http://192.0.2.1/aws'}
      expect(opsErrorOf(() => at(env, true))).to.include({code: 'OPS_CLEAR_TEXT', failure: 'refused'})
    })

    it('sees the real HOME through a symbolic link', () => {
      const home = createTempHome()
      const link = path.join(home.path, 'link')
      symlinkSync(home.path, link)
      expect(isAccountHome(link, home.path)).to.equal(true)
      expect(isAccountHome(path.join(home.path, 'other'), home.path)).to.equal(false)
      expect(isAccountHome(home.path, undefined)).to.equal(false)
      home.remove()
    })
  })
})
