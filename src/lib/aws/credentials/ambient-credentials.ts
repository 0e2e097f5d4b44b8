import {OpsError} from '../../shared/errors.js'
import type {Environment, Machine} from '../../shared/machine.js'
import {askProvider, silentLogger} from './credential-provider.js'
import type {Credentials} from './credentials.js'
import {webIdentityAssumer} from './web-identity.js'

/** A place outside ~/.aws that gives credentials to whatever runs on this machine. */
export type AmbientOrigin = 'environment' | 'web-identity' | 'container' | 'instance'

/** One try of one second: off EC2 nobody answers, and a person waits. */
const instanceLimits = {timeout: 1000, maxRetries: 0}

/** True when the environment holds a pair of keys, which AWS tools prefer to AWS_PROFILE (but not to a `--profile`). */
export function hasEnvironmentKeys(env: Environment): boolean {
  return Boolean(env['AWS_ACCESS_KEY_ID'] && env['AWS_SECRET_ACCESS_KEY'])
}

/**
 * What the environment announces beside keys: a web identity (EKS, CI) or a container's endpoint (ECS, EKS Pod Identity).
 * Undefined: nothing, and only the instance is left to ask.
 */
export function announcedOrigin(env: Environment): 'web-identity' | 'container' | undefined {
  if (env['AWS_WEB_IDENTITY_TOKEN_FILE'] && env['AWS_ROLE_ARN']) return 'web-identity'
  const container = env['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'] || env['AWS_CONTAINER_CREDENTIALS_FULL_URI']
  return container ? 'container' : undefined
}

/**
 * Credentials from outside ~/.aws.
 * @throws OpsError OPS_NO_CREDENTIALS, naming the place, when it gives none
 */
export async function ambientCredentials(machine: Machine, origin: AmbientOrigin): Promise<Credentials> {
  switch (origin) {
    case 'environment':
      return environmentCredentials(machine.env)
    case 'web-identity':
      return environmentWebIdentity(machine)
    case 'container':
      return containerCredentials(machine.env)
    case 'instance':
      return instanceCredentials(machine.env)
  }
}

function environmentCredentials(env: Environment): Credentials {
  const {AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey} = env
  if (!accessKeyId || !secretAccessKey) {
    throw new OpsError('OPS_NO_CREDENTIALS', 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not both set', {
      next: 'env | grep -o "^AWS_[A-Z_]*"',
    })
  }
  // botocore reads the older name first, so the programs started from here would too.
  const sessionToken = env['AWS_SECURITY_TOKEN'] || env['AWS_SESSION_TOKEN']
  const expiresAt = new Date(env['AWS_CREDENTIAL_EXPIRATION'] ?? Number.NaN)
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken ? {sessionToken} : {}),
    ...(Number.isNaN(expiresAt.getTime()) ? {} : {expiresAt}),
    origin: 'environment',
  }
}

function environmentWebIdentity(machine: Machine): Promise<Credentials> {
  const {env} = machine
  const place = {origin: 'web-identity', called: 'the web identity of AWS_ROLE_ARN'} as const
  return askProvider(place, ({fromTokenFile}) =>
    fromTokenFile({
      webIdentityTokenFile: env['AWS_WEB_IDENTITY_TOKEN_FILE'] ?? '',
      roleArn: env['AWS_ROLE_ARN'] ?? '',
      roleSessionName: env['AWS_ROLE_SESSION_NAME'] ?? `okta-ops-${machine.now().getTime()}`,
      roleAssumerWithWebIdentity: webIdentityAssumer(machine, {region: undefined, endpoints: {}}),
    }),
  )
}

/** Every value is given, empty or not: left out, the provider would read the process's own environment. */
function containerCredentials(env: Environment): Promise<Credentials> {
  const set = (name: string): string => env[name] ?? ''
  return askProvider({origin: 'container', called: "the container's endpoint"}, ({fromHttp}) =>
    fromHttp({
      awsContainerCredentialsRelativeUri: set('AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'),
      awsContainerCredentialsFullUri: set('AWS_CONTAINER_CREDENTIALS_FULL_URI'),
      awsContainerAuthorizationTokenFile: set('AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'),
      awsContainerAuthorizationToken: set('AWS_CONTAINER_AUTHORIZATION_TOKEN'),
      logger: silentLogger,
    }),
  )
}

/** The SDK's provider does not read the off switch itself: only its default chain does. */
async function instanceCredentials(env: Environment): Promise<Credentials> {
  const off = env['AWS_EC2_METADATA_DISABLED'] ?? ''
  if (off !== '' && off.toLowerCase() !== 'false') {
    throw new OpsError(
      'OPS_NO_CREDENTIALS',
      'the instance is not asked, since AWS_EC2_METADATA_DISABLED is set',
      {
        next: 'unset AWS_EC2_METADATA_DISABLED',
      },
    )
  }
  return askProvider({origin: 'instance', called: 'the EC2 instance'}, ({fromInstanceMetadata}) =>
    fromInstanceMetadata({...instanceLimits, logger: silentLogger}),
  )
}
