import {OpsError} from '../../shared/errors.js'
import type {AwsConfig} from '../config/aws-config.js'
import {isSafeName, slug} from '../config/names.js'
import {configSection, type SectionEdit} from '../config/section-edit.js'
import {sessionEdit} from './session-edit.js'

/** The keys of a legacy profile that an sso-session takes over. */
export const legacyKeys = ['sso_start_url', 'sso_region'] as const

/** Profiles that hold the start URL themselves: their logins last 8 hours and cannot be refreshed. */
export function legacyProfiles(config: AwsConfig): readonly string[] {
  return config.profileNames().filter((name) => isLegacy(config, name))
}

/** Whether this profile is one of them. */
export function isLegacy(config: AwsConfig, name: string): boolean {
  const settings = config.settingsOf('profile', name)
  return settings?.['sso_start_url'] !== undefined && settings['sso_session'] === undefined
}

/**
 * Moves the start URL of each profile into an `[sso-session]`: one that has the same start URL and region, else a new one
 * (called `wanted`, or after the portal's host). Profiles of one portal share it.
 * @throws OpsError OPS_PROFILE_INCOMPLETE for a profile without sso_region; OPS_USAGE when `wanted` would name two portals
 */
export function migrationEdits(
  config: AwsConfig,
  profiles: readonly string[],
  wanted: string | undefined,
): readonly SectionEdit[] {
  const portals = new Map<string, Portal>()
  for (const name of profiles) {
    const portal = portalOf(config, name)
    const known = portals.get(portal.key) ?? portal
    portals.set(portal.key, {...known, profiles: [...known.profiles, name]})
  }
  if (wanted !== undefined && portals.size > 1) {
    throw new OpsError(
      'OPS_USAGE',
      `these profiles belong to ${portals.size} portals, so --session cannot name them all`,
      {
        failure: 'usage',
        next: 'okta-ops setup --migrate',
      },
    )
  }
  const taken = new Set(config.sessionNames())
  return [...portals.values()].flatMap((portal) => {
    const name = sameSession(config, portal) ?? wanted ?? freeName(portal, taken)
    taken.add(name)
    return [sessionEdit(config, {name, ...portal}), ...portal.profiles.map((profile) => moved(profile, name))]
  })
}

interface Portal {
  readonly key: string
  readonly startUrl: string
  readonly region: string
  readonly profiles: readonly string[]
}

function portalOf(config: AwsConfig, name: string): Portal {
  const profile = config.profile(name)
  if (profile.kind !== 'sso') throw new RangeError(`${name} is no legacy profile`)
  const {startUrl, region} = profile.session
  return {key: JSON.stringify([startUrl, region]), startUrl, region, profiles: []}
}

function sameSession(config: AwsConfig, {startUrl, region}: Portal): string | undefined {
  return config.sessionNames().find((name) => {
    const found = config.settingsOf('sso-session', name)
    return isSafeName(name) && found?.['sso_start_url'] === startUrl && found['sso_region'] === region
  })
}

/** `https://halyard.awsapps.com/start` -> halyard, halyard-2, ... */
function freeName({startUrl}: Portal, taken: ReadonlySet<string>): string {
  const base = slug(URL.canParse(startUrl) ? (new URL(startUrl).hostname.split('.')[0] ?? '') : '') || 'sso'
  let name = base
  for (let number = 2; taken.has(name); number++) name = `${base}-${number}`
  return name
}

function moved(profile: string, session: string): SectionEdit {
  return {
    target: configSection({kind: 'profile', name: profile}),
    set: {sso_session: session},
    unset: legacyKeys,
  }
}
