import {expect} from 'chai'
import {mkdirSync} from 'node:fs'
import http from 'node:http'
import type {AddressInfo} from 'node:net'
import path from 'node:path'
import * as oauth from 'oauth4webapi'
import {chromium, type Browser, type Page} from 'playwright-core'
import {startSandbox, type Sandbox, type SandboxOptions} from '../../../../src/lib/sandbox/sandbox.js'
import {halyard} from '../../../../src/lib/sandbox/seed/halyard.js'
import {discover, insecure, nativeId} from '../../../support/org-oauth.js'
import {describePeer} from '../../../support/peers.js'

const screenshots = path.resolve(import.meta.dirname, '../../../../artifacts/screenshots')
const scope = 'openid profile offline_access okta.logs.read'

describePeer('Chromium', ({path: executablePath}) => {
  let browser: Browser
  let sandbox: Sandbox
  let page: Page
  let app: http.Server
  let port: number
  let problems: string[]
  const client: oauth.Client = {client_id: nativeId}

  before(async () => {
    mkdirSync(screenshots, {recursive: true})
    browser = await chromium.launch({executablePath, args: ['--no-sandbox', '--no-proxy-server']})
  })
  after(() => browser.close())

  /** An app of the org: where it is called back, and on another site a page with a link that begins a sign-in. */
  beforeEach(async () => {
    app = http.createServer((request, response) => {
      response.setHeader('content-type', 'text/html')
      const link = new URL(request.url ?? '/', 'http://localhost').searchParams.get('to') ?? ''
      response.end(link === '' ? '<h1>back</h1>' : `<a href="${link.replaceAll('&', '&amp;')}">begin</a>`)
    })
    await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve))
    port = (app.address() as AddressInfo).port
    problems = []
    page = await browser.newPage({viewport: {width: 1100, height: 760}})
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('favicon')) problems.push(message.text())
    })
  })
  afterEach(async () => {
    await page.close()
    await sandbox.close()
    app.closeAllConnections()
    await new Promise((resolve) => app.close(resolve))
    expect(problems, 'the pages obey their own policy').to.deep.equal([])
  })

  const callback = (): string => `http://127.0.0.1:${port}/oauth/callback`
  const start = async (options: SandboxOptions = {}): Promise<oauth.AuthorizationServer> => {
    const apps = halyard.apps.map((one) =>
      one.type === 'native' ? {...one, redirectUris: [callback()]} : one,
    )
    sandbox = await startSandbox({seed: {...halyard, apps}, ...options})
    return discover(sandbox)
  }
  const shoot = (name: string) => page.screenshot({path: path.join(screenshots, `${name}.png`)})
  async function enter(): Promise<void> {
    await page.fill('input[name=username]', 'mira.castellan@halyard.test')
    await page.fill('input[name=password]', 'anchor-aweigh')
    await page.click('button:has-text("Sign In")')
  }
  async function begin(as: oauth.AuthorizationServer): Promise<{url: string; verifier: string}> {
    const verifier = oauth.generateRandomCodeVerifier()
    const query = new URLSearchParams({
      client_id: nativeId,
      response_type: 'code',
      redirect_uri: callback(),
      scope,
      state: 'state-2',
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    })
    return {url: `${as.authorization_endpoint ?? ''}?${query.toString()}`, verifier}
  }
  /** What oauth4webapi makes of the address the browser came back to. */
  async function redeem(
    as: oauth.AuthorizationServer,
    verifier: string,
  ): Promise<oauth.TokenEndpointResponse> {
    const checked = oauth.validateAuthResponse(as, client, new URL(page.url()), 'state-2')
    const answer = await oauth.authorizationCodeGrantRequest(
      as,
      client,
      oauth.None(),
      checked,
      callback(),
      verifier,
      insecure,
    )
    return oauth.processAuthorizationCodeResponse(as, client, answer)
  }

  it('signs in to the org by PKCE; oauth4webapi then refreshes and revokes', async () => {
    const as = await start()
    const {url, verifier} = await begin(as)
    await page.goto(url)
    await enter()
    await page.waitForSelector('button:has-text("Allow access")')
    await shoot('okta-consent')
    await page.click('button:has-text("Allow access")')
    await page.waitForURL(`${callback()}?**`)
    const token = await redeem(as, verifier)
    expect(token).to.include({token_type: 'bearer', scope})
    expect(oauth.getValidatedIdTokenClaims(token)?.sub).to.match(/^00u/)

    const refreshed = await oauth.processRefreshTokenResponse(
      as,
      client,
      await oauth.refreshTokenGrantRequest(as, client, oauth.None(), token.refresh_token ?? '', insecure),
    )
    expect(refreshed.refresh_token).to.be.a('string').and.not.equal(token.refresh_token)
    await oauth.processRevocationResponse(
      await oauth.revocationRequest(as, client, oauth.None(), refreshed.refresh_token ?? '', insecure),
    )
    const userinfo = await oauth.userInfoRequest(as, client, refreshed.access_token, insecure)
    expect(userinfo.status).to.equal(401)
  }).timeout(40_000)

  it('may be reached by a link on another site, also where nobody is asked', async () => {
    const as = await start({autoApprove: true})
    const {url, verifier} = await begin(as)
    await page.goto(`http://localhost:${port}/?to=${encodeURIComponent(url)}`)
    await page.click('a')
    await page.waitForURL(`${callback()}?**`)
    expect(await redeem(as, verifier)).to.have.property('access_token')
  }).timeout(40_000)

  it('activates a device that oauth4webapi asks for', async () => {
    const as = await start()
    const device = await oauth.processDeviceAuthorizationResponse(
      as,
      client,
      await oauth.deviceAuthorizationRequest(
        as,
        client,
        oauth.None(),
        new URLSearchParams({scope}),
        insecure,
      ),
    )
    const poll = async (): Promise<oauth.TokenEndpointResponse> =>
      oauth.processDeviceCodeResponse(
        as,
        client,
        await oauth.deviceCodeGrantRequest(as, client, oauth.None(), device.device_code, insecure),
      )
    const pending = await poll().catch((error: unknown) => error)
    expect(pending).to.be.instanceOf(oauth.ResponseBodyError).and.to.include({error: 'authorization_pending'})

    await page.goto(device.verification_uri)
    await enter()
    await page.fill('input[name=user_code]', device.user_code.toLowerCase())
    await page.click('button:has-text("Next")')
    await page.waitForSelector('button:has-text("Allow access")')
    expect(await page.textContent('main')).to.include(device.user_code)
    await shoot('okta-activate')
    await page.click('button:has-text("Allow access")')
    await page.waitForSelector('h1:has-text("Device activated")')
    await shoot('okta-activated')
    expect(await poll()).to.include({scope})
  }).timeout(40_000)
})
