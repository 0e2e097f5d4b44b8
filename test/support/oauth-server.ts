import http from 'node:http'
import type {AddressInfo} from 'node:net'
import {randomBytes} from 'node:crypto'
import type ProviderClass from 'oidc-provider'
import type {ClientMetadata, Configuration} from 'oidc-provider'
// Its index prints a warning on Node 20.
import {Provider} from 'oidc-provider/lib/provider.js'

/** The certified `oidc-provider`, plain, on an Okta org's paths. */
export interface OauthServer {
  readonly url: string
  readonly provider: ProviderClass
  /** `POST /oauth2/v1/token 200` and so on, in order. */
  readonly seen: string[]
  /** Lets a person approve a device code. */
  readonly approveDevice: (userCode: string) => Promise<void>
  readonly denyDevice: (userCode: string) => Promise<void>
  /** What the server's `Date` header is off by, in milliseconds. */
  clockOffMs: number
  readonly close: () => Promise<void>
}

export const orgScopes = ['okta.logs.read', 'okta.groups.read'] as const

/** With DPoP nonces required and rotating refresh tokens; every sign-in is approved for `person-1`. */
export async function startOauthServer(
  clients: readonly ClientMetadata[],
  more: {readonly nonce?: boolean; readonly configuration?: Configuration} = {},
): Promise<OauthServer> {
  const server = http.createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(url, {
    clients: [...clients],
    scopes: ['openid', 'offline_access', 'profile', ...orgScopes],
    claims: {openid: ['sub'], profile: ['name', 'preferred_username']},
    conformIdTokenClaims: false,
    clientAuthMethods: ['none', 'private_key_jwt'],
    enabledJWA: {
      dPoPSigningAlgValues: ['ES256'],
      clientAuthSigningAlgValues: ['RS256', 'RS384', 'ES256', 'ES384', 'ES512'],
    },
    features: {
      devInteractions: {enabled: false},
      clientCredentials: {enabled: true},
      deviceFlow: {enabled: true},
      revocation: {enabled: true},
      userinfo: {enabled: true},
      dPoP: {enabled: true, nonceSecret: randomBytes(32), requireNonce: () => more.nonce ?? true},
    },
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: () => ({sub, name: 'Ada Halyard', preferred_username: 'ada@halyard.test'}),
    }),
    interactions: {url: (_context, interaction) => `/approve/${interaction.uid}`},
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    cookies: {keys: ['a key for the test']},
    pkce: {required: () => true},
    routes: {
      authorization: '/oauth2/v1/authorize',
      token: '/oauth2/v1/token',
      device_authorization: '/oauth2/v1/device/authorize',
      code_verification: '/activate',
      revocation: '/oauth2/v1/revoke',
      jwks: '/oauth2/v1/keys',
      userinfo: '/oauth2/v1/userinfo',
    },
    ...more.configuration,
  })
  const grantFor = async (clientId: string): Promise<string> => {
    const grant = new provider.Grant({accountId: 'person-1', clientId})
    grant.addOIDCScope(['openid', 'offline_access', 'profile', ...orgScopes].join(' '))
    return grant.save()
  }
  const seen: string[] = []
  const handle = provider.callback()
  const self = {clockOffMs: 0}
  server.on('request', (request, response) => {
    if (self.clockOffMs !== 0)
      response.setHeader('date', new Date(Date.now() + self.clockOffMs).toUTCString())
    const path = (request.url ?? '').split('?')[0] ?? ''
    response.on('finish', () => seen.push(`${request.method ?? ''} ${path} ${response.statusCode}`))
    if (!path.startsWith('/approve/')) {
      void handle(request, response)
      return
    }
    void (async () => {
      const {params} = await provider.interactionDetails(request, response)
      const grantId = await grantFor(String(params['client_id']))
      await provider.interactionFinished(request, response, {
        login: {accountId: 'person-1'},
        consent: {grantId},
      })
    })()
  })
  return Object.assign(self, {
    url,
    provider,
    seen,
    async approveDevice(userCode: string) {
      const code = await provider.DeviceCode.findByUserCode(userCode.replace(/[^A-Z0-9]/gi, ''))
      if (code?.clientId === undefined) throw new Error('no such device code')
      const grantId = await grantFor(code.clientId)
      Object.assign(code, {
        accountId: 'person-1',
        grantId,
        authTime: Math.floor(Date.now() / 1000),
        scope: code.params?.['scope'],
      })
      await code.save()
    },
    async denyDevice(userCode: string) {
      const code = await provider.DeviceCode.findByUserCode(userCode.replace(/[^A-Z0-9]/gi, ''))
      Object.assign(code ?? {}, {error: 'access_denied', errorDescription: 'denied by the person'})
      await code?.save()
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  })
}
