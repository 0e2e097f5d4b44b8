import type {Environment} from '../../shared/machine.js'
import type {Credentials} from './credentials.js'

/** What the child is to act as: keys of its own, or a profile whose credential_process can fetch fresh ones. */
export type ExecIdentity = {readonly credentials: Credentials} | {readonly profile: string}

/**
 * Variables that would make some AWS tool look elsewhere than where we point it. botocore prefers AWS_SECURITY_TOKEN to
 * AWS_SESSION_TOKEN and raises once AWS_CREDENTIAL_EXPIRATION has passed; boto3 prefers AWS_DEFAULT_PROFILE to AWS_PROFILE.
 */
const misleading = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
]

/**
 * The environment of a command run with credentials: everything of `parent` except what could mislead an AWS tool, plus
 * the identity and, when one is known, the region under both of its names.
 */
export function execEnvironment(
  parent: Environment,
  identity: ExecIdentity,
  region: string | undefined,
): Record<string, string> {
  const kept = Object.entries(parent).flatMap(([name, value]) =>
    value === undefined || isMisleading(name) ? [] : [[name, value] as const],
  )
  return {
    ...Object.fromEntries(kept),
    ...('profile' in identity ? {AWS_PROFILE: identity.profile} : keyVariables(identity.credentials)),
    ...(region === undefined ? {} : {AWS_REGION: region, AWS_DEFAULT_REGION: region}),
  }
}

/** The region a tool would use without being told: the environment's choice, else the profile's. */
export function regionFor(env: Environment, profileRegion: string | undefined): string | undefined {
  return env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || profileRegion
}

function isMisleading(name: string): boolean {
  return misleading.includes(name) || name.startsWith('AWS_CONTAINER_')
}

function keyVariables({accessKeyId, secretAccessKey, sessionToken}: Credentials): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken === undefined ? {} : {AWS_SESSION_TOKEN: sessionToken}),
  }
}
