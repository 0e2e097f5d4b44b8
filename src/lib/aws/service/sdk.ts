import type {CloudWatchLogsClient} from '@aws-sdk/client-cloudwatch-logs'
import type {IdentitystoreClient} from '@aws-sdk/client-identitystore'
import type {S3Client} from '@aws-sdk/client-s3'
import type {SecretsManagerClient} from '@aws-sdk/client-secrets-manager'
import type {SSOClient} from '@aws-sdk/client-sso'
import type {SSOOIDCClient} from '@aws-sdk/client-sso-oidc'
import type {STSClient} from '@aws-sdk/client-sts'
import type {IncomingHttpHeaders} from 'node:http'
import {sendForBytes, type HttpRequest} from '../../shared/http-client.js'
import type {Machine} from '../../shared/machine.js'
import {isLoopbackHost} from '../../shared/loopback.js'
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
  return quietly(() => new Client({...settings(machine, place), credentials: keysOf(credentials)}))
}

/** A client for Secrets Manager that signs with exactly these credentials. */
export async function createSecretsClient(
  machine: Machine,
  place: ServicePlace,
  credentials: Credentials,
): Promise<SecretsManagerClient> {
  const {SecretsManagerClient: Client} = await import('@aws-sdk/client-secrets-manager')
  return quietly(() => new Client({...settings(machine, place), credentials: keysOf(credentials)}))
}

/** Credentials, asked for again whenever the SDK signs and the last ones are about to end. */
export type CredentialSupply = () => Promise<Credentials>

/** A client for S3; addresses the bucket in the path, as loopback and S3-compatible stores need it. */
export async function createS3Client(
  machine: Machine,
  place: ServicePlace,
  supply: CredentialSupply,
): Promise<S3Client> {
  const {S3Client: Client} = await import('@aws-sdk/client-s3')
  return quietly(
    () =>
      new Client({
        ...settings(machine, place),
        credentials: supplied(supply),
        forcePathStyle: isLoopbackHost(new URL(place.endpoint).hostname),
        requestChecksumCalculation: 'WHEN_REQUIRED',
        responseChecksumValidation: 'WHEN_REQUIRED',
      }),
  )
}

/** A client for CloudWatch Logs. */
export async function createLogsClient(
  machine: Machine,
  place: ServicePlace,
  supply: CredentialSupply,
): Promise<CloudWatchLogsClient> {
  const {CloudWatchLogsClient: Client} = await import('@aws-sdk/client-cloudwatch-logs')
  return quietly(() => new Client({...settings(machine, place), credentials: supplied(supply)}))
}

/** A client for the Identity Store. */
export async function createIdentityStoreClient(
  machine: Machine,
  place: ServicePlace,
  supply: CredentialSupply,
): Promise<IdentitystoreClient> {
  const {IdentitystoreClient: Client} = await import('@aws-sdk/client-identitystore')
  return quietly(() => new Client({...settings(machine, place), credentials: supplied(supply)}))
}

interface SdkKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
}

function supplied(supply: CredentialSupply): () => Promise<SdkKeys> {
  return async () => {
    const credentials = await supply()
    const {expiresAt} = credentials
    return {...keysOf(credentials), ...(expiresAt === undefined ? {} : {expiration: expiresAt})}
  }
}

function keysOf({accessKeyId, secretAccessKey, sessionToken}: Credentials): SdkKeys {
  return {accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : {sessionToken})}
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
      const {status, headers, body} = await sendForBytes(machine, toRequest(request, options?.abortSignal))
      onAnswer?.({headers, sentAt, receivedAt: machine.now()})
      return {response: {statusCode: status, headers: flat(headers), body}}
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
    method: methodOf(request.method),
    url: url.href,
    headers: request.headers,
    ...(signal instanceof AbortSignal ? {signal} : {}),
    ...(request.body === undefined ? {} : {body: bodyOf(request.body)}),
  }
}

function methodOf(method: string): HttpRequest['method'] {
  return method === 'GET' || method === 'PUT' || method === 'HEAD' || method === 'DELETE' ? method : 'POST'
}

function bodyOf(body: unknown): string | Uint8Array {
  if (typeof body === 'string' || body instanceof Uint8Array) return body
  throw new TypeError('the SDK sent a body that is neither text nor bytes')
}

function flat(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value?.toString() ?? '']))
}
