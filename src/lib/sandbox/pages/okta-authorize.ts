import {Hono, type Context} from 'hono'
import {endPage, showPage} from './page.js'
import type {Env} from '../aws/serve.js'
import {jsonOf, OauthRefusal} from '../okta/auth/oauth-error.js'
import {callProvider, type AuthAnswer} from '../okta/auth/provider-call.js'
import {providerOf} from '../okta/auth/provider.js'
import {toResponse} from '../okta/auth/serve-auth.js'
import {checkScope} from '../okta/auth/token-request.js'
import {readCall} from '../read-call.js'
import type {World} from '../world.js'

/** GET /oauth2/v1/authorize: an app sends a person here, and gets them back with a code. */
export function oktaAuthorizeApp(world: World): Hono<Env> {
  const app = new Hono<Env>()
  app.get('/oauth2/v1/authorize', async (c) => {
    const query = new URLSearchParams(new URL(c.req.url).search)
    const refusal = readRequest(world, query)
    if (refusal !== undefined) return refuse(world, c, refusal)
    // Without it oidc-provider leaves offline_access out; Okta does not.
    if (!query.has('prompt')) query.set('prompt', 'consent')
    return show(world, c, await ask(world, c, query))
  })
  app.get('/oauth2/v1/authorize/:step', async (c) => show(world, c, await ask(world, c)))
  return app
}

interface Refusal {
  readonly error: string
  readonly description: string
  /** Where the app may be told. */
  readonly redirect?: string
}

/** What Okta refuses that oidc-provider does not: another redirect URI by a letter, and scopes nobody knows. */
function readRequest(world: World, query: URLSearchParams): Refusal | undefined {
  const app = world.oktaAuth.apps.find(query.get('client_id') ?? '')
  if (app?.type !== 'native') {
    return {error: 'invalid_client', description: "Invalid value for 'client_id' parameter."}
  }
  const redirectUri = query.get('redirect_uri') ?? ''
  if (!app.redirectUris.includes(redirectUri)) {
    const description =
      "The 'redirect_uri' parameter must be a Login redirect URI in the client app settings."
    return {error: 'invalid_request', description}
  }
  try {
    checkScope(world, app, query.get('scope') ?? '')
    return undefined
  } catch (error) {
    if (!(error instanceof OauthRefusal)) throw error
    const {error: word, message} = error
    const redirect = new URL(redirectUri)
    redirect.search = new URLSearchParams({
      error: word,
      error_description: message,
      state: query.get('state') ?? '',
    }).toString()
    return {error: word, description: message, redirect: redirect.href}
  }
}

function refuse(
  world: World,
  c: Context,
  {redirect, error, description}: Refusal,
): Response | Promise<Response> {
  return redirect === undefined ? showRefusal(world, c, {error, description}) : c.redirect(redirect)
}

/** Asks oidc-provider, as a program: what it refuses is then told in words for the person. */
async function ask(world: World, c: Context<Env>, changed?: URLSearchParams): Promise<AuthAnswer> {
  const call = await readCall(c)
  const query = changed?.toString() ?? call.rawQuery
  return callProvider(await providerOf(world), {
    ...call,
    headers: {
      ...call.headers,
      accept: 'application/json',
      cookie: withoutSession(call.headers['cookie'] ?? ''),
    },
    target: `${call.rawPath}${query === '' ? '' : `?${query}`}`,
    socket: c.env.incoming.socket,
  })
}

/** Each request begins anew: who is signed in is the sandbox's own cookie to say. */
function withoutSession(cookies: string): string {
  return cookies
    .split(/; */)
    .filter((cookie) => !cookie.startsWith('okta_ops_sandbox_sid_'))
    .join('; ')
}

function show(world: World, c: Context, answer: AuthAnswer): Response | Promise<Response> {
  if (answer.status < 400) return toResponse(answer)
  const {error, error_description: description} = jsonOf(answer)
  return showRefusal(world, c, {
    error: typeof error === 'string' ? error : 'server_error',
    description: typeof description === 'string' ? description : 'The request cannot be answered.',
  })
}

/** What the person sees where the app cannot be told. */
export function showRefusal(
  world: World,
  c: Context,
  {error, description}: {readonly error: string; readonly description: string},
): Response | Promise<Response> {
  return showPage(c, {
    title: 'Request refused',
    status: 400,
    body: endPage(world, false, {
      title: 'This request cannot be answered',
      text: `${description} (${error})`,
    }),
  })
}
