import type * as eventTypeCatalogue from '../event-types.js'
import {testsOf, namesOf, type Filter, type PathTest} from './filter-tree.js'

/**
 * Names that are widely used and that Okta does not have, with what to filter by instead (Okta's event-type list, release
 * 2026.08).
 */
const instead: Readonly<Record<string, string>> = {
  'user.authentication.sso.login.success':
    'user.authentication.sso (to an app) or user.session.start (to Okta), with outcome.result eq "SUCCESS"',
  'user.authentication.sso.login.failure':
    'user.authentication.sso (to an app) or user.session.start (to Okta), with outcome.result eq "FAILURE"',
  'user.authentication.sso.logout':
    'user.session.end (Okta), user.authentication.slo (one app) or user.authentication.universal_logout',
  'user.session.expired':
    'user.session.expire (sign-out or revocation) or user.session.clear (by an admin); a session that times out leaves no event',
  'user.mfa.factor.challenge':
    'system.push.send_factor_verify_push, system.sms.send_factor_verify_message, system.email.send_factor_verify_message, or policy.evaluate_sign_on with outcome.result eq "CHALLENGE"',
  'user.mfa.factor.failure':
    'user.authentication.auth_via_mfa with outcome.result eq "FAILURE", user.mfa.okta_verify.deny_push or user.mfa.attempt_bypass',
  'user.password.expiring':
    'nothing: Okta does not announce it; user.account.expire_password and user.lifecycle.password_mass_expiry tell of passwords that were expired',
  'policy.violation':
    'policy.auth_reevaluate.fail, application.policy.sign_on.deny_access, or policy.evaluate_sign_on with outcome.result eq "DENY"',
  'user.authentication.risk.detected':
    'user.risk.detect or user.risk.change (Identity Threat Protection), security.threat.detected (ThreatInsight), or user.session.start with securityContext.risk',
}

type Catalogue = typeof eventTypeCatalogue

/**
 * A warning for each event type that a filter asks for and the catalogue does not have, with the nearest names. Never an
 * error, since Okta adds types every month. The catalogue is loaded only when the filter speaks of `eventType`.
 * @param given the catalogue, where somebody has it already
 */
export async function oddEventTypes(filter: Filter, given?: Catalogue): Promise<readonly string[]> {
  const asked = [...testsOf(filter)].filter(({path}) => namesOf(path) === 'eventType')
  if (asked.length === 0) return []
  const catalogue = given ?? (await import('../event-types.js'))
  return [...new Set(asked.flatMap((test) => oddIn(test, catalogue)))]
}

function oddIn(test: PathTest, catalogue: Catalogue): readonly string[] {
  if (test.kind === 'in') return texts(test.values).flatMap((name) => oddName(name, catalogue))
  if (test.kind !== 'compare') return []
  const [value] = texts([test.value])
  if (value === undefined) return []
  if (test.operator === 'eq' || test.operator === 'ne') return oddName(value, catalogue)
  if (test.operator === 'sw' && !catalogue.eventTypes().some(({name}) => name.startsWith(value)))
    return [`no event type that is known begins with ${value}`]
  return []
}

/** What is odd about asking for the event type `name`: nothing, or one warning. */
export function oddName(name: string, catalogue: Catalogue): readonly string[] {
  if (catalogue.eventTypeNamed(name)) return []
  if (Object.hasOwn(instead, name)) return [`Okta has no event type ${name}; use ${instead[name] ?? ''}`]
  const near = catalogue.nearestEventTypes(name)
  const hint = near.length === 0 ? '' : `; the nearest are ${near.join(', ')}`
  return [`${name} is not among the event types that are known${hint}`]
}

function texts(values: readonly unknown[]): readonly string[] {
  return values.filter((value) => typeof value === 'string')
}
