import type {AwsConfig, ProfileChoice} from '../aws/config/profiles.js'
import {OpsError} from '../shared/errors.js'
import {shellWord} from '../shared/shell-word.js'
import {awsProfiles, type Context} from './context.js'
import type {Choice} from './prompts.js'

/** The profile a command is about, and who said so: the flag, a variable, the default profile, or the person just now. */
export interface PickedProfile {
  readonly name: string
  readonly from: ProfileChoice['from'] | 'list'
}

/**
 * Flag, AWS_PROFILE, AWS_DEFAULT_PROFILE, the profile called `default`; else, with a terminal, a searchable list.
 * @throws OpsError OPS_USAGE when nobody chose and nobody can be asked
 */
export async function pickProfile(context: Context, flag: string | undefined): Promise<PickedProfile> {
  const {chosenProfile, loadConfig} = await awsProfiles()
  const chosen = chosenProfile(context.machine, flag)
  if (chosen !== undefined) return chosen
  const config = loadConfig(context.machine)
  context.configs.add(config)
  const names = config.profileNames()
  if (!context.terminal.interactive || names.length === 0) throw nobodyChose(names)
  const prompts = await context.prompts()
  const name = await prompts.search('Which profile?', profileChoices(config))
  return {name, from: 'list'}
}

/** One line a profile, findable by name, account, role and session; a profile that cannot be read is still listed. */
export function profileChoices(config: AwsConfig): readonly Choice<string>[] {
  const names = config.profileNames()
  const width = Math.max(0, ...names.map((name) => name.length))
  return names.map((name) => ({
    label: `${name.padEnd(width)}  ${describe(config, name)}`.trimEnd(),
    value: name,
  }))
}

function describe(config: AwsConfig, name: string): string {
  try {
    const profile = config.profile(name)
    if (profile.kind === 'sso') {
      const {accountId, roleName, session} = profile
      const role = [roleName, accountId].filter((part) => part !== undefined).join(' in ')
      return `${role} (${session.name ?? session.startUrl})`.trimStart()
    }
    if (profile.kind !== 'chained') return profile.kind
    return 'profile' in profile.source ? `${profile.roleArn} by ${profile.source.profile}` : profile.roleArn
  } catch (error) {
    if (error instanceof OpsError) return `(${error.message})`
    throw error
  }
}

function nobodyChose(names: readonly string[]): OpsError {
  const [first] = names
  return first === undefined
    ? new OpsError('OPS_USAGE', 'there is no profile yet', {failure: 'usage', next: 'okta-ops setup'})
    : new OpsError(
        'OPS_USAGE',
        `no profile is chosen: give --profile or set AWS_PROFILE (${names.length} in ~/.aws/config)`,
        {
          failure: 'usage',
          next: `export AWS_PROFILE=${shellWord(first)}`,
        },
      )
}
