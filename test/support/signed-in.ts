import {mkdirSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {tokenCacheName} from '../../src/lib/aws/cache/cache-names.js'
import {formatToken, type SsoToken} from '../../src/lib/aws/cache/token-file.js'
import type {Sandbox} from '../../src/lib/sandbox/sandbox.js'

/** What a test may have otherwise about the login it starts with. */
export interface LoginWish {
  /** `halyard` unless given; undefined for the legacy profile. */
  readonly session?: string | undefined
  readonly change?: (token: SsoToken) => SsoToken
}

/**
 * Signs in to the sandbox (one with `autoApprove`) by the device flow and leaves the token where AWS tools look for it: a
 * login for tests that are not about logging in.
 */
export async function signIn(sandbox: Sandbox, wish: LoginWish = {}): Promise<SsoToken> {
  const name = 'session' in wish ? wish.session : 'halyard'
  const client = await ask(sandbox, '/client/register', {
    clientName: 'okta-ops-test',
    clientType: 'public',
    scopes: ['sso:account:access'],
  })
  const identity = {clientId: client['clientId'], clientSecret: client['clientSecret']}
  const device = await ask(sandbox, '/device_authorization', {...identity, startUrl: sandbox.startUrl})
  const answer = await ask(sandbox, '/token', {
    ...identity,
    grantType: 'urn:ietf:params:oauth:grant-type:device_code',
    deviceCode: device['deviceCode'],
  })
  const fresh: SsoToken = {
    startUrl: sandbox.startUrl,
    region: sandbox.region,
    accessToken: String(answer['accessToken']),
    expiresAt: new Date(Date.now() + Number(answer['expiresIn']) * 1000),
    clientId: String(client['clientId']),
    clientSecret: String(client['clientSecret']),
    registrationExpiresAt: new Date(Number(client['clientSecretExpiresAt']) * 1000),
    refreshToken: String(answer['refreshToken']),
    extra: {},
  }
  const token = wish.change?.(fresh) ?? fresh
  const folder = path.join(sandbox.home, '.aws', 'sso', 'cache')
  mkdirSync(folder, {recursive: true, mode: 0o700})
  writeFileSync(path.join(folder, tokenCacheName({name, startUrl: sandbox.startUrl})), formatToken(token), {
    mode: 0o600,
  })
  return token
}

async function ask(sandbox: Sandbox, target: string, body: object): Promise<Record<string, unknown>> {
  const answer = await fetch(`${sandbox.awsUrl}${target}`, {
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body: JSON.stringify(body),
  })
  const content = (await answer.json()) as Record<string, unknown>
  if (!answer.ok) throw new Error(`${target} answered ${answer.status}: ${JSON.stringify(content)}`)
  return content
}
