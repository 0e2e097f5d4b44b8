import {OpsError} from '../../shared/errors.js'
import {shellWord} from '../../shared/shell-word.js'
import type {Profile} from './profile.js'
import type {AwsConfig} from './profiles.js'

/**
 * The name of a profile whose `credential_process` fetches the credentials of `profile` anew whenever a program asks: the
 * profile itself, or the one that `setup --credential-process` wrote for it.
 * @throws OpsError OPS_PROFILE_NOT_FOUND when there is none, OPS_USAGE when no profile is meant at all
 */
export function processProfileFor(config: AwsConfig, profile: Profile | undefined): string {
  if (profile === undefined) {
    throw new OpsError('OPS_USAGE', 'a process profile stands for another profile, and none is chosen', {
      failure: 'usage',
      next: 'okta-ops profiles list',
    })
  }
  if (profile.kind === 'process') return profile.name
  const found = config.profileNames().find((name) => servedProfile(config, name) === profile.name)
  if (found !== undefined) return found
  throw new OpsError(
    'OPS_PROFILE_NOT_FOUND',
    `no profile hands out the credentials of "${profile.name}" by credential_process`,
    {
      failure: 'usage',
      next: `okta-ops setup --profile ${shellWord(profile.name)} --credential-process`,
    },
  )
}

/** Which profile the credential helper is run for by `name`; undefined when it runs something else, or cannot be read. */
function servedProfile(config: AwsConfig, name: string): string | undefined {
  try {
    const profile = config.profile(name)
    return profile.kind === 'process' ? helperTarget(profile.command) : undefined
  } catch (error) {
    if (error instanceof OpsError) return undefined
    throw error
  }
}

/** The `--profile` that a command line gives to our helper, whatever the quotes; undefined for other commands. */
export function helperTarget(command: string): string | undefined {
  const words = [...command.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double?.replace(/\\(.)/g, '$1') ?? single ?? bare ?? '',
  )
  if (!words.some((word) => /(^|[/\\])okta-ops-credentials(\.cjs)?$/.test(word))) return undefined
  const flag = words.findIndex((word) => /^--profile(=|$)/.test(word))
  return words[flag]?.split('=', 2)[1] ?? (flag === -1 ? undefined : words[flag + 1])
}
