import {expect} from 'chai'
import {mkdirSync} from 'node:fs'
import path from 'node:path'
import {chromium, type Browser, type Page} from 'playwright-core'
import {startDashboard, type Dashboard} from '../../../src/lib/triggers/dashboard/dashboard-listener.js'
import type {TriggerStore} from '../../../src/lib/triggers/journal/trigger-store.js'
import {liveMachine} from '../../support/live-machine.js'
import {describePeer} from '../../support/peers.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'
import {busyHour, journalOf, type PastWork} from '../../support/trigger-past.js'

const screenshots = path.resolve(import.meta.dirname, '../../../artifacts/screenshots')

/** Names as people who would like to be somebody else give them to themselves. */
const hostile: readonly string[] = [
  '<script>window.owned = 1</script>',
  '"><img src=x onerror="window.owned = 2">',
  "' onmouseover='window.owned = 3",
  '</style><style>main { display: none }</style>',
  '</main></body><main>gone</main>',
  '<svg onload=window.owned=4>',
  '\u202Egnp.exe\u0007\u001B[31m',
  'W'.repeat(5000),
  '{{constructor.constructor("window.owned=5")()}}',
  'javascript:window.owned=6',
]

describePeer('Chromium', ({path: executablePath}) => {
  let browser: Browser
  let home: TempHome
  let store: TriggerStore
  let dashboard: Dashboard
  let page: Page
  let problems: string[]

  before(async () => {
    mkdirSync(screenshots, {recursive: true})
    browser = await chromium.launch({executablePath, args: ['--no-sandbox', '--no-proxy-server']})
  })
  after(() => browser.close())
  beforeEach(() => {
    home = createTempHome()
  })
  afterEach(async () => {
    await page.context().close()
    await dashboard.close()
    store.close()
    home.remove()
    expect(problems, 'the page obeys its own policy').to.deep.equal([])
  })

  const open = async (
    past: readonly PastWork[],
    {width = 1280, dark = false, javaScriptEnabled = true} = {},
  ): Promise<void> => {
    const now = new Date()
    const machine = liveMachine({})
    store = await journalOf(home.path, past, now)
    store.pulse({name: 'triggers-main', org: 'https://acme.example.com', lagMs: 0, inFlight: 2, at: now})
    store.pause('new-admin', now)
    dashboard = await startDashboard({machine, store, onOpened: () => undefined}, 0)
    const context = await browser.newContext({
      viewport: {width, height: 900},
      colorScheme: dark ? 'dark' : 'light',
      javaScriptEnabled,
    })
    page = await context.newPage()
    problems = []
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text())
    })
    page.on('pageerror', (error) => problems.push(error.message))
    await page.goto(dashboard.link)
  }
  const shoot = (name: string) =>
    page.screenshot({path: path.join(screenshots, `triggers-dashboard-${name}.png`), fullPage: true})
  const isWide = (): Promise<boolean> =>
    page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth')

  it('is a page to look at, in the light', async () => {
    await open(busyHour())
    expect(page.url()).to.match(/^http:\/\/127\.0\.0\.1:\d+\/$/)
    expect(await page.textContent('.cards')).to.match(/Success rate\s*9\d(\.\d)?%/)
    await shoot('light')
    expect(await isWide()).to.equal(false)
  })

  it('and in the dark', async () => {
    await open(busyHour(), {dark: true})
    await shoot('dark')
  })

  it('fits a phone', async () => {
    await open(busyHour(), {width: 375})
    await shoot('phone')
    expect(await isWide()).to.equal(false)
  })

  it('says what there is when there is nothing', async () => {
    await open([])
    await shoot('empty')
    expect(await page.textContent('main')).to.contain('Nothing is left for a person.')
  })

  it('shows names that would like to be more as they are', async () => {
    await open(
      hostile.flatMap((name, index): PastWork[] => [
        {who: name, agoMs: 60_000 + index * 1000, end: 'failed', reason: name},
        {who: name, agoMs: 3000 + index, end: 'running', flow: name},
      ]),
    )
    await page.click('text=24h')
    await shoot('hostile')
    expect(await page.evaluate('window.owned')).to.equal(undefined)
    expect(await page.locator('main').count()).to.equal(1)
    expect(await page.locator('main script, main img, main style, main svg[onload]').count()).to.equal(0)
    expect(await page.isVisible('main')).to.equal(true)
    expect(await isWide()).to.equal(false)
    const text = (await page.textContent('main')) ?? ''
    expect(text)
      .to.contain('<script>window.owned = 1</script>')
      .and.contain('\\u{202e}gnp.exe\\u{7}\\u{1b}[31m')
    expect(text).not.to.contain('W'.repeat(200))
  })

  it('follows what happens without being loaded again, and says when it cannot', async () => {
    await open([{end: 'running', agoMs: 100}])
    await page.evaluate('window.mark = 1; scrollTo(0, 50)')
    const {work} = store.find({})[0] ?? {}
    if (work === undefined) throw new Error('one runs')
    store.settle(work, {ending: {state: 'succeeded'}, run: 'succeeded', now: new Date()})
    await page.waitForSelector('.chip.good')
    expect(await page.evaluate('window.mark')).to.equal(1)
    await dashboard.close()
    await page.waitForSelector('.lost:not([hidden])')
    problems = problems.filter((line) => !line.includes('ERR_CONNECTION_REFUSED'))
  })

  it('reloads itself where scripts are off', async () => {
    await open([{end: 'planned', agoMs: 100}], {javaScriptEnabled: false})
    const again = page.waitForEvent('framenavigated', {timeout: 15_000})
    await again
    expect(await page.locator('.chip', {hasText: 'planned'}).count()).to.equal(1)
  })
})
