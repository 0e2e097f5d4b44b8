import {Hono, type Context} from 'hono'
import {html} from 'hono/html'
import {readForm, signedIn, staleForm} from './forms.js'
import {cardPage, endPage, hiddenFields, showPage, type Html} from './page.js'
import {showSignIn} from './sign-in.js'
import {switchUser} from './switch-user.js'
import type {DeviceGrant} from '../aws/grants.js'
import type {Env} from '../aws/serve.js'
import type {World} from '../world.js'

/** GET and POST /aws/device: where a person approves what a device without a browser shows. */
export function deviceApp(world: World): Hono<Env> {
  const app = new Hono<Env>()
  app.get('/device', (c) => {
    const code = c.req.query('user_code') ?? ''
    const here = `/aws/device${code === '' ? '' : `?user_code=${encodeURIComponent(code)}`}`
    const login = signedIn(world, c)
    if (login === undefined) return showSignIn(world, c, {returnTo: here})
    if (code === '') return askForCode(world, c, {path: '/aws/device', wrong: undefined})
    const grant = waitingGrant(world, code)
    return grant === undefined
      ? askForCode(world, c, {path: '/aws/device', wrong: code})
      : showConfirm(world, c, {grant, login, here})
  })
  app.post('/device', async (c) => {
    const form = await readForm(world, c)
    if (form === undefined) return staleForm(world, c)
    const login = signedIn(world, c)
    if (login === undefined) return showSignIn(world, c, {returnTo: '/aws/device'})
    const grant = waitingGrant(world, form['user_code'] ?? '')
    if (grant === undefined)
      return askForCode(world, c, {path: '/aws/device', wrong: form['user_code'] ?? ''})
    return decide(world, c, {grant, login, allowed: form['decision'] === 'allow'})
  })
  return app
}

function waitingGrant(world: World, code: string): DeviceGrant | undefined {
  const grant = world.grants.findUserCode(code)
  return grant?.answer.kind === 'waiting' && grant.expiresAt > world.now() ? grant : undefined
}

function decide(
  world: World,
  c: Context,
  {grant, login, allowed}: {grant: DeviceGrant; login: string; allowed: boolean},
): Response | Promise<Response> {
  world.grants.answerDevice(grant, allowed ? {kind: 'approved', login} : {kind: 'denied'})
  const words = allowed
    ? {
        title: 'Request approved',
        text: 'The application is signed in. You may close this tab and go back to the terminal.',
      }
    : {title: 'Request denied', text: 'The application was not signed in. You may close this tab.'}
  return showPage(c, {title: words.title, body: endPage(world, allowed, words)})
}

/** The page that asks for a code and leads back to `path` with it; `wrong`: one that no device shows. */
export function askForCode(
  world: World,
  c: Context,
  {path, wrong}: {readonly path: string; readonly wrong: string | undefined},
): Response | Promise<Response> {
  return showPage(c, {
    title: 'Activate a device',
    status: wrong === undefined ? 200 : 404,
    body: cardPage(
      world,
      html`<h1>Activate your device</h1>
        <p class="lead">Enter the code that the terminal shows.</p>
        ${wrong === undefined ? '' : unknownCode()}
        <form method="get" action="${path}">
          <label class="field">
            <span>Activation code</span>
            <input
              class="code"
              name="user_code"
              value="${wrong ?? ''}"
              placeholder="ABCD-EFGH"
              autocomplete="off"
              spellcheck="false"
              maxlength="9"
              required
              autofocus
            />
          </label>
          <button class="primary">Next</button>
        </form>`,
      switchUser(world, path),
    ),
  })
}

function unknownCode(): Html {
  return html`<p class="note bad" role="alert">
    No device waits with that code. It may have expired, or been used already.
  </p>`
}

function showConfirm(
  world: World,
  c: Context,
  {grant, login, here}: {grant: DeviceGrant; login: string; here: string},
): Response | Promise<Response> {
  const client = world.clients.find(grant.clientId)
  return showPage(c, {
    title: `Confirm ${grant.userCode}`,
    body: cardPage(
      world,
      html`<h1>Does the terminal show this code?</h1>
        <code class="usercode">${grant.userCode}</code>
        <dl class="facts">
          <dt>Application</dt>
          <dd>${client?.name ?? 'unknown'}</dd>
          <dt>Signed in as</dt>
          <dd>${login}</dd>
        </dl>
        <p class="note hint">Confirm only what you started yourself, just now.</p>
        <form method="post" action="/aws/device">
          ${hiddenFields(world, {user_code: grant.userCode})}
          <button class="primary" name="decision" value="allow">Confirm and continue</button>
          <button class="quiet" name="decision" value="deny">Deny</button>
        </form>`,
      switchUser(world, here),
    ),
  })
}
