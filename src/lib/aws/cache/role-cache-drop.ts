import fs from 'node:fs'
import {OpsError} from '../../shared/errors.js'
import type {Machine} from '../../shared/machine.js'
import type {AwsConfig} from '../config/aws-config.js'
import {assumeRoleRequest, tokenCacheName} from './cache-names.js'
import type {Profile, SsoSession} from '../config/profile.js'
import {sourceSsoProfile} from '../config/profiles.js'
import {assumedRolePath, rolePath} from './role-cache.js'
import {sessionRoleOf} from '../credentials/session-role.js'

/**
 * Removes the cached credentials of every configured role that stands on a session, chained ones too: after another person
 * signed in they would still be the former one's. File names are hashes, so only what a profile names can be found.
 * @returns how many were removed
 */
export function dropRoleCache(
  machine: Machine,
  config: AwsConfig,
  session: Pick<SsoSession, 'name' | 'startUrl'>,
): number {
  const present = new Set(
    config.profileNames().flatMap((name) => cachedFile(machine, config, {name, session})),
  )
  for (const file of present) fs.rmSync(file, {force: true})
  return present.size
}

interface Suspect {
  readonly name: string
  readonly session: Pick<SsoSession, 'name' | 'startUrl'>
}

/** The file a profile's credentials lie in, if it stands on the session and there is one. */
function cachedFile(machine: Machine, config: AwsConfig, {name, session}: Suspect): readonly string[] {
  try {
    const profile = config.profile(name)
    const source = sourceSsoProfile(config, profile)
    if (source === undefined || tokenCacheName(source.session) !== tokenCacheName(session)) return []
    const file = pathOf(machine, profile)
    return file !== undefined && fs.existsSync(file) ? [file] : []
  } catch (error) {
    // A profile that is broken or incomplete has cached nothing.
    if (error instanceof OpsError) return []
    throw error
  }
}

function pathOf(machine: Machine, profile: Profile): string | undefined {
  if (profile.kind === 'sso') return rolePath(machine, sessionRoleOf(profile))
  return profile.kind === 'chained' ? assumedRolePath(machine, assumeRoleRequest(profile)) : undefined
}
