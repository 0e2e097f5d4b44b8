import {Hono, type Context} from 'hono'
import {html} from 'hono/html'
import {readForm, readSandboxCookie, staleForm, writeSandboxCookie} from './forms.js'
import {cardPage, endPage, hiddenFields, initials, showPage, type Html} from './page.js'
import {recordRefusedSignIn, recordSignIn, recordSignOut} from '../okta/log/sign-ins.js'
import type {User} from '../company/company.js'
import type {Env} from '../aws/serve.js'
import type {World} from '../world.js'

interface SignInView {
  /** The page of this sandbox to go on to. */
  readonly returnTo: string
  readonly login?: string
  readonly refused?: boolean
}

/** Okta's part of a sign-in: who are you? */
export function signInApp(world: World): Hono<Env> {
  const app = new Hono<Env>()
  app.get('/signin', (c) =>
    showSignIn(world, c, {returnTo: returnTo(c.req.query('return_to')), login: c.req.query('login') ?? ''}),
  )
  app.post('/signin', async (c) => {
    const form = await readForm(world, c)
    return form === undefined ? staleForm(world, c) : signIn(world, c, form)
  })
  app.post('/signout', async (c) => {
    const form = await readForm(world, c)
    if (form === undefined) return staleForm(world, c)
    recordSignOut(world, world.door.loginOf(readSandboxCookie(world, c, 'browser')) ?? '')
    world.door.signOut(readSandboxCookie(world, c, 'browser') ?? '')
    return c.redirect(returnTo(form['return_to']), 303)
  })
  app.get('/', (c) =>
    showPage(c, {
      title: 'Signed in',
      body: endPage(world, true, {
        title: `${world.company.name} is running`,
        text: 'You may close this tab and go back to the terminal.',
      }),
    }),
  )
  return app
}

/** The sign-in page itself; other pages show it in their own place when nobody is signed in. */
export function showSignIn(world: World, c: Context, view: SignInView): Response | Promise<Response> {
  return showPage(c, {
    title: `Sign in to ${world.company.name}`,
    status: view.refused === true ? 401 : 200,
    body: cardPage(world, signInForm(world, view), peopleToTry(world, view.returnTo)),
  })
}

function signIn(
  world: World,
  c: Context,
  form: Readonly<Record<string, string>>,
): Response | Promise<Response> {
  const next = returnTo(form['return_to'])
  const user = world.company.findUser(form['username'] ?? '')
  if (user === undefined || !user.active || user.password !== form['password']) {
    recordRefusedSignIn(world, form['username'] ?? '', c.req.header('user-agent'))
    return showSignIn(world, c, {returnTo: next, login: form['username'] ?? '', refused: true})
  }
  recordSignIn(world, user, c.req.header('user-agent'))
  writeSandboxCookie(world, c, {kind: 'browser', text: world.door.signIn(user.login)})
  return c.redirect(next, 303)
}

/** Only a path of this sandbox: a sign-in must not send anybody elsewhere. */
function returnTo(path: string | undefined): string {
  return path !== undefined && /^\/(?![/\\])[\x21-\x7e]*$/.test(path) && !path.includes('\\') ? path : '/'
}

function signInForm(world: World, {returnTo: next, login = '', refused = false}: SignInView): Html {
  return html`<h1>Sign In</h1>
    ${refused ? html`<p class="note bad" role="alert">Unable to sign in. Check the name and the password.</p>` : ''}
    <form method="post" action="/signin">
      ${hiddenFields(world, {return_to: next})}
      <label class="field">
        <span>Username</span>
        <input
          name="username"
          value="${login}"
          autocomplete="username"
          autocapitalize="none"
          spellcheck="false"
          required
          ${login === '' ? html`autofocus` : ''}
        />
      </label>
      <label class="field">
        <span>Password</span>
        <input
          name="password"
          type="password"
          autocomplete="current-password"
          required
          ${login === '' ? '' : html`autofocus`}
        />
      </label>
      <button class="primary" type="submit">Sign In</button>
    </form>`
}

/** A stand-in may tell its passwords: who there is, and what they type. */
function peopleToTry(world: World, next: string): Html {
  const link = ({login}: User): string =>
    `/signin?${new URLSearchParams({return_to: next, login}).toString()}`
  const people = world.company.users.filter(({active}) => active).slice(0, 8)
  return html`<details class="aside" open>
    <summary>Nobody here is real. Each password is <code>${world.seed.password}</code></summary>
    <ul class="people">
      ${people.map(
        (user) =>
          html`<li>
            <a href="${link(user)}">
              <span class="face">${initials(user.name)}</span>
              <span
                >${user.login}<small
                  >${world.company
                    .groupsOf(user.login)
                    .map(({name}) => name)
                    .join(', ')}</small
                ></span
              >
            </a>
          </li>`,
      )}
    </ul>
  </details>`
}
