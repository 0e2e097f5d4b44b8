import {expect} from 'chai'
import {mkdirSync} from 'node:fs'
import path from 'node:path'
import {chromium, type Browser, type Page} from 'playwright-core'
import {signIn, type SignInRequest, type SignInResult} from '../../../../src/lib/aws/login/sign-in.js'
import {loadConfig} from '../../../../src/lib/aws/config/profiles.js'
import {startSandbox, type Sandbox} from '../../../../src/lib/sandbox/sandbox.js'
import {OpsError} from '../../../../src/lib/shared/errors.js'
import {writeHalyardConfig} from '../../../support/halyard.js'
import {liveMachine} from '../../../support/live-machine.js'
import {describePeer} from '../../../support/peers.js'

const screenshots = path.resolve(import.meta.dirname, '../../../../artifacts/screenshots')

describePeer('Chromium', ({path: executablePath}) => {
  let browser: Browser
  let sandbox: Sandbox
  let page: Page

  before(async () => {
    mkdirSync(screenshots, {recursive: true})
    browser = await chromium.launch({executablePath, args: ['--no-sandbox', '--no-proxy-server']})
  })
  after(() => browser.close())

  beforeEach(async () => {
    sandbox = await startSandbox()
    writeHalyardConfig(sandbox)
    page = await browser.newPage({viewport: {width: 1100, height: 760}})
  })
  afterEach(async () => {
    await page.close()
    await sandbox.close()
  })

  const shoot = (name: string) => page.screenshot({path: path.join(screenshots, `${name}.png`)})

  /** Starts a sign-in; gives the address the person is told, and the outcome, whatever it is. */
  async function begin(more: Partial<SignInRequest>) {
    const machine = liveMachine(sandbox.env)
    const config = loadConfig(machine)
    const stop = new AbortController()
    let tell: (address: string) => void = () => undefined
    const address = new Promise<string>((resolve) => (tell = resolve))
    const said: string[] = []
    const outcome: Promise<SignInResult | OpsError> = signIn(
      machine,
      {session: config.session('halyard'), config, interactive: false, signal: stop.signal, ...more},
      {
        say: (line = '') => {
          said.push(line)
          const [, url] = /^ {2}(http:\S+)$/.exec(line) ?? []
          if (url !== undefined) tell(url)
        },
        warn: () => undefined,
      },
    ).catch((error: unknown) => {
      if (error instanceof OpsError) return error
      throw error
    })
    return {address: await address, outcome, stop, said}
  }

  async function enter(): Promise<void> {
    await page.fill('input[name=username]', 'tobias.wren@halyard.test')
    await page.fill('input[name=password]', 'anchor-aweigh')
    await shoot('sign-in')
    await page.click('button:has-text("Sign In")')
  }

  it('signs in by PKCE, and the browser shows how it ended', async () => {
    const {address, outcome} = await begin({callbackPort: 0})
    const problems: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text())
    })
    await page.goto(address)
    await enter()
    await page.waitForSelector('button:has-text("Allow access")')
    await shoot('consent')
    await page.click('button:has-text("Allow access")')
    await page.waitForSelector('h1:has-text("You are signed in")')
    await shoot('callback-done')
    await page.emulateMedia({colorScheme: 'dark'})
    await shoot('callback-done-dark')
    expect(await outcome).to.include({status: 'signed-in', flow: 'pkce'})
    expect(page.url(), 'the code is gone from the address bar').to.match(/:\d+\/oauth\/callback$/)
    expect(problems, 'the page obeys its own policy').to.deep.equal([])
  })

  it('shows a denial in the browser as in the terminal', async () => {
    const {address, outcome} = await begin({callbackPort: 0})
    await page.goto(address)
    await enter()
    await page.click('button:has-text("Deny access")')
    await page.waitForSelector('h1:has-text("You are not signed in")')
    await shoot('callback-denied')
    expect(await outcome).to.include({code: 'OPS_LOGIN_DENIED', failure: 'denied'})
  })

  it('shows a failed exchange in the browser, with the command to go on', async () => {
    sandbox.act('fault 500:token*always')
    const {address, outcome} = await begin({callbackPort: 0})
    await page.goto(address)
    await enter()
    await page.click('button:has-text("Allow access")')
    await page.waitForSelector('h1:has-text("You are not signed in")')
    await shoot('callback-failed')
    expect(await outcome).to.include({code: 'OPS_SERVICE'})
  })

  it('takes no notice of a link that is not from this sign-in', async () => {
    const {address, outcome, stop} = await begin({callbackPort: 0})
    const redirect = new URL(new URL(address).searchParams.get('redirect_uri') ?? '')
    await page.goto(`${redirect.href}?code=stolen&state=guessed`)
    await page.waitForSelector('h1:has-text("not from your sign-in")')
    await shoot('callback-stranger')
    stop.abort(new OpsError('OPS_INTERRUPTED', 'cancelled', {failure: 'interrupted'}))
    expect(await outcome).to.include({code: 'OPS_INTERRUPTED'})
  })

  it('approves a device code that the page and the terminal both show', async () => {
    const {address, outcome, said} = await begin({deviceCode: true})
    const code = /code: (\S+)/.exec(said.join('\n'))?.[1] ?? 'no code'
    await page.goto(address)
    await enter()
    await page.waitForSelector('button:has-text("Confirm and continue")')
    expect(await page.textContent('main')).to.include(code)
    await shoot('device-code')
    await page.click('button:has-text("Confirm and continue")')
    const allow = page.locator('button:has-text("Allow access")')
    if (await allow.isVisible().catch(() => false)) await allow.click()
    await page.waitForLoadState()
    await shoot('device-approved')
    expect(await outcome).to.include({status: 'signed-in', flow: 'device-code'})
  }).timeout(30_000)

  it('denies a device code', async () => {
    const {address, outcome} = await begin({deviceCode: true})
    await page.goto(address)
    await enter()
    await page.click('button:has-text("Deny")')
    expect(await outcome).to.include({code: 'OPS_LOGIN_DENIED'})
  }).timeout(30_000)
})
