import {expect} from 'chai'
import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import net, {type AddressInfo} from 'node:net'
import path from 'node:path'
import {chromium, type Browser, type Page} from 'playwright-core'
import {insideSandbox} from '../../src/lib/sandbox/environment.js'
import {halyard} from '../../src/lib/sandbox/seed/halyard.js'
import {startSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.js'
import {nativeId, postForm} from '../support/org-oauth.js'
import {describePeer} from '../support/peers.js'
import {runBin, type BinOutcome} from '../support/run-bin.js'

const mira = 'mira.castellan@halyard.test'

describePeer('Chromium', ({path: executablePath}) => {
  describe('a person signs in to an Okta org with the browser, by the built program', function () {
    this.timeout(60_000)
    this.slow(10_000)
    let browser: Browser
    let page: Page
    let sandbox: Sandbox
    let port: number

    before(async () => {
      browser = await chromium.launch({executablePath, args: ['--no-sandbox', '--no-proxy-server']})
    })
    after(() => browser.close())
    beforeEach(async () => {
      port = await freePort()
      const redirectUris = [`http://127.0.0.1:${port}/oauth/callback`]
      const apps = halyard.apps.map((app) => (app.type === 'native' ? {...app, redirectUris} : app))
      sandbox = await startSandbox({seed: {...halyard, apps}})
      page = await browser.newPage()
    })
    afterEach(async () => {
      await page.close()
      await sandbox.close()
    })

    const run = (args: readonly string[], onLine?: (line: string) => void): Promise<BinOutcome> =>
      runBin(args, {
        env: {...insideSandbox({}, sandbox.env), OKTA_CLIENT_ORGURL: '', OKTA_CLIENT_TOKEN: ''},
        onStart: ({stderr}) => {
          if (onLine !== undefined)
            stderr?.on('data', (text: string) => {
              text.split('\n').forEach(onLine)
            })
        },
      })
    const keptTokens = (): string[] => {
      const folder = path.join(sandbox.env['OKTA_OPS_STATE_DIR'] ?? '', 'okta-tokens')
      if (!existsSync(folder)) return []
      return readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .map((name) => path.join(folder, name))
    }

    /** What the person does once the program has said where. */
    async function signIn(address: string): Promise<void> {
      await page.goto(address)
      await page.fill('input[name=username]', mira)
      await page.fill('input[name=password]', 'anchor-aweigh')
      await page.click('button:has-text("Sign In")')
      await page.click('button:has-text("Allow access")')
      await page.waitForSelector('h1:has-text("You are signed in")')
    }

    it('login, whoami, logout; then the refresh token is worth nothing', async () => {
      let person: Promise<void> | undefined
      const whenTold = (line: string): void => {
        const [, address] = /^ {2}(http:\S+\/oauth2\/v1\/authorize\S+)$/.exec(line) ?? []
        if (address !== undefined) person ??= signIn(address)
      }
      const folder = sandbox.env['OKTA_OPS_CONFIG_DIR'] ?? ''
      mkdirSync(folder, {recursive: true})
      writeFileSync(path.join(folder, 'orgs.yaml'), `version: 1\norgs:\n  me:\n    url: ${sandbox.url}\n    clientId: ${nativeId}\n`) // prettier-ignore

      const login = await run(['login', '--org', 'me', '--callback-port', String(port)], whenTold)
      expect(login.exitCode, login.stderr).to.equal(0)
      await person
      expect(login.stderr).to.match(/Signed in to me as mira\.castellan@halyard\.test until /)
      expect(page.url(), 'the code is gone from the address bar').to.match(/\/oauth\/callback$/)

      const whoami = await run(['whoami', '--org', 'me', '--json'])
      const {result} = JSON.parse(whoami.stdout) as {result: {okta: object}}
      expect(result.okta).to.deep.include({name: 'me', way: 'person', user: mira, asked: true})

      const [file = ''] = keptTokens()
      const {refreshToken} = JSON.parse(readFileSync(file, 'utf8')) as {refreshToken: string}
      const logout = await run(['logout', '--org', 'me'])
      expect(logout).to.deep.include({exitCode: 0, stderr: 'Signed out of me.\n'})
      expect(keptTokens()).to.deep.equal([])
      const form = {grant_type: 'refresh_token', client_id: nativeId, refresh_token: refreshToken}
      const refused = await postForm(`${sandbox.url}/oauth2/v1/token`, form)
      expect(refused.body['error']).to.equal('invalid_grant')
      expect((await run(['whoami', '--org', 'me'])).exitCode).to.equal(4)
    })
  })
})

/** A port that was free a moment ago: the app has to be registered with it before anybody listens. */
async function freePort(): Promise<number> {
  const server = net.createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const {port} = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
