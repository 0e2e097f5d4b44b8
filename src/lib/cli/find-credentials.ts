import type {CredentialSource} from '../aws/credentials/credential-choice.js'
import type {Credentials} from '../aws/credentials/credentials.js'
import type {Voice} from '../sign-in/voice.js'
import type {Profile} from '../aws/config/profile.js'
import type {AwsConfig} from '../aws/config/profiles.js'
import {OpsError} from '../shared/errors.js'
import {shellWord} from '../shared/shell-word.js'
import {awsCredentials, awsProfiles, awsSignIn, type Context} from './context.js'
import {untilInterrupted} from './interrupt.js'
import {pickProfile} from './profile-picker.js'

/** Credentials, and all that is known of where they come from. */
export interface FoundCredentials {
  readonly source: CredentialSource
  readonly credentials: Credentials
  readonly config: AwsConfig
  /** The profile whose region and endpoints count; undefined without any. */
  readonly profile: Profile | undefined
}

/** Whose credentials are wanted, and what may be done to get them. */
export interface CredentialWish {
  /** `--profile`. */
  readonly profile: string | undefined
  /** `--login`: a sign-in may be started, and talks to this voice. Undefined: the command fails at once instead. */
  readonly login?: Voice | undefined
}

/**
 * Credentials of the chosen profile, else of the environment, a container or the instance; with a terminal and nothing
 * chosen the person picks a profile.
 * @throws OpsError OPS_SIGNED_OUT (exit 4) with the login command, OPS_NO_CREDENTIALS when no place gives any
 */
export async function findCredentials(context: Context, wish: CredentialWish): Promise<FoundCredentials> {
  const [{loadConfig}, {chooseSource}] = await Promise.all([awsProfiles(), awsCredentials()])
  const config = loadConfig(context.machine)
  context.configs.add(config)
  const chosen = chooseSource(context.machine, config, wish.profile)
  const source = chosen ?? (await pickedSource(context, config))
  const found = {source, config, profile: source.kind === 'profile' ? source.profile : source.settings}
  try {
    return {...found, credentials: await credentialsOf(context, config, source)}
  } catch (error) {
    if (chosen === undefined && source.kind === 'ambient') throw nobodyGives(config, error)
    if (wish.login === undefined || !isSignedOut(error)) throw error
    await signInFor(context, found, wish.login)
    return {...found, credentials: await credentialsOf(context, config, source)}
  }
}

/** With a terminal and a profile to choose from the person is asked; else the last place to look is the EC2 instance. */
async function pickedSource(context: Context, config: AwsConfig): Promise<CredentialSource> {
  if (!context.terminal.interactive || config.profileNames().length === 0)
    return {kind: 'ambient', origin: 'instance', settings: undefined}
  const {name, from} = await pickProfile(context, undefined)
  return {kind: 'profile', profile: config.profile(name), from}
}

async function credentialsOf(
  {machine, terminal, prompts}: Context,
  config: AwsConfig,
  source: CredentialSource,
): Promise<Credentials> {
  const {ambientCredentials, credentialsFor} = await awsCredentials()
  if (source.kind === 'ambient') return ambientCredentials(machine, source.origin)
  const askMfaCode = terminal.interactive
    ? async (serial: string) => (await prompts()).text(`Code of MFA device ${serial}`)
    : undefined
  return credentialsFor({machine, config, askMfaCode}, source.profile)
}

/** Signs in to the session that the profile, or the end of its source_profile chain, belongs to. */
async function signInFor(
  {machine, terminal}: Context,
  {config, profile}: Pick<FoundCredentials, 'config' | 'profile'>,
  voice: Voice,
): Promise<void> {
  const [{sourceSsoProfile}, {loginCommand, signIn}] = await Promise.all([awsProfiles(), awsSignIn()])
  const sso = profile && sourceSsoProfile(config, profile)
  if (sso === undefined) throw new TypeError('signed out without an Identity Center profile')
  const {session, endpoints} = sso
  const {interactive} = terminal
  const again = loginCommand(session, sso.name)
  await untilInterrupted((signal) =>
    signIn(machine, {session, config, endpoints, interactive, again, signal}, voice),
  )
}

function isSignedOut(error: unknown): boolean {
  return error instanceof OpsError && error.failure === 'signedOut'
}

function nobodyGives(config: AwsConfig, cause: unknown): OpsError {
  const [first, ...others] = config.profileNames()
  const profiles =
    first === undefined
      ? 'there is no profile yet'
      : `no profile is chosen (--profile or AWS_PROFILE; ${others.length + 1} in ~/.aws/config)`
  return new OpsError(
    'OPS_NO_CREDENTIALS',
    `${profiles}, and neither the environment, a container nor an EC2 instance gives credentials`,
    {next: first === undefined ? 'okta-ops setup' : `export AWS_PROFILE=${shellWord(first)}`, cause},
  )
}
