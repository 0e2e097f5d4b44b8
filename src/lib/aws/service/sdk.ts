import type {SSOClient} from '@aws-sdk/client-sso'
import type {SSOOIDCClient} from '@aws-sdk/client-sso-oidc'
import type {STSClient} from '@aws-sdk/client-sts'
import type {IncomingHttpHeaders} from 'node:http'
import {sendRequest, type HttpRequest} from '../../shared/http-client.js'
import type {Machine} from '../../shared/machine.js'
import type {Credentials} from '../credentials/credentials.js'

/*
 * The AWS SDK as this program uses it: the SDK builds requests and reads answers, while http-client.ts carries them
 * (proxy, CA, the refusal of clear text, debug lines). It retries nothing and reads no file and no variable by
 * itself.
 */

export interface ServicePlace {
  readonly region: string
  readonly endpoint: string
  /** Sees the headers of every answer and the local times around it (for the clock's skew). */
  readonly onAnswer?: (answer: AnswerSeen) => void
}

export interface AnswerSeen {
  readonly headers: IncomingHttpHeaders
  readonly sentAt: Date
  readonly receivedAt: Date
}

/** The part of the SDK's own request that matters here. */
interface SdkRequest {
  readonly method: string
  readonly protocol: string
  readonly hostname: string
  readonly port?: number
  readonly path: string
  readonly query?: Readonly<Record<string, string | string[] | null>>
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
}

interface SdkHandler {
  readonly handle: (
    request: SdkRequest,
    options?: {readonly abortSignal?: unknown},
  ) => Promise<{response: {statusCode: number; headers: Record<string, string>; body: Uint8Array}}>
}

/** A client for registering and for tokens (sso-oidc); unsigned. */
export async function createOidcClient(machine: Machine, place: ServicePlace): Promise<SSOOIDCClient> {
  const {SSOOIDCClient: Client} = await import('@aws-sdk/client-sso-oidc')
  return quietly(() => new Client(settings(machine, place)))
}

/** A client for the portal (sso): accounts, roles, logout; the bearer token is part of each command. */
export async function createPortalClient(machine: Machine, place: ServicePlace): Promise<SSOClient> {
  const {SSOClient: Client} = await import('@aws-sdk/client-sso')
  return quietly(() => new Client(settings(machine, place)))
}

/** A client for STS that signs with exactly these credentials. */
export async function createStsClient(
  machine: Machine,
  place: ServicePlace,
  credentials: Credentials,
): Promise<STSClient> {
  const {STSClient: Client} = await import('@aws-sdk/client-sts')
  const {accessKeyId, secretAccessKey, sessionToken} = credentials
  const keys = {accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : {sessionToken})}
  return quietly(() => new Client({...settings(machine, place), credentials: keys}))
}

/**
 * Runs `make` so that the SDK's warning about old Node versions, printed once by the first client of a process,
 * reaches nobody: it would end up beside credentials on a terminal. (The variable must not stay: children of `exec`
 * would inherit it.)
 */
export function quietly<T>(make: () => T): T {
  const name = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'
  // eslint-disable-next-line no-restricted-syntax -- the SDK reads this one from the process and from nowhere else
  const env = process.env
  const before = env[name]
  env[name] = 'true'
  try {
    return make()
  } finally {
    if (before === undefined) Reflect.deleteProperty(env, name)
    else env[name] = before
  }
}

function settings(machine: Machine, {region, endpoint, onAnswer}: ServicePlace) {
  return {
    region,
    endpoint,
    maxAttempts: 1,
    retryMode: 'standard',
    defaultsMode: 'standard' as const,
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    authSchemePreference: [],
    userAgentAppId: () => Promise.resolve(undefined),
    customUserAgent: 'okta-ops',
    requestHandler: createHandler(machine, onAnswer),
  }
}

/** The SDK's door to the network, opened onto ours. */
function createHandler(machine: Machine, onAnswer: ServicePlace['onAnswer']): SdkHandler {
  return {
    async handle(request, options) {
      const sentAt = machine.now()
      const {status, headers, body} = await sendRequest(machine, toRequest(request, options?.abortSignal))
      onAnswer?.({headers, sentAt, receivedAt: machine.now()})
      return {response: {statusCode: status, headers: flat(headers), body: Buffer.from(body)}}
    },
  }
}

function toRequest(request: SdkRequest, signal: unknown): HttpRequest {
  const url = new URL(`${request.protocol}//${request.hostname}`)
  if (request.port !== undefined) url.port = String(request.port)
  url.pathname = request.path
  for (const [key, value] of Object.entries(request.query ?? {}))
    for (const one of [value].flat()) url.searchParams.append(key, one ?? '')
  return {
    method: request.method === 'GET' ? 'GET' : 'POST',
    url: url.href,
    headers: request.headers,
    ...(signal instanceof AbortSignal ? {signal} : {}),
    ...(request.body === undefined ? {} : {body: textOf(request.body)}),
  }
}

function textOf(body: unknown): string {
  if (typeof body === 'string') return body
  if (body instanceof Uint8Array) return new TextDecoder().decode(body)
  throw new TypeError('the SDK sent a body that is neither text nor bytes')
}

function flat(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value?.toString() ?? '']))
}
