import type {Client} from './clients.js'
import type {World} from '../world.js'

/** A checked authorization request (RFC 6749 4.1.1 with PKCE), as the sign-in pages carry it along. */
export interface AuthorizeRequest {
  readonly client: Client
  readonly redirectUri: string
  readonly state: string
  readonly codeChallenge: string
}

/** What is wrong with an authorization request; `redirect` when the client may be told, else only the person is. */
export interface AuthorizeRefusal {
  readonly error: string
  readonly description: string
  readonly redirect?: string
}

/** GET /authorize: who asks, and where the answer may go. */
export function readAuthorizeRequest(
  world: World,
  query: URLSearchParams,
): AuthorizeRequest | AuthorizeRefusal {
  const field = (name: string): string => query.get(name) ?? ''
  const client = world.clients.find(field('client_id'))
  if (client === undefined)
    return {error: 'invalid_client', description: 'The application is not registered.'}
  const redirectUri = field('redirect_uri')
  if (!isRegisteredRedirect(client, redirectUri)) {
    return {error: 'invalid_redirect_uri', description: 'The application did not register this redirect URI.'}
  }
  const state = field('state')
  const refuse = (error: string, description: string): AuthorizeRefusal => ({
    error,
    description,
    redirect: withQuery(redirectUri, {error, error_description: description, state}),
  })
  if (field('response_type') !== 'code')
    return refuse('unsupported_response_type', 'response_type must be code')
  if (client.expiresAt <= world.now()) return refuse('invalid_client', 'the registration has expired')
  const codeChallenge = field('code_challenge')
  if (field('code_challenge_method') !== 'S256' || !/^[\w-]{43}$/.test(codeChallenge)) {
    return refuse('invalid_request', 'code_challenge_method must be S256, with a challenge of 43 characters')
  }
  if (state === '') return refuse('invalid_request', 'state is required')
  return {client, redirectUri, state, codeChallenge}
}

/** Issues the code and says where the browser goes with it. */
export function grantAuthorization(world: World, request: AuthorizeRequest, login: string): string {
  const {client, redirectUri, state, codeChallenge} = request
  const {code} = world.grants.issueCode({clientId: client.id, login, redirectUri, codeChallenge}, world.now())
  return withQuery(redirectUri, {code, state})
}

/** Where the browser goes when the person says no. */
export function denyAuthorization({redirectUri, state}: AuthorizeRequest): string {
  return withQuery(redirectUri, {
    error: 'access_denied',
    error_description: 'the person denied the request',
    state,
  })
}

/** Registered without a port, used with any (RFC 8252 7.3). */
function isRegisteredRedirect(client: Client, redirectUri: string): boolean {
  if (!URL.canParse(redirectUri)) return false
  const used = new URL(redirectUri)
  if (used.hash !== '' || used.search !== '' || used.username !== '') return false
  return client.redirectUris.some((text) => {
    const registered = new URL(text)
    return (
      registered.protocol === used.protocol &&
      registered.hostname === used.hostname &&
      registered.pathname === used.pathname
    )
  })
}

function withQuery(url: string, query: Readonly<Record<string, string>>): string {
  const target = new URL(url)
  for (const [name, value] of Object.entries(query)) target.searchParams.set(name, value)
  return target.href
}
