import type {AwsConfig} from '../config/aws-config.js'
import {legacyProfiles} from './legacy.js'
import type {SetupAnswers} from './request.js'

/** What a person should know before these answers are written; each a sentence. */
export function setupWarnings(
  config: AwsConfig,
  {session, profiles, migrate}: SetupAnswers,
): readonly string[] {
  const warnings: string[] = []
  const present = session && config.settingsOf('sso-session', session.name)?.['sso_start_url']
  if (session !== undefined && present !== undefined && present !== session.startUrl) {
    const others = config.profilesOfSession(session.name).join(', ') || 'no profile yet'
    warnings.push(
      `[sso-session ${session.name}] moves to another start URL, and its profiles with it: ${others}`,
    )
  }
  const changed = new Set([
    ...migrate.profiles,
    ...profiles.filter(({role}) => role !== undefined).map(({name}) => name),
  ])
  for (const name of changed) {
    const place = config.placeOfKeys(name)
    if (place !== undefined)
      warnings.push(
        `${place}: [${name}] holds keys, which the AWS SDK for JavaScript takes instead of the sign-in that profile "${name}" stands for; rename one of them`,
      )
  }
  const left = legacyProfiles(config).filter((name) => !changed.has(name))
  if (left.length > 0) {
    warnings.push(
      `${left.join(', ')}: the start URL stands in the profile itself, so logins end after 8 hours; okta-ops setup --migrate moves it`,
    )
  }
  return warnings
}
