import {expect} from 'chai'
import {startSandbox, type Sandbox, type SandboxOptions} from '../../../../src/lib/sandbox/sandbox.js'
import {halyard} from '../../../../src/lib/sandbox/seed/halyard.js'
import {FormBrowser, type Page} from '../../../support/browser-form.js'
import {OktaCaller} from '../../../support/okta-caller.js'
import {
  authorizeUrl,
  deviceGrant,
  nativeId,
  postForm,
  redirectUri,
  type OauthAnswer,
} from '../../../support/org-oauth.js'

const mira = 'mira.castellan@halyard.test'
const tobias = 'tobias.wren@halyard.test'
const scope = 'openid profile offline_access okta.logs.read'

/** Halyard with changes to its native app. */
function withNative(changes: object): SandboxOptions {
  return {
    seed: {...halyard, apps: halyard.apps.map((app) => (app.type === 'native' ? {...app, ...changes} : app))},
  }
}

describe('sandbox authorization server: a person', () => {
  let sandbox: Sandbox
  const start = async (options: SandboxOptions = {}): Promise<void> => {
    sandbox = await startSandbox(options)
  }
  afterEach(() => sandbox.close())

  const ask = (form: Readonly<Record<string, string>>, path = 'token'): Promise<OauthAnswer> =>
    postForm(`${sandbox.url}/oauth2/v1/${path}`, {client_id: nativeId, ...form})
  const said = ({status, body}: OauthAnswer): string => `${status} ${String(body['error'])}`
  const logs = async (token: unknown): Promise<number> => {
    const caller = new OktaCaller(sandbox)
    caller.headers = {authorization: `Bearer ${String(token)}`}
    return (await caller.get('/logs')).status
  }
  const signIn = async (browser: FormBrowser, page: Page, login: string): Promise<Page> =>
    browser.submit(page, {username: login, password: 'anchor-aweigh'})

  /** Goes through the pages as `login` and returns where the browser is sent at the end. */
  async function walk(login: string, decision = 'allow', changes: Readonly<Record<string, string>> = {}) {
    const browser = new FormBrowser(sandbox)
    const {url, verifier} = authorizeUrl(sandbox, changes)
    const consent = await signIn(browser, await browser.open(url), login)
    const {url: end} = await browser.submit(consent, {decision})
    return {consent, verifier, end: new URL(end)}
  }
  const redeem = (code: string | null, verifier: string): Promise<OauthAnswer> =>
    ask({
      grant_type: 'authorization_code',
      code: code ?? '',
      redirect_uri: redirectUri,
      code_verifier: verifier,
    })
  async function signedIn(login = mira): Promise<Readonly<Record<string, unknown>>> {
    const {end, verifier} = await walk(login)
    const answer = await redeem(end.searchParams.get('code'), verifier)
    expect(answer.status, JSON.stringify(answer.body)).to.equal(200)
    return answer.body
  }
  const refresh = (token: unknown): Promise<OauthAnswer> =>
    ask({grant_type: 'refresh_token', refresh_token: String(token)})
  async function events(): Promise<
    readonly {eventType: string; outcome: {result: string}; actor: {alternateId: string}}[]
  > {
    return (await new OktaCaller(sandbox).get('/logs?limit=1000')).body
  }

  describe('with PKCE', () => {
    it('signs in and lets the app in on one way through the pages', async () => {
      await start()
      const {consent, end, verifier} = await walk(mira)
      expect(consent.text).to.contain('okta-ops').and.contain(mira).and.contain('okta.logs.read')
      expect(consent.headers.get('content-security-policy')).to.contain(
        "form-action 'self' http://127.0.0.1:8765",
      )
      expect(end.origin + end.pathname).to.equal(redirectUri)
      expect(end.searchParams.get('state')).to.equal('state-1')
      const {status, body} = await redeem(end.searchParams.get('code'), verifier)
      expect(status).to.equal(200)
      expect(body).to.include({token_type: 'Bearer', expires_in: 3600, scope})
      expect(body).to.have.property('id_token')
      expect(await logs(body['access_token'])).to.equal(200)
      const userinfo = await fetch(`${sandbox.url}/oauth2/v1/userinfo`, {
        headers: {authorization: `Bearer ${String(body['access_token'])}`},
      })
      expect(await userinfo.json()).to.include({preferred_username: mira, name: 'Mira Castellan'})
    })

    it('gives a person the scopes and not the rights: without a role the API refuses', async () => {
      await start()
      const {access_token: token, scope: granted} = await signedIn(tobias)
      expect(granted).to.contain('okta.logs.read')
      expect(await logs(token)).to.equal(403)
    })

    it('takes a code once, and only with its verifier', async () => {
      await start()
      const {end, verifier} = await walk(mira)
      const code = end.searchParams.get('code')
      expect(said(await redeem(code, 'x'.repeat(43)))).to.equal('400 invalid_grant')
      const again = await walk(mira)
      const good = await redeem(again.end.searchParams.get('code'), again.verifier)
      expect(good.status).to.equal(200)
      expect(said(await redeem(again.end.searchParams.get('code'), verifier))).to.equal('400 invalid_grant')
    })

    it('tells the app when the person says no, or may not', async () => {
      await start(withNative({groups: ['halyard-release']}))
      const no = await walk(mira, 'deny')
      expect(no.end.searchParams.get('error')).to.equal('access_denied')
      const may = await walk(tobias)
      expect(may.end.searchParams.get('error')).to.equal('access_denied')
      expect(may.end.searchParams.get('error_description')).to.equal(
        'User is not assigned to the client application.',
      )
    })

    it('lets nobody in whose password is wrong, and writes that down', async () => {
      await start()
      const browser = new FormBrowser(sandbox)
      const page = await browser.open(authorizeUrl(sandbox).url)
      const refused = await browser.submit(page, {username: mira, password: 'wrong'})
      expect(refused.status).to.equal(401)
      const [event] = await events()
      expect(event).to.deep.include({eventType: 'user.session.start'})
      expect(event?.outcome).to.deep.equal({result: 'FAILURE', reason: 'INVALID_CREDENTIALS'})
      expect(event?.actor.alternateId).to.equal(mira)
    })

    it('lets somebody else take the place of whoever is signed in', async () => {
      await start()
      const browser = new FormBrowser(sandbox)
      const {url} = authorizeUrl(sandbox)
      const consent = await signIn(browser, await browser.open(url), tobias)
      await browser.submit(consent, {decision: 'allow'})
      const {url: again, verifier} = authorizeUrl(sandbox)
      const known = await browser.open(again)
      expect(known.text).to.contain(tobias)
      const signOut = /<form class="switch"[\s\S]*<\/form>/.exec(known.text)?.[0] ?? ''
      const page = await browser.submit({...known, text: signOut}, {})
      const other = await signIn(browser, page, mira)
      expect(other.text).to.contain(mira)
      const {url: end} = await browser.submit(other, {decision: 'allow'})
      const {body} = await redeem(new URL(end).searchParams.get('code'), verifier)
      expect(await logs(body['access_token'])).to.equal(200)
    })

    const refused: readonly {name: string; changes: Readonly<Record<string, string>>; says: string}[] = [
      {
        name: 'another port',
        changes: {redirect_uri: 'http://127.0.0.1:8764/oauth/callback'},
        says: 'redirect_uri',
      },
      {name: 'another path', changes: {redirect_uri: 'http://127.0.0.1:8765/'}, says: 'redirect_uri'},
      {name: 'an app nobody knows', changes: {client_id: '0oaNobody00000000000'}, says: 'client_id'},
    ]
    for (const {name, changes, says} of refused)
      it(`tells the person alone about ${name}`, async () => {
        await start()
        const page = await new FormBrowser(sandbox).open(authorizeUrl(sandbox, changes).url)
        expect(page.status).to.equal(400)
        expect(page.url).to.contain(sandbox.url)
        expect(page.text).to.contain(says)
      })

    const redirected: readonly {name: string; changes: Readonly<Record<string, string>>; error: string}[] = [
      {
        name: 'a scope the app was not granted',
        changes: {scope: 'openid okta.apps.read'},
        error: 'invalid_scope',
      },
      {name: 'a scope nobody knows', changes: {scope: 'openid moon'}, error: 'invalid_scope'},
      {name: 'a request without a challenge', changes: {code_challenge: ''}, error: 'invalid_request'},
      {name: 'prompt=none', changes: {prompt: 'none'}, error: 'login_required'},
    ]
    for (const {name, changes, error} of redirected)
      it(`tells the app about ${name}`, async () => {
        await start()
        const {url} = await new FormBrowser(sandbox).open(authorizeUrl(sandbox, changes).url)
        expect(url).to.match(/^http:\/\/127\.0\.0\.1:8765\/oauth\/callback\?/)
        const query = new URL(url).searchParams
        expect({error: query.get('error'), state: query.get('state')}).to.deep.equal({
          error,
          state: 'state-1',
        })
      })

    it('needs no page with --auto-approve, and says no where the fault says so', async () => {
      await start({autoApprove: true, faults: ['denied:okta.authorize']})
      const open = async (): Promise<URLSearchParams> =>
        new URL((await new FormBrowser(sandbox).open(authorizeUrl(sandbox).url)).url).searchParams
      expect((await open()).get('error')).to.equal('access_denied')
      expect((await open()).get('code')).to.be.a('string')
    })

    it('writes down who signed in to what', async () => {
      await start()
      await signedIn()
      const all = await events()
      expect(all.map(({eventType}) => eventType)).to.deep.equal([
        'user.session.start',
        'app.oauth2.consent.grant',
        'user.authentication.sso',
        'app.oauth2.token.grant.access_token',
        'app.oauth2.token.grant.refresh_token',
        'app.oauth2.token.grant.id_token',
      ])
      for (const {outcome} of all) expect(outcome.result).to.equal('SUCCESS')
    })
  })

  describe('with a refresh token', () => {
    let now: Date
    beforeEach(() => {
      now = new Date()
    })
    const later = (ms: number): void => {
      now = new Date(now.getTime() + ms)
    }

    it('rotates it; the old one stays good for its grace, so that a lost answer is no loss', async () => {
      await start({now: () => now})
      const {refresh_token: first} = await signedIn()
      const second = await refresh(first)
      expect(second.status).to.equal(200)
      expect(second.body['refresh_token']).not.to.equal(first)
      later(29_000)
      expect(await refresh(first)).to.include({status: 200})
      expect(await refresh(second.body['refresh_token'])).to.include({status: 200})
    })

    it('ends the whole family when the old one comes back after its grace', async () => {
      await start({now: () => now})
      const {refresh_token: first} = await signedIn()
      const second = await refresh(first)
      later(30_000)
      const reused = await refresh(first)
      expect(said(reused)).to.equal('400 invalid_grant')
      expect(reused.body['error_description']).to.equal('The refresh token is invalid or expired.')
      expect(said(await refresh(second.body['refresh_token']))).to.equal('400 invalid_grant')
      expect(await logs(second.body['access_token'])).to.equal(401)
      expect((await events()).map(({eventType}) => eventType)).to.include('app.oauth2.token.detect_reuse')
    })

    it('has no grace where the app has none', async () => {
      await start(withNative({refreshGraceMs: 0}))
      const {refresh_token: first} = await signedIn()
      await refresh(first)
      expect(said(await refresh(first))).to.equal('400 invalid_grant')
    })

    it('lives as long as the session, and ends with session.revoke', async () => {
      await start({now: () => now})
      const {refresh_token: first, access_token: token} = await signedIn()
      const other = await signedIn(tobias)
      sandbox.act(`session.revoke ${mira}`)
      expect(said(await refresh(first))).to.equal('400 invalid_grant')
      expect(await logs(token)).to.equal(401)
      expect(await refresh(other['refresh_token'])).to.include({status: 200})
      later(8 * 3_600_000)
      expect(said(await refresh(other['refresh_token']))).to.equal('400 invalid_grant')
    })

    it('gives nothing to somebody deactivated, or taken out of the groups of the app', async () => {
      await start(withNative({groups: ['halyard-engineers']}))
      const {refresh_token: his} = await signedIn(tobias)
      const {refresh_token: hers} = await signedIn(mira)
      sandbox.act(`group.remove halyard-engineers ${mira}`)
      sandbox.act(`user.deactivate ${tobias}`)
      for (const token of [his, hers]) expect(said(await refresh(token))).to.equal('400 access_denied')
    })

    it('is not given where the fault or the scopes say so', async () => {
      await start({faults: ['no_refresh_token:okta.token*1']})
      expect(await signedIn()).not.to.have.property('refresh_token')
      const {end, verifier} = await walk(mira, 'allow', {scope: 'openid okta.logs.read'})
      const {body} = await redeem(end.searchParams.get('code'), verifier)
      expect(body).to.have.property('access_token')
      expect(body).not.to.have.property('refresh_token')
    })

    it('is given back by revoke, with all that came of it; of another app nothing is', async () => {
      await start(withNative({}))
      const {refresh_token: token, access_token: access} = await signedIn()
      const active = async (): Promise<unknown> =>
        (await ask({token: String(access)}, 'introspect')).body['active']
      expect(await active()).to.equal(true)
      expect(await ask({token: 'nothing'}, 'revoke')).to.include({status: 200})
      expect(await ask({token: String(token), token_type_hint: 'refresh_token'}, 'revoke')).to.include({
        status: 200,
      })
      expect(said(await refresh(token))).to.equal('400 invalid_grant')
      expect(await logs(access)).to.equal(401)
      expect(await active()).to.equal(false)
      expect((await events()).at(-1)).to.include({eventType: 'app.oauth2.token.grant'})
    })
  })

  describe('with a device code', () => {
    const device = async (asked = scope): Promise<Readonly<Record<string, string>>> => {
      const {status, body} = await ask({scope: asked}, 'device/authorize')
      expect(status).to.equal(200)
      return body as Record<string, string>
    }
    const poll = (code: unknown): Promise<OauthAnswer> =>
      ask({grant_type: deviceGrant, device_code: String(code)})

    it('shows a code of eight letters and where to type it', async () => {
      await start()
      const {user_code: code = '', ...rest} = await device()
      expect(code).to.match(/^[A-Z]{8}$/)
      expect(rest).to.deep.include({
        verification_uri: `${sandbox.url}/activate`,
        verification_uri_complete: `${sandbox.url}/activate?user_code=${code}`,
        expires_in: 600,
        interval: 5,
      })
      sandbox.act('lifetimes.set device_interval=1s device_code=30s')
      expect(await device()).to.deep.include({interval: 1, expires_in: 30})
    })

    it('waits for the person, then gives tokens once', async () => {
      await start()
      const {device_code: code, user_code: shown = ''} = await device()
      const pending = await poll(code)
      expect(said(pending)).to.equal('400 authorization_pending')
      expect(pending.body['error_description']).to.equal(
        'The device authorization is pending. Please try again later.',
      )
      const browser = new FormBrowser(sandbox)
      const page = await signIn(browser, await browser.open(`/activate?user_code=${shown}`), mira)
      expect(page.text).to.contain(shown).and.contain('okta-ops').and.contain(mira)
      const done = await browser.submit(page, {decision: 'allow'})
      expect(done.text).to.contain('Device activated')
      const {status, body} = await poll(code)
      expect(status).to.equal(200)
      expect(body).to.include({token_type: 'Bearer', scope})
      expect(await logs(body['access_token'])).to.equal(200)
      expect(await refresh(body['refresh_token'])).to.include({status: 200})
      expect(said(await poll(code))).to.equal('400 invalid_grant')
    })

    it('takes the code typed in small letters, and says when nobody waits with it', async () => {
      await start()
      const {user_code: shown = ''} = await device()
      const browser = new FormBrowser(sandbox)
      const empty = await signIn(browser, await browser.open('/activate'), mira)
      expect(empty.text).to.contain('Activate your device')
      const wrong = await browser.open('/activate?user_code=XXXX')
      expect(wrong).to.include({status: 404})
      const typed = `${shown.slice(0, 4)}-${shown.slice(4)}`.toLowerCase()
      expect((await browser.open(`/activate?user_code=${typed}`)).text).to.contain(shown)
    })

    it('is denied on the page, by sandbox do, or because the person may not', async () => {
      await start(withNative({groups: ['halyard-release']}))
      const first = await device()
      const browser = new FormBrowser(sandbox)
      const page = await signIn(
        browser,
        await browser.open(`/activate?user_code=${first['user_code'] ?? ''}`),
        mira,
      )
      await browser.submit(page, {decision: 'deny'})
      const second = await device()
      sandbox.act(`device.deny ${second['user_code'] ?? ''}`)
      const third = await device()
      const other = new FormBrowser(sandbox)
      const his = await signIn(
        other,
        await other.open(`/activate?user_code=${third['user_code'] ?? ''}`),
        tobias,
      )
      expect((await other.submit(his, {decision: 'allow'})).text).to.contain('not assigned')
      for (const {device_code: code} of [first, second, third])
        expect(said(await poll(code))).to.equal('400 access_denied')
    })

    it('is approved by sandbox do, for the newest device or the one named', async () => {
      await start()
      const [old, young] = [await device(), await device()]
      expect(sandbox.act(`device.approve ${tobias}`).text).to.contain(young['user_code'])
      expect(sandbox.act(`device.approve ${old['user_code'] ?? ''}`).text).to.contain(mira)
      for (const {device_code: code} of [old, young]) expect(await poll(code)).to.include({status: 200})
      expect(() => sandbox.act('device.approve')).to.throw('no device waits')
    })

    it('is approved by itself with --auto-approve, and expires', async () => {
      let now = new Date()
      await start({autoApprove: mira, now: () => now})
      expect(await poll((await device())['device_code'])).to.include({status: 200})
      sandbox.act('approve.auto off')
      const {device_code: code} = await device()
      now = new Date(now.getTime() + 600_000)
      expect(said(await poll(code))).to.equal('400 expired_token')
    })

    it('gives nothing to somebody deactivated between approval and poll', async () => {
      await start()
      const {device_code: code} = await device()
      sandbox.act(`device.approve ${tobias}`)
      sandbox.act(`user.deactivate ${tobias}`)
      expect(said(await poll(code))).to.equal('400 access_denied')
    })

    const faults: readonly {fault: string; want: string}[] = [
      {fault: 'pending:okta.token', want: '400 authorization_pending'},
      {fault: 'slow_down:okta.token', want: '400 slow_down'},
      {fault: 'denied:okta.token', want: '400 access_denied'},
      {fault: 'expired:okta.token', want: '400 expired_token'},
    ]
    for (const {fault, want} of faults)
      it(`answers once as the fault ${fault} says`, async () => {
        await start({autoApprove: true, faults: [fault]})
        const {device_code: code} = await device()
        expect(said(await poll(code))).to.equal(want)
        expect(await poll(code)).to.include({status: 200})
      })

    it('is refused for a scope the app was not granted, and to a service app', async () => {
      await start()
      expect(said(await ask({scope: 'okta.apps.read'}, 'device/authorize'))).to.equal('400 invalid_scope')
      expect(said(await ask({client_id: '0oa1servicehalyard07', scope}, 'device/authorize'))).to.equal(
        '401 invalid_client',
      )
    })
  })

  it('signs out of the browser at /oauth2/v1/logout', async () => {
    await start()
    const browser = new FormBrowser(sandbox)
    await signIn(browser, await browser.open('/activate'), mira)
    expect((await browser.open('/oauth2/v1/logout')).text).to.contain('signed out')
    expect((await browser.open('/activate')).text).to.contain('Password')
  })
})
