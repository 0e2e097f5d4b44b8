import {createHash} from 'node:crypto'
import type {Sandbox} from '../../src/lib/sandbox/sandbox.js'

/** One answer of the sandbox, read to its end. */
export interface CallAnswer {
  readonly status: number
  readonly headers: Headers
  readonly body: Readonly<Record<string, unknown>>
  readonly text: string
}

export interface RegisteredClient {
  readonly clientId: string
  readonly clientSecret: string
}

export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'
export const callbackUri = 'http://127.0.0.1:49152/oauth/callback'
export const verifier = 'v'.repeat(64)
const challenge = createHash('sha256').update(verifier).digest('base64url')

/** Speaks the wire protocol with nothing but fetch, so that no client of ours can hide a mistake. */
export class Caller {
  readonly #sandbox: Sandbox

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox
  }

  async post(
    path: string,
    body: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<CallAnswer> {
    return read(
      await fetch(`${this.#sandbox.awsUrl}${path}`, {
        method: 'POST',
        headers: {'content-type': 'application/json', ...headers},
        body: JSON.stringify(body),
      }),
    )
  }

  /** A portal call with its token. */
  async get(path: string, accessToken = ''): Promise<CallAnswer> {
    const headers = {'x-amz-sso_bearer_token': accessToken}
    return read(await fetch(`${this.#sandbox.awsUrl}${path}`, {headers, redirect: 'manual'}))
  }

  async register(changes: object = {}): Promise<RegisteredClient> {
    const {body} = await this.post('/client/register', {...registration, ...changes})
    return {clientId: String(body['clientId']), clientSecret: String(body['clientSecret'])}
  }

  async device(client: RegisteredClient): Promise<{deviceCode: string; userCode: string}> {
    const {body} = await this.post('/device_authorization', {...client, startUrl: this.#sandbox.startUrl})
    return {deviceCode: String(body['deviceCode']), userCode: String(body['userCode'])}
  }

  token(client: RegisteredClient, grant: object): Promise<CallAnswer> {
    return this.post('/token', {...client, ...grant})
  }

  /** Signs in by a device code that `login` approves. */
  async signIn(login: string, client?: RegisteredClient): Promise<SignedIn> {
    const registered = client ?? (await this.register())
    const {deviceCode} = await this.device(registered)
    this.#sandbox.act(`device.approve ${login}`)
    const {body} = await this.token(registered, {grantType: deviceGrant, deviceCode})
    return {
      client: registered,
      accessToken: String(body['accessToken']),
      refreshToken: String(body['refreshToken']),
      expiresIn: Number(body['expiresIn']),
    }
  }

  /** Role credentials of `login`, for AWS's own clients. */
  async roleKeys(login: string, account: string, role: string): Promise<RoleKeysGiven> {
    const {accessToken} = await this.signIn(login)
    const path = `/federation/credentials?account_id=${account}&role_name=${role}`
    const given = (await this.get(path, accessToken)).body['roleCredentials'] as RoleKeysGiven
    const {accessKeyId, secretAccessKey, sessionToken} = given
    return {accessKeyId, secretAccessKey, sessionToken}
  }

  refresh({client, refreshToken}: SignedIn): Promise<CallAnswer> {
    return this.token(client, {grantType: 'refresh_token', refreshToken})
  }
}

export interface RoleKeysGiven {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
}

export interface SignedIn {
  readonly client: RegisteredClient
  readonly accessToken: string
  readonly refreshToken: string
  readonly expiresIn: number
}

/** A registration as the AWS CLI sends it for a sign-in with PKCE. */
export const registration = {
  clientName: 'botocore-client-halyard',
  clientType: 'public',
  scopes: ['sso:account:access'],
  grantTypes: ['authorization_code', 'refresh_token', deviceGrant],
  redirectUris: ['http://127.0.0.1/oauth/callback'],
}

/** The query of an authorization request as the AWS CLI sends it. */
export function authorizeQuery(clientId: string, changes: Readonly<Record<string, string>> = {}): string {
  return new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: callbackUri,
    state: 'state-1',
    code_challenge_method: 'S256',
    scopes: 'sso:account:access',
    code_challenge: challenge,
    ...changes,
  }).toString()
}

async function read(response: Response): Promise<CallAnswer> {
  const text = await response.text()
  const {status, headers} = response
  return {status, headers, text, body: parse(text)}
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return {}
  }
}
