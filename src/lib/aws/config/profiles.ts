import {readFileSync} from 'node:fs'
import {OpsError, systemErrorCode} from '../../shared/errors.js'
import {unreadableFile} from '../../shared/file-errors.js'
import type {Machine} from '../../shared/machine.js'
import {AwsConfig} from './aws-config.js'
import {awsPaths, shownPath} from './aws-paths.js'
import {splitConfig, type ConfigLines} from './config-lines.js'
import type {Profile, SsoProfile} from './profile.js'

export type {AwsConfig} from './aws-config.js'

/**
 * Reads `~/.aws/config` (and, when a profile needs it, `~/.aws/credentials`). A file that does not exist is an empty one.
 * @throws OpsError OPS_HOME_MISSING, OPS_FILE_UNREADABLE, or OPS_CONFIG_BROKEN with file and line
 */
export function loadConfig(machine: Machine): AwsConfig {
  const paths = awsPaths(machine)
  let credentials: ConfigLines | undefined
  return new AwsConfig({
    paths,
    config: readConfigLines(paths.configFile, paths.home),
    credentials: () => (credentials ??= readConfigLines(paths.credentialsFile, paths.home)),
  })
}

/** The profile a command is about, and who said so. */
export interface ProfileChoice {
  readonly name: string
  readonly from: '--profile' | 'AWS_PROFILE' | 'AWS_DEFAULT_PROFILE' | 'default'
}

/**
 * The order of the AWS CLI v2: flag, AWS_PROFILE, AWS_DEFAULT_PROFILE (boto3 has the two the other way round), then a
 * profile called `default` if there is one. An empty variable counts as unset. Undefined: nobody chose.
 */
export function chosenProfile(machine: Machine, flag?: string): ProfileChoice | undefined {
  if (flag !== undefined) return {name: flag, from: '--profile'}
  for (const from of ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE'] as const) {
    const name = machine.env[from]
    if (name) return {name, from}
  }
  return loadConfig(machine).profileNames().includes('default')
    ? {name: 'default', from: 'default'}
    : undefined
}

/** How many `source_profile` steps are followed, as in the AWS CLI's own chain guard. */
const deepestChain = 4

/**
 * The Identity Center profile a profile stands on: itself, or the end of its `source_profile` chain. Undefined when the
 * chain ends in something else (keys, a process, an environment).
 * @throws OpsError OPS_CHAIN on a cycle or after more than four steps
 */
export function sourceSsoProfile(
  config: AwsConfig,
  profile: Profile,
  depth: number = deepestChain,
): SsoProfile | undefined {
  const seen = [profile.name]
  let current = profile
  while (current.kind === 'chained' && 'profile' in current.source) {
    const next = current.source.profile
    // A profile may name itself as its source: then its own keys are meant.
    if (next === current.name) return undefined
    if (seen.includes(next))
      throw brokenChain(profile, `goes round in a circle: ${[...seen, next].join(' -> ')}`)
    if (seen.push(next) > depth + 1)
      throw brokenChain(profile, `has more than ${depth} steps: ${seen.join(' -> ')}`)
    current = config.profile(next)
  }
  return current.kind === 'sso' ? current : undefined
}

function brokenChain(profile: Profile, trouble: string): OpsError {
  return new OpsError(
    'OPS_CHAIN',
    `${profile.place}: the source_profile chain of "${profile.name}" ${trouble}`,
  )
}

function readConfigLines(file: string, home: string): ConfigLines {
  return splitConfig(readIfPresent(file), shownPath(file, home))
}

function readIfPresent(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return ''
    throw unreadableFile(file, error)
  }
}
