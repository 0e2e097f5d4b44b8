import type {Context} from 'hono'
import {getCookie, setCookie} from 'hono/cookie'
import {endPage, showPage} from './page.js'
import type {World} from '../world.js'

/** Cookies know no ports: the name keeps two sandboxes on one machine apart. */
type CookieKind = 'browser' | 'admin'

/** The fields of a posted form, when it carries this run's token; undefined when it does not. */
export async function readForm(
  world: World,
  c: Context,
): Promise<Readonly<Record<string, string>> | undefined> {
  const posted = await c.req.parseBody()
  if (!world.door.isFormToken(posted['form_token'])) return undefined
  return Object.fromEntries(
    Object.entries(posted).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

/** What a form without this run's token gets. */
export function staleForm(world: World, c: Context): Response | Promise<Response> {
  return showPage(c, {
    title: 'Start again',
    status: 403,
    body: endPage(world, false, {
      title: 'This form is from another run',
      text: 'The sandbox was started anew since the page was opened. Go back and load it again.',
    }),
  })
}

export function readSandboxCookie(world: World, c: Context, kind: CookieKind): string | undefined {
  return getCookie(c, cookieName(world, kind))
}

export function writeSandboxCookie(
  world: World,
  c: Context,
  {kind, text}: {kind: CookieKind; text: string},
): void {
  setCookie(c, cookieName(world, kind), text, {
    httpOnly: true,
    path: '/',
    // A sign-in must survive the hop from a terminal; the admin view never comes from elsewhere.
    sameSite: kind === 'admin' ? 'Strict' : 'Lax',
  })
}

/** Who is signed in in this browser and still active. */
export function signedIn(world: World, c: Context): string | undefined {
  const login = world.door.loginOf(readSandboxCookie(world, c, 'browser'))
  return login !== undefined && world.company.user(login).active ? login : undefined
}

function cookieName(world: World, kind: CookieKind): string {
  return `okta_ops_sandbox_${kind}_${new URL(world.origin).port}`
}
