import {createPrivateKey, randomBytes} from 'node:crypto'
import type {ClientMetadata, Configuration, Provider} from 'oidc-provider'
import {createAdapter} from './adapter.js'
import {keyId, type OktaApp} from './apps.js'
import {allowedScopes, deviceGrantType, scopesOf} from './scopes.js'
import {idTokenKey} from './made-keys.js'
import type {World} from '../../world.js'

/**
 * The authorization server of the org: oidc-provider on Okta's paths. Whoever asks first loads it, since that takes longer
 * than everything else in a sandbox together.
 */
export function providerOf(world: World): Promise<Provider> {
  world.oktaAuth.provider ??= createProvider(world)
  return world.oktaAuth.provider
}

async function createProvider(world: World): Promise<Provider> {
  const [{Provider: Server}, pem] = await Promise.all([import('oidc-provider/lib/provider.js'), idTokenKey()])
  const signing = createPrivateKey(pem).export({format: 'jwk'})
  return new Server(world.origin, {
    ...configuration(world),
    jwks: {keys: [{...signing, kty: 'RSA', kid: 'halyard-1', alg: 'RS256', use: 'sig'}]},
    clients: world.oktaAuth.apps.all.map(clientOf),
  })
}

const routes = {
  authorization: '/oauth2/v1/authorize',
  token: '/oauth2/v1/token',
  device_authorization: '/oauth2/v1/device/authorize',
  code_verification: '/activate',
  jwks: '/oauth2/v1/keys',
  revocation: '/oauth2/v1/revoke',
  introspection: '/oauth2/v1/introspect',
  userinfo: '/oauth2/v1/userinfo',
  end_session: '/oauth2/v1/logout',
}

const algorithms = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'] as const

function configuration(world: World): Configuration {
  const port = new URL(world.origin).port
  return {
    routes,
    adapter: (kind: string) => createAdapter(world, kind),
    scopes: [...scopesOf(world)],
    claims: {openid: ['sub'], profile: ['name', 'preferred_username'], email: ['email', 'email_verified']},
    cookies: {
      keys: [randomBytes(24).toString('base64url')],
      // Cookies know no ports: the name keeps two sandboxes on one machine apart.
      names: {
        session: `okta_ops_sandbox_sid_${port}`,
        interaction: `okta_ops_sandbox_step_${port}`,
        resume: `okta_ops_sandbox_resume_${port}`,
      },
    },
    features: {
      devInteractions: {enabled: false},
      clientCredentials: {enabled: true},
      deviceFlow: {enabled: true, mask: '********'},
      introspection: {enabled: true, allowedPolicy: (_, client, token) => token.clientId === client.clientId},
      revocation: {enabled: true, allowedPolicy: (_, client, token) => token.clientId === client.clientId},
      pushedAuthorizationRequests: {enabled: false},
      resourceIndicators: {enabled: false},
      rpInitiatedLogout: {enabled: false},
      dPoP: {enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true},
    },
    clientAuthMethods: ['none', 'private_key_jwt'],
    clientDefaults: {token_endpoint_auth_method: 'private_key_jwt', id_token_signed_response_alg: 'RS256'},
    enabledJWA: {
      clientAuthSigningAlgValues: [...algorithms],
      dPoPSigningAlgValues: [...algorithms],
      idTokenSigningAlgValues: ['RS256'],
    },
    // Times are judged before it is asked, by the sandbox's clock.
    clockTolerance: 10 * 365 * 24 * 3600,
    responseTypes: ['code'],
    pkce: {required: () => true},
    rotateRefreshToken: () => true,
    issueRefreshToken: (_, client, code) =>
      client.grantTypeAllowed('refresh_token') && code.scopes.has('offline_access'),
    expiresWithSession: () => false,
    ttl: lifetimes(world),
    interactions: {url: (_, {uid}) => `/oauth2/v1/signin?step=${uid}`},
    findAccount: (_, id) => account(world, id),
    clientBasedCORS: () => false,
    renderError: (ctx, out) => {
      ctx.body = out
    },
  }
}

/** Seconds, as set at the moment something is issued. */
function lifetimes(world: World): NonNullable<Configuration['ttl']> {
  const seconds = (ms: number): number => Math.max(1, Math.round(ms / 1000))
  return {
    AccessToken: () => seconds(world.lifetimes.tokenMs),
    ClientCredentials: () => seconds(world.lifetimes.tokenMs),
    RefreshToken: () => seconds(world.lifetimes.sessionMs),
    Grant: () => seconds(world.lifetimes.sessionMs) + 24 * 3600,
    IdToken: () => seconds(world.lifetimes.tokenMs),
    DeviceCode: () => seconds(world.lifetimes.deviceCodeMs),
    AuthorizationCode: 60,
    Interaction: 3600,
    Session: 3600,
  }
}

function clientOf(app: OktaApp): ClientMetadata {
  const {clientId, name, type, jwk, dpop, redirectUris} = app
  const both = {
    client_id: clientId,
    client_name: name,
    scope: allowedScopes(app).join(' '),
    dpop_bound_access_tokens: dpop,
  }
  if (type === 'native') {
    return {
      ...both,
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token', deviceGrantType],
      redirect_uris: [...redirectUris],
    }
  }
  return {
    ...both,
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    jwks: {keys: jwk === undefined ? [] : [{...jwk, kty: String(jwk.kty), kid: keyId(jwk)}]},
  }
}

/** Somebody who may have tokens: a person of the company who is not deactivated. */
function account(world: World, id: string): ReturnType<NonNullable<Configuration['findAccount']>> {
  const user = world.company.users.find((candidate) => candidate.id === id)
  if (user?.active !== true) return undefined
  const {login, name} = user
  return {
    accountId: id,
    claims: () => ({sub: id, name, preferred_username: login, email: login, email_verified: true}),
  }
}
