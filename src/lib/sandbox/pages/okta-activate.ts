import {Hono, type Context} from 'hono'
import {html} from 'hono/html'
import {askForCode} from './device.js'
import {readForm, readSandboxCookie, signedIn, staleForm} from './forms.js'
import {cardPage, endPage, hiddenFields, showPage} from './page.js'
import {showSignIn} from './sign-in.js'
import {switchUser} from './switch-user.js'
import type {Env} from '../aws/serve.js'
import {approveDevice, denyDevice, findWaiting, type WaitingDevice} from '../okta/auth/devices.js'
import {tellConsent} from '../okta/auth/tell.js'
import {recordSignOut} from '../okta/log/sign-ins.js'
import type {World} from '../world.js'

const path = '/activate'

/** GET and POST /activate: where a person signs a device in to the org. */
export function oktaActivateApp(world: World): Hono<Env> {
  const app = new Hono<Env>()
  app.get(path, (c) => {
    const code = c.req.query('user_code') ?? ''
    const here = `${path}${code === '' ? '' : `?user_code=${encodeURIComponent(code)}`}`
    const login = signedIn(world, c)
    if (login === undefined) return showSignIn(world, c, {returnTo: here})
    const device = findWaiting(world, code)
    if (device === undefined) return askForCode(world, c, {path, wrong: code === '' ? undefined : code})
    return showConfirm(world, c, {device, login, here})
  })
  app.post(path, async (c) => {
    const form = await readForm(world, c)
    if (form === undefined) return staleForm(world, c)
    const login = signedIn(world, c)
    if (login === undefined) return showSignIn(world, c, {returnTo: path})
    const device = findWaiting(world, form['user_code'] ?? '')
    if (device === undefined) return askForCode(world, c, {path, wrong: form['user_code'] ?? ''})
    return decide(world, c, {device, login, allowed: form['decision'] === 'allow'})
  })
  app.get('/oauth2/v1/logout', (c) => {
    const login = signedIn(world, c)
    if (login !== undefined) recordSignOut(world, login)
    world.door.signOut(readSandboxCookie(world, c, 'browser') ?? '')
    return showPage(c, {
      title: 'Signed out',
      body: endPage(world, true, {title: 'You are signed out', text: 'You may close this tab.'}),
    })
  })
  return app
}

function decide(
  world: World,
  c: Context,
  {
    device,
    login,
    allowed,
  }: {readonly device: WaitingDevice; readonly login: string; readonly allowed: boolean},
): Response | Promise<Response> {
  const user = world.company.user(login)
  const done = allowed && approveDevice(world, device, user)
  if (!allowed) denyDevice(world, device)
  tellConsent(world, {user, app: device.app, scope: device.scope, allowed: done})
  const words = done
    ? {title: 'Device activated', text: 'Follow the instructions on your device for next steps.'}
    : {
        title: 'Device not activated',
        text: allowed
          ? 'You are not assigned to this application.'
          : 'Your device cannot be activated because of a denial.',
      }
  return showPage(c, {title: words.title, body: endPage(world, done, words)})
}

function showConfirm(
  world: World,
  c: Context,
  {device, login, here}: {readonly device: WaitingDevice; readonly login: string; readonly here: string},
): Response | Promise<Response> {
  return showPage(c, {
    title: `Activate ${device.userCode}`,
    body: cardPage(
      world,
      html`<h1>Does the device show this code?</h1>
        <code class="usercode">${device.userCode}</code>
        <dl class="facts">
          <dt>Application</dt>
          <dd>${device.app.name}</dd>
          <dt>Signed in as</dt>
          <dd>${login}</dd>
          <dt>It asks for</dt>
          <dd>${device.scope}</dd>
        </dl>
        <p class="note hint">Confirm only what you started yourself, just now.</p>
        <form method="post" action="${path}">
          ${hiddenFields(world, {user_code: device.userCode})}
          <button class="primary" name="decision" value="allow">Allow access</button>
          <button class="quiet" name="decision" value="deny">Deny</button>
        </form>`,
      switchUser(world, here),
    ),
  })
}
