import {Hono, type Context} from 'hono'
import {html} from 'hono/html'
import {accessView} from './admin-access.js'
import {adminFrame, type AdminPlace} from './admin-frame.js'
import {flowsView} from './admin-flows.js'
import {hooksView} from './admin-hooks.js'
import {identityView} from './admin-identity.js'
import {logView} from './admin-log.js'
import {peopleView} from './admin-people.js'
import {requestsView} from './admin-requests.js'
import {sessionsView} from './admin-sessions.js'
import {readForm, readSandboxCookie, staleForm, writeSandboxCookie} from './forms.js'
import {endPage, showPage, type Html} from './page.js'
import {act} from '../actions/act.js'
import type {Env} from '../aws/serve.js'
import {OpsError} from '../../shared/errors.js'
import type {World} from '../world.js'

const views: Readonly<Record<AdminPlace, (world: World) => Html>> = {
  people: peopleView,
  identity: identityView,
  access: accessView,
  sessions: sessionsView,
  log: logView,
  hooks: hooksView,
  flows: flowsView,
  requests: requestsView,
}

/** The admin pages below /sandbox/admin: what the sandbox is and what happened in it, and buttons to act on it. */
export function adminApp(world: World): Hono<Env> {
  const app = new Hono<Env>()
  app.get('/admin', (c) => openByToken(world, c))
  app.get('/admin/:place', (c) => {
    if (!isAdmin(world, c)) return locked(world, c)
    const place = c.req.param('place')
    return isPlace(place) ? show(world, c, {place, problem: undefined}) : c.notFound()
  })
  app.post('/admin/:place', async (c) => {
    if (!isAdmin(world, c)) return locked(world, c)
    const form = await readForm(world, c)
    if (form === undefined) return staleForm(world, c)
    const place = c.req.param('place')
    return isPlace(place) ? perform(world, c, {place, action: form['action'] ?? ''}) : c.notFound()
  })
  return app
}

function openByToken(world: World, c: Context): Response | Promise<Response> {
  const token = c.req.query('token')
  if (token !== undefined) {
    const admin = world.door.openAdmin(token)
    if (admin === undefined) return locked(world, c)
    writeSandboxCookie(world, c, {kind: 'admin', text: admin})
  } else if (!isAdmin(world, c)) return locked(world, c)
  return c.redirect('/sandbox/admin/people', 303)
}

function perform(
  world: World,
  c: Context,
  {place, action}: {place: AdminPlace; action: string},
): Response | Promise<Response> {
  try {
    act(world, action.trim().split(/\s+/))
    return c.redirect(`/sandbox/admin/${place}`, 303)
  } catch (error) {
    if (error instanceof OpsError) return show(world, c, {place, problem: error.message})
    throw error
  }
}

function show(
  world: World,
  c: Context,
  {place, problem}: {place: AdminPlace; problem: string | undefined},
): Response | Promise<Response> {
  const notice = problem === undefined ? '' : html`<p class="note bad" role="alert">${problem}</p>`
  return showPage(c, {
    title: `${world.company.name} sandbox`,
    status: problem === undefined ? 200 : 400,
    body: adminFrame(world, place, html`${notice}${views[place](world)}`),
  })
}

function locked(world: World, c: Context): Response | Promise<Response> {
  const text = html`Each link opens this view once. For another: <code>okta-ops sandbox do admin.open</code>`
  return showPage(c, {
    title: 'Locked',
    status: 403,
    body: endPage(world, false, {title: 'This link was used, or is not from this run', text}),
  })
}

function isAdmin(world: World, c: Context): boolean {
  return world.door.isAdmin(readSandboxCookie(world, c, 'admin'))
}

function isPlace(place: string): place is AdminPlace {
  return Object.hasOwn(views, place)
}
