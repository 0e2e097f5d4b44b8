import type {AskAboutProfile} from '../secrets/describe-reference.js'
import type {AwsSecretWish, SecretReaders} from '../secrets/read-secret.js'
import type {SecretReference} from '../secrets/secret-reference.js'
import {OpsError} from '../shared/errors.js'
import {standardInput} from '../shared/file-errors.js'
import {shellWord} from '../shared/shell-word.js'
import {readTextOf} from '../shared/text-file.js'
import {
  awsCredentials,
  awsProfiles,
  awsProfileService,
  awsSecrets,
  awsSignIn,
  type Context,
} from './context.js'
import {readHidden, type TypedInput} from './hidden-input.js'
import {findCredentials, type FoundCredentials} from './find-credentials.js'

/** In bytes; no service hands out a longer one. */
const largestSecret = 1024 * 1024

type Input = AsyncIterable<unknown> & ((TypedInput & {readonly isTTY: true}) | {readonly isTTY?: false})

/**
 * What `readSecret` needs to follow any reference. Make it once a command: standard input is read once, and a second
 * reference to it is an error.
 * @param warn where words about an unsafe place go; the command's own `warn`, so that `--json` has them too
 */
export function secretReaders(
  context: Context,
  warn: (line: string) => void,
  input: Input = process.stdin,
): SecretReaders {
  let stdinUsed = false
  return {
    machine: context.machine,
    warn,
    readStdin: () => {
      if (stdinUsed) throw stdinTwice()
      stdinUsed = true
      return input.isTTY
        ? readHidden(input, context.say)
        : readTextOf(input, {name: standardInput, largest: largestSecret})
    },
    awsSecret: (wanted) => awsSecret(context, wanted),
  }
}

/** Follows references to where the secrets are. Make it once a command, for the same reason. */
export function readSecretOf(
  context: Context,
  warn: (line: string) => void,
): (reference: SecretReference) => Promise<string> {
  const readers = secretReaders(context, warn)
  return async (reference) => (await import('../secrets/read-secret.js')).readSecret(reference, readers)
}

/** Whether a service could use an AWS profile, by the configuration alone. */
export function profileUse(context: Context): AskAboutProfile {
  return async (profile) => {
    const [{loadConfig}, {serviceUse}] = await Promise.all([awsProfiles(), awsProfileService()])
    return serviceUse(loadConfig(context.machine), profile)
  }
}

/** Reads from Secrets Manager with the credentials of the profile, else of the environment, a container or the instance. */
export async function awsSecret(
  context: Context,
  {id, key, profile: wanted}: AwsSecretWish,
): Promise<string> {
  const found = await findCredentials(context, {profile: wanted})
  const [{regionFor}, {secretValue}] = await Promise.all([awsCredentials(), awsSecrets()])
  const {source, profile, credentials} = found
  return secretValue(context.machine, {
    id,
    key,
    credentials,
    region: regionFor(context.machine.env, profile?.region),
    endpoints: profile?.endpoints ?? {},
    signInAgain: await newLogin(found),
    profileFlag: source.kind === 'profile' ? ` --profile ${shellWord(source.profile.name)}` : '',
  })
}

/** A new login also drops what the cache holds; credentials from elsewhere are not ours to renew. */
async function newLogin({config, source}: FoundCredentials): Promise<string | undefined> {
  const [{sourceSsoProfile}, {loginCommand}] = await Promise.all([awsProfiles(), awsSignIn()])
  const sso = source.kind === 'profile' ? sourceSsoProfile(config, source.profile) : undefined
  return sso && `${loginCommand(sso.session, sso.name)} --force`
}

function stdinTwice(): OpsError {
  return new OpsError('OPS_SECRET', 'standard input holds one secret: only one reference may be -', {
    failure: 'usage',
  })
}
