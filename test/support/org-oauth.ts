import {createHash, createPrivateKey, randomBytes, randomUUID, sign} from 'node:crypto'
import {readFileSync} from 'node:fs'
import * as oauth from 'oauth4webapi'
import type {Sandbox} from '../../src/lib/sandbox/sandbox.js'

// eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to stand out; loopback only
export const insecure = {[oauth.allowInsecureRequests]: true}
export const serviceId = '0oa1servicehalyard07'
export const nativeId = '0oa2nativehalyard0d7'
export const redirectUri = 'http://127.0.0.1:8765/oauth/callback'
export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

/** An answer of the authorization server, read to its end. */
export interface OauthAnswer {
  readonly status: number
  readonly headers: Headers
  readonly body: Readonly<Record<string, unknown>>
}

/** Posts a form with nothing but fetch. */
export async function postForm(
  url: string,
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<OauthAnswer> {
  const response = await fetch(url, {method: 'POST', headers, body: new URLSearchParams(form)})
  const text = await response.text()
  const body = (text.startsWith('{') ? JSON.parse(text) : {text}) as Record<string, unknown>
  return {status: response.status, headers: response.headers, body}
}

/** The private key that the sandbox made for its service app. */
export function serviceKey(sandbox: Sandbox): string {
  return readFileSync(sandbox.okta.access.serviceApp?.privateKeyFile ?? '', 'utf8')
}

/** A client assertion made by hand; `claims` and `header` change single members. */
export function assertion(
  sandbox: Sandbox,
  {
    claims = {},
    header = {},
    key = serviceKey(sandbox),
  }: {claims?: object; header?: object; key?: string} = {},
): string {
  const privateKey = createPrivateKey(key)
  const isRsa = privateKey.asymmetricKeyType === 'rsa'
  const now = Math.floor(Date.now() / 1000)
  const standard = {
    iss: serviceId,
    sub: serviceId,
    aud: `${sandbox.url}/oauth2/v1/token`,
    exp: now + 300,
    iat: now,
    jti: randomUUID(),
  }
  const parts = [
    {alg: isRsa ? 'RS256' : 'ES256', ...header},
    {...standard, ...claims},
  ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  const signature = sign('sha256', Buffer.from(parts.join('.')), {
    key: privateKey,
    dsaEncoding: 'ieee-p1363',
  })
  return [...parts, signature.toString('base64url')].join('.')
}

/** The form of a client_credentials request. */
export function serviceForm(
  clientAssertion: string,
  changes: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return {
    grant_type: 'client_credentials',
    scope: 'okta.logs.read',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: clientAssertion,
    ...changes,
  }
}

/** What oauth4webapi knows of the org. */
export async function discover(sandbox: Sandbox): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(sandbox.url)
  return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure))
}

/** The address an app sends a person to, with the verifier of its challenge. */
export function authorizeUrl(
  sandbox: Sandbox,
  changes: Readonly<Record<string, string>> = {},
): {readonly url: string; readonly verifier: string} {
  const verifier = randomBytes(32).toString('base64url')
  const query = new URLSearchParams({
    client_id: nativeId,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'openid profile offline_access okta.logs.read',
    state: 'state-1',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...changes,
  })
  return {url: `${sandbox.url}/oauth2/v1/authorize?${query.toString()}`, verifier}
}
