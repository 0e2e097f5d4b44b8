import {Hono, type Context} from 'hono'
import {html} from 'hono/html'
import {readForm, signedIn, staleForm} from './forms.js'
import {cardPage, endPage, hiddenFields, showPage} from './page.js'
import {showSignIn} from './sign-in.js'
import {switchUser} from './switch-user.js'
import {
  denyAuthorization,
  grantAuthorization,
  readAuthorizeRequest,
  type AuthorizeRefusal,
  type AuthorizeRequest,
} from '../aws/authorize.js'
import type {Env} from '../aws/serve.js'
import type {World} from '../world.js'

/** GET and POST /aws/authorize: the browser's half of a sign-in with PKCE. */
export function authorizeApp(world: World): Hono<Env> {
  const app = new Hono<Env>()
  app.get('/authorize', (c) => {
    const query = new URL(c.req.url).search
    const request = readAuthorizeRequest(world, new URLSearchParams(query))
    if ('error' in request) return refuse(world, c, request)
    if (world.faults.take(['denied'], 'authorize')) return c.redirect(denyAuthorization(request))
    if (world.autoApproveAs !== undefined)
      return c.redirect(grantAuthorization(world, request, world.autoApproveAs))
    const login = signedIn(world, c)
    if (login === undefined) return showSignIn(world, c, {returnTo: `/aws/authorize${query}`})
    return showConsent(world, c, {request, login, query})
  })
  app.post('/authorize', async (c) => {
    const form = await readForm(world, c)
    if (form === undefined) return staleForm(world, c)
    const query = form['query'] ?? ''
    const request = readAuthorizeRequest(world, new URLSearchParams(query))
    if ('error' in request) return refuse(world, c, request)
    const login = signedIn(world, c)
    if (login === undefined) return showSignIn(world, c, {returnTo: `/aws/authorize${query}`})
    const allowed = form['decision'] === 'allow'
    return c.redirect(allowed ? grantAuthorization(world, request, login) : denyAuthorization(request), 303)
  })
  return app
}

function showConsent(
  world: World,
  c: Context,
  {request, login, query}: {request: AuthorizeRequest; login: string; query: string},
): Response | Promise<Response> {
  const {client, redirectUri} = request
  return showPage(c, {
    title: `Allow access to ${world.company.name}`,
    formTarget: new URL(redirectUri).origin,
    body: cardPage(
      world,
      html`<h1>Allow this application to reach your AWS accounts?</h1>
        <dl class="facts">
          <dt>Application</dt>
          <dd>${client.name}</dd>
          <dt>Signed in as</dt>
          <dd>${login}</dd>
          <dt>Accounts</dt>
          <dd>${world.company.accountsOf(login).length}</dd>
          <dt>Returns to</dt>
          <dd><code>${new URL(redirectUri).host}</code></dd>
        </dl>
        <form method="post" action="/aws/authorize">
          ${hiddenFields(world, {query})}
          <button class="primary" name="decision" value="allow">Allow access</button>
          <button class="quiet" name="decision" value="deny">Deny access</button>
        </form>`,
      switchUser(world, `/aws/authorize${query}`),
    ),
  })
}

/** The client is told by a redirect where that is safe; otherwise only the person is. */
function refuse(world: World, c: Context, refusal: AuthorizeRefusal): Response | Promise<Response> {
  if (refusal.redirect !== undefined) return c.redirect(refusal.redirect)
  return showPage(c, {
    title: 'Request refused',
    status: 400,
    body: endPage(world, false, {title: 'This request cannot be answered', text: refusal.description}),
  })
}
