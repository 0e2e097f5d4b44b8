import {expect} from 'chai'
import {createHash} from 'node:crypto'
import {startSandbox, type Sandbox} from '../../../src/lib/sandbox/sandbox.js'
import {attacksOn, sendRaw} from '../../support/attacks.js'
import {FormBrowser, type Page} from '../../support/browser-form.js'
import {ScimCaller} from '../../support/scim-caller.js'
import {authorizeQuery, callbackUri, Caller, deviceGrant} from '../../support/sandbox-caller.js'

const tobias = {username: 'tobias.wren@halyard.test', password: 'anchor-aweigh'}
const places = ['people', 'identity', 'access', 'sessions', 'log', 'hooks', 'flows', 'requests']

describe('sandbox pages', () => {
  let [sandbox, caller, browser]: [Sandbox, Caller, FormBrowser] = [undefined!, undefined!, undefined!]

  beforeEach(async () => {
    sandbox = await startSandbox()
    caller = new Caller(sandbox)
    browser = new FormBrowser(sandbox)
  })
  afterEach(() => sandbox.close())

  const openAuthorize = async (): Promise<Page> => {
    const {clientId} = await caller.register()
    return browser.open(`/aws/authorize?${authorizeQuery(clientId)}`)
  }

  describe('signing in', () => {
    it('asks who it is, asks for consent, and goes to the callback with a code', async () => {
      const consent = await browser.submit(await openAuthorize(), tobias)
      expect(consent.text).to.contain('botocore-client-halyard').and.contain(tobias.username)
      expect(consent.headers.get('content-security-policy')).to.contain(
        `form-action 'self' ${new URL(callbackUri).origin}`,
      )
      const gone = await browser.submit(consent, {decision: 'allow'})
      expect(gone.url).to.match(/^http:\/\/127\.0\.0\.1:49152\/oauth\/callback\?code=[\w-]+&state=state-1$/)
    })

    it('remembers the browser, so that the next sign-in only asks for consent', async () => {
      await browser.submit(await openAuthorize(), tobias)
      expect((await openAuthorize()).text).to.contain('Allow access')
    })

    it('goes to the callback with a refusal when the person says no', async () => {
      const consent = await browser.submit(await openAuthorize(), tobias)
      const gone = await browser.submit(consent, {decision: 'deny'})
      expect(new URL(gone.url).searchParams.get('error')).to.equal('access_denied')
    })

    for (const {name, fields} of [
      {name: 'a wrong password', fields: {...tobias, password: 'x'}},
      {name: 'an unknown name', fields: {...tobias, username: 'nobody@halyard.test'}},
      {name: 'somebody deactivated', fields: {...tobias, username: 'otto.brandt@halyard.test'}},
    ]) {
      it(`does not let in ${name}`, async () => {
        const page = await browser.submit(await openAuthorize(), fields)
        expect(page.status).to.equal(401)
        expect(page.text).to.contain('Unable to sign in')
      })
    }

    it('takes the session away from a browser whose person is deactivated', async () => {
      await browser.submit(await openAuthorize(), tobias)
      sandbox.act(`user.deactivate ${tobias.username}`)
      expect((await openAuthorize()).text).to.contain('Password')
    })

    for (const elsewhere of [
      '//evil.example.test',
      '/\\evil.example.test',
      'https://evil.example.test',
      '/a\r\nb',
    ]) {
      it(`sends nobody to ${JSON.stringify(elsewhere)}`, async () => {
        const page = await browser.open(`/signin?return_to=${encodeURIComponent(elsewhere)}`)
        const after = await browser.submit(page, tobias)
        expect(after.url).to.equal(`${sandbox.url}/`)
      })
    }

    it('signs out and asks again', async () => {
      const consent = await browser.submit(await openAuthorize(), tobias)
      const below = consent.text.slice(consent.text.indexOf('action="/signout"') - 40)
      const page = await browser.submit({...consent, text: below}, {})
      expect(page.text).to.contain('Password')
    })
  })

  describe('approving a device', () => {
    it('shows the code and then the success page', async () => {
      const client = await caller.register()
      const {deviceCode, userCode} = await caller.device(client)
      const confirm = await browser.submit(await browser.open(`/aws/device?user_code=${userCode}`), tobias)
      expect(confirm.text).to.contain(`<code class="usercode">${userCode}</code>`)
      const done = await browser.submit(confirm, {decision: 'allow'})
      expect(done.text).to.contain('Request approved')
      const {body} = await caller.token(client, {grantType: deviceGrant, deviceCode})
      expect(body).to.have.property('accessToken')
    })

    it('can be denied', async () => {
      const client = await caller.register()
      const {deviceCode, userCode} = await caller.device(client)
      const confirm = await browser.submit(await browser.open(`/aws/device?user_code=${userCode}`), tobias)
      expect((await browser.submit(confirm, {decision: 'deny'})).text).to.contain('Request denied')
      const {body} = await caller.token(client, {grantType: deviceGrant, deviceCode})
      expect(body).to.include({error: 'access_denied'})
    })

    it('asks for a code, and says when none waits', async () => {
      const ask = await browser.submit(await browser.open('/aws/device'), tobias)
      expect(ask.text).to.contain('Activate your device')
      const wrong = await browser.open('/aws/device?user_code=BCDF-GHJK')
      expect(wrong.status).to.equal(404)
      expect(wrong.text).to.contain('No device waits with that code')
    })
  })

  describe('the admin view', () => {
    const open = (): Promise<Page> => browser.open(new URL(sandbox.act('admin.open').text).href)

    it('opens once by its token', async () => {
      const link = sandbox.act('admin.open').text
      expect((await browser.open(link)).url).to.equal(`${sandbox.url}/sandbox/admin/people`)
      expect((await new FormBrowser(sandbox).open(link)).status).to.equal(403)
    })

    for (const place of places) {
      it(`keeps ${place} locked without it`, async () => {
        expect((await browser.open(`/sandbox/admin/${place}`)).status).to.equal(403)
      })
    }

    it('shows everything and no secret', async () => {
      const {accessToken, refreshToken} = await caller.signIn(tobias.username)
      await caller.get('/federation/credentials?account_id=111111111111&role_name=Developer', accessToken)
      await open()
      const pages = await Promise.all(places.map((place) => browser.open(`/sandbox/admin/${place}`)))
      const text = pages.map((page) => page.text).join('\n')
      for (const shown of ['Mira Castellan', 'halyard-auditors', '410000000120', 'Developer', 'token.device'])
        expect(text).to.contain(shown)
      for (const secret of [accessToken, refreshToken, 'sandbox-client-secret-', 'IQoJ'])
        expect(text).not.to.contain(secret)
    })

    it('acts, and says what it cannot do', async () => {
      const people = await open()
      await browser.submit(people, {action: `user.deactivate ${tobias.username}`})
      expect(JSON.stringify(sandbox.act('show').data)).to.contain(`"${tobias.username}","active":false`)
      const refused = await browser.submit(people, {action: 'user.activate nobody@halyard.test'})
      expect(refused.status).to.equal(400)
      expect(refused.text).to.contain('no user')
    })

    it('shows the System Log and the hooks, what stands in them as text', async () => {
      sandbox.act('hook.create http://127.0.0.1:9/hook user.lifecycle.suspend authorization=hook-secret')
      sandbox.act('user.suspend jun.hartley@halyard.test')
      sandbox.act('log.append user.session.start actor.displayName=<b>\u202Ered\u001B[31m')
      await open()
      const log = (await browser.open('/sandbox/admin/log')).text
      expect(log).to.contain('user.lifecycle.suspend').and.contain('Jun Hartley').and.contain('&lt;b&gt;')
      expect(log).to.contain('u{202e}').and.not.contain('\u202E').and.not.contain('\u001B')
      const hooks = await browser.open('/sandbox/admin/hooks')
      expect(hooks.text).to.contain('http://127.0.0.1:9/hook').and.not.contain('hook-secret')
      const acted = await browser.submit(hooks, {action: 'hook.deactivate who0000001halyard0d7'})
      expect(acted.text).to.contain('INACTIVE')
    })

    it('shows where Identity Center differs from Okta, and acts there; no token of SCIM', async () => {
      const scim = new ScimCaller(sandbox)
      await scim.call('POST', '/Groups', {displayName: 'b\u202Ered & co', members: []})
      await open()
      const page = await browser.open('/sandbox/admin/identity')
      expect(page.text)
        .to.contain('AWSControlTowerAdmins')
        .and.contain('not in Okta')
        .and.contain('1 SCIM request')
      expect(page.text).to.contain('b\\u{202e}red &amp; co').and.not.contain('\u202E')
      expect(page.text).to.match(/class="chip bad"\s*>otto\.brandt@halyard\.test/)
      expect(page.text).to.match(/class="chip wait">nils\.aaberg@halyard\.test/)
      const action = 'aws.group.remove AWS_dev-readers otto.brandt@halyard.test'
      await browser.submit(page, {action})
      expect(await scim.members(await scim.groupId('AWS_dev-readers'))).to.have.length(1)
      const requests = (await browser.open('/sandbox/admin/requests')).text
      expect(requests).to.contain('/Groups').and.not.contain(sandbox.scim.token)
    })

    it('shows the flows and what they answered, neither aliases nor tokens', async () => {
      const flow = sandbox.okta.flows().find(({name}) => name === 'welcome-kit')
      const {invokeUrl = '', clientToken = ''} = flow ?? {}
      await fetch(invokeUrl, {
        method: 'POST',
        headers: {'x-api-client-token': clientToken},
        body: JSON.stringify({size: '<b>\u202Ered', _okta_ops: {run: 'run_<i>1', key: 'deck:7'}}),
      })
      await open()
      const flows = await browser.open('/sandbox/admin/flows')
      expect(flows.text).to.contain('welcome-kit').and.contain('run_&lt;i&gt;1').and.contain('deck:7')
      expect(flows.text).to.contain('&lt;b&gt;\\u{202e}red').and.not.contain('\u202E')
      const requests = (await browser.open('/sandbox/admin/requests')).text
      const [, alias = ''] = /flo\/(\w+)/.exec(invokeUrl) ?? []
      expect(requests).to.contain(`/api/flo/${alias.slice(0, 4)}.../invoke`)
      for (const secret of [alias, clientToken]) {
        expect(flows.text).not.to.contain(secret)
        expect(requests).not.to.contain(secret)
      }
      const acted = await browser.submit(flows, {action: 'flow.deactivate welcome-kit'})
      expect(acted.text).to.contain('>off<')
    })

    it('shows text from outside as text', async () => {
      const client = await caller.register({clientName: '<script>alert(1)</script>'})
      await caller.device(client)
      await open()
      const {text} = await browser.open('/sandbox/admin/sessions')
      expect(text).to.contain('&lt;script&gt;').and.not.contain('<script>')
    })
  })

  describe('the console', () => {
    const session = async (): Promise<URLSearchParams> => {
      const {accessToken} = await caller.signIn(tobias.username)
      const path = '/federation/credentials?account_id=111111111111&role_name=Developer'
      const keys = (await caller.get(path, accessToken)).body['roleCredentials'] as Record<string, string>
      const {accessKeyId: sessionId, secretAccessKey: sessionKey, sessionToken} = keys
      return new URLSearchParams({
        Action: 'getSigninToken',
        Session: JSON.stringify({sessionId, sessionKey, sessionToken}),
      })
    }

    it('opens for the account and role of the keys', async () => {
      const {body} = await caller.get(`/federation?${(await session()).toString()}`)
      const login = new URLSearchParams({
        Action: 'login',
        Destination: 'https://console.aws.amazon.com/s3/home?region=eu-west-1',
        SigninToken: String(body['SigninToken']),
      })
      const page = await browser.open(`/aws/federation?${login.toString()}`)
      expect(page.text)
        .to.contain('111111111111')
        .and.contain(`Developer/${tobias.username}`)
        .and.contain('eu-west-1')
    })

    it('refuses keys that are not its own, a bad duration and a made-up token', async () => {
      const good = await session()
      for (const [name, value] of [
        ['Session', '{}'],
        ['Session', 'no json'],
        ['SessionDuration', '60'],
      ] as const) {
        const query = new URLSearchParams(good)
        query.set(name, value)
        expect((await caller.get(`/federation?${query.toString()}`)).status, `${name}=${value}`).to.equal(400)
      }
      expect((await caller.get('/federation?Action=login&SigninToken=x')).status).to.equal(400)
    })
  })

  describe('against other sites', () => {
    const targets = [
      {name: 'the front page', target: '/', landing: false},
      {name: 'the sign-in page', target: '/signin', landing: false},
      {name: 'the authorize page', target: '/aws/authorize', landing: true},
      {name: 'the device page', target: '/aws/device', landing: false},
      {name: 'the console', target: '/aws/federation?Action=login', landing: false},
      {name: 'a token', target: '/aws/token', landing: false},
      {name: 'a listing', target: '/aws/assignment/accounts', landing: false},
      {name: 'STS', target: '/aws', landing: false},
      {name: "the org's authorize page", target: '/oauth2/v1/authorize', landing: true},
      {name: "the org's consent page", target: '/oauth2/v1/signin', landing: true},
      {name: 'the way back to an app', target: '/oauth2/v1/authorize/step', landing: true},
      {name: "the org's device page", target: '/activate', landing: false},
      {name: "the org's sign-out", target: '/oauth2/v1/logout', landing: false},
      {name: "the org's token", target: '/oauth2/v1/token', landing: false},
      {name: "the org's device codes", target: '/oauth2/v1/device/authorize', landing: false},
      {name: "the org's keys", target: '/oauth2/v1/keys', landing: false},
      {name: "the org's description", target: '/.well-known/openid-configuration', landing: false},
      {name: "the org's API", target: '/api/v1/logs', landing: false},
      {name: 'the control endpoint', target: '/sandbox/control', landing: false},
      ...places.map((place) => ({name: `admin ${place}`, target: `/sandbox/admin/${place}`, landing: false})),
    ]
    for (const {name, target, landing} of targets) {
      it(`${name} is out of their reach`, async () => {
        for (const attack of attacksOn({port: sandbox.port, landing})) {
          const answer = await sendRaw(sandbox.port, {target, ...attack})
          expect(answer.status, attack.name).to.equal(attack.want)
          expect(answer.headers, attack.name).not.to.have.property('access-control-allow-origin')
        }
      })
    }

    for (const target of [
      '/signin',
      '/aws/device',
      '/aws/authorize',
      '/activate',
      '/oauth2/v1/authorize',
      '/oauth2/v1/signin',
      '/sandbox/admin/people',
      '/aws/token',
    ]) {
      it(`${target} may not be framed, and nothing in it may run`, async () => {
        const {headers, body} = await sendRaw(sandbox.port, {target})
        const policy = headers['content-security-policy'] ?? ''
        expect(policy)
          .to.contain("default-src 'none'")
          .and.contain("frame-ancestors 'none'")
          .and.not.contain('unsafe')
        const style = /<style>([\s\S]*)<\/style>/.exec(body)?.[1]
        if (style === undefined) return
        expect(policy).to.contain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`)
      })
    }

    for (const {target, fields} of [
      {target: '/signin', fields: {...tobias}},
      {target: '/signout', fields: {}},
      {target: '/aws/authorize', fields: {decision: 'allow'}},
      {target: '/aws/device', fields: {decision: 'allow'}},
      {target: '/activate', fields: {decision: 'allow'}},
      {target: '/oauth2/v1/signin', fields: {decision: 'allow'}},
    ]) {
      it(`${target} takes no form of another run`, async () => {
        const body = new URLSearchParams({...fields, form_token: 'form-of-another-run'})
        const answer = await fetch(`${sandbox.url}${target}`, {method: 'POST', body, redirect: 'manual'})
        expect(answer.status).to.equal(403)
        expect(await answer.text()).to.contain('This form is from another run')
      })
    }

    it('the control endpoint asks for the secret of this run', async () => {
      for (const authorization of ['', 'Bearer x', `Bearer ${sandbox.controlSecret}x`]) {
        const answer = await caller.post('/../sandbox/control', {action: ['show']}, {authorization})
        expect(answer.status).to.equal(403)
      }
    })
  })
})
