import {listField, textField, type Answer, type Call} from './call.js'
import {oidcError} from './service-error.js'
import type {World} from '../world.js'

const knownGrants = ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code']

/** POST /client/register (sso-oidc RegisterClient). */
export function registerClient(world: World, call: Call): Answer {
  const name = textField(call, 'clientName')
  if (name === undefined || name === '') throw oidcError('InvalidRequest', 'clientName is required')
  if (textField(call, 'clientType') !== 'public') {
    throw oidcError('InvalidClientMetadata', 'clientType must be public')
  }
  const redirectUris = listField(call, 'redirectUris')
  const grantTypes = listField(call, 'grantTypes')
  checkGrants(grantTypes, redirectUris)
  checkIssuer(world, textField(call, 'issuerUrl'))
  const client = world.clients.register(
    {name, grantTypes, redirectUris, scopes: listField(call, 'scopes')},
    world.now(),
    world.lifetimes.registrationMs,
  )
  return {
    body: {
      clientId: client.id,
      clientSecret: client.secret,
      clientIdIssuedAt: epochSeconds(client.issuedAt),
      clientSecretExpiresAt: epochSeconds(client.expiresAt),
      authorizationEndpoint: `${world.origin}/aws/authorize`,
      tokenEndpoint: `${world.origin}/aws/token`,
    },
  }
}

/** The same start URL, whatever stands after `/start`: the portal itself does not mind `/`, `#` or `#/`. */
export function sameStartUrl(a: string, b: string): boolean {
  const bare = (url: string): string => url.replace(/[/#]+$/, '').toLowerCase()
  return bare(a) === bare(b)
}

function checkGrants(grantTypes: readonly string[], redirectUris: readonly string[]): void {
  const odd = grantTypes.find((grant) => !knownGrants.includes(grant))
  if (odd !== undefined) throw oidcError('UnsupportedGrantType', `grant type ${odd} is not supported`)
  if (grantTypes.includes('authorization_code') && redirectUris.length === 0) {
    throw oidcError('InvalidRequest', 'authorization_code needs redirectUris')
  }
  for (const uri of redirectUris) {
    if (!isLoopbackUri(uri)) throw oidcError('InvalidRedirectUri', 'a redirect URI must be http on loopback')
  }
}

function isLoopbackUri(text: string): boolean {
  if (!URL.canParse(text)) return false
  const {protocol, hostname} = new URL(text)
  return protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(hostname)
}

function checkIssuer(world: World, issuerUrl: string | undefined): void {
  if (issuerUrl !== undefined && !sameStartUrl(issuerUrl, world.seed.startUrl)) {
    throw oidcError('InvalidRequest', `issuerUrl is not this sandbox's start URL ${world.seed.startUrl}`)
  }
}

function epochSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000)
}
