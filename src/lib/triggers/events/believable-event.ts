import type {JsonObject} from '../../shared/json.js'
import {
  admin,
  app,
  appUser,
  authenticator,
  debugData,
  frame,
  group,
  okta,
  person,
  policy,
  policyRule,
  type Party,
} from './event-parts.js'

/** What tells one event from another of its type. */
export interface EventIdentity {
  readonly uuid: string
  readonly published: Date
}

/** What a type of event looks like, apart from what all events have. */
interface Family {
  /** The beginning of the names it is for. */
  readonly prefix: string
  readonly actor: Party
  readonly target: readonly Party[] | null
  readonly severity?: string
  readonly result?: string
  readonly reason?: string
  readonly debugData?: JsonObject
}

/** The same moment and uuid always: for tests that a rule carries with it. */
export const fixedIdentity: EventIdentity = {
  uuid: '00000000-0000-4000-8000-000000000001',
  published: new Date('2026-01-01T09:00:00.000Z'),
}

const risk = {risk: '{reasons=Anomalous Device, level=HIGH}', behaviors: '{New Device=POSITIVE}'}
const calm = {risk: '{level=LOW}', behaviors: '{New Geo-Location=NEGATIVE, New Device=NEGATIVE}'}

/** The longest prefix that fits counts. Shapes after Okta's own descriptions and samples of the types. */
const families: readonly Family[] = [
  {prefix: 'user.', actor: admin, target: [person]},
  {prefix: 'user.lifecycle.', actor: admin, target: [person]},
  {prefix: 'user.account.update_password', actor: person, target: [person]},
  {
    prefix: 'user.account.lock',
    actor: person,
    target: [person],
    severity: 'DEBUG',
    result: 'FAILURE',
    reason: 'LOCKED_OUT',
  },
  {
    prefix: 'user.account.privilege.',
    actor: admin,
    target: [person],
    debugData: {privilegeGranted: 'Group administrator'},
  },
  {prefix: 'user.session.', actor: person, target: [person], debugData: calm},
  {prefix: 'user.session.start', actor: person, target: [authenticator, app], debugData: calm},
  {prefix: 'user.session.clear', actor: admin, target: [person]},
  {prefix: 'user.authentication.', actor: person, target: [authenticator, app], debugData: calm},
  {prefix: 'user.authentication.sso', actor: person, target: [app, appUser], debugData: calm},
  {prefix: 'user.authentication.auth_via_mfa', actor: person, target: [person, authenticator]},
  {prefix: 'user.mfa.', actor: person, target: [person, authenticator]},
  {prefix: 'user.risk.', actor: okta, target: [person], severity: 'WARN', debugData: risk},
  {prefix: 'group.', actor: admin, target: [group]},
  {prefix: 'group.user_membership.', actor: admin, target: [person, group]},
  {prefix: 'group.application_assignment.', actor: admin, target: [group, app]},
  {prefix: 'application.', actor: admin, target: [app]},
  {prefix: 'application.user_membership.', actor: admin, target: [appUser, app, person]},
  {prefix: 'policy.', actor: admin, target: [policy]},
  {prefix: 'policy.rule.', actor: admin, target: [policy, policyRule]},
  {
    prefix: 'policy.evaluate_sign_on',
    actor: person,
    target: [policy, policyRule, app],
    result: 'CHALLENGE',
    debugData: calm,
  },
  {
    prefix: 'policy.auth_reevaluate.fail',
    actor: okta,
    target: [person, policy, policyRule, app],
    severity: 'WARN',
    result: 'FAILURE',
  },
  {
    prefix: 'application.policy.sign_on.deny_access',
    actor: person,
    target: [app, policyRule],
    severity: 'WARN',
    result: 'DENY',
  },
  {prefix: 'security.', actor: okta, target: [person], severity: 'WARN'},
  {
    prefix: 'security.threat.detected',
    actor: {
      id: '198.51.100.66',
      type: 'IP address',
      alternateId: 'unknown',
      displayName: '198.51.100.66',
      detailEntry: null,
    },
    target: null,
    severity: 'WARN',
    result: 'DENY',
    debugData: {threatSuspected: 'true', threatDetections: '{Password Spray=HIGH}'},
  },
  {prefix: 'system.', actor: okta, target: null},
  {prefix: 'system.api_token.', actor: admin, target: [tokenOf(admin)]},
]

/**
 * An event of a type as Okta might have logged it, with made-up people and things. Types that belong to no family that is
 * known have an admin who did it to a user.
 */
export function believableEvent(eventType: string, {uuid, published}: EventIdentity): JsonObject {
  const family = familyOf(eventType)
  return {
    ...frame,
    actor: {...family.actor},
    displayMessage: messageOf(eventType),
    eventType,
    outcome: {result: family.result ?? 'SUCCESS', reason: family.reason ?? null},
    published: published.toISOString(),
    severity: family.severity ?? 'INFO',
    debugContext: {debugData: {...debugData, ...family.debugData}},
    uuid,
    target: family.target === null ? null : family.target.map((party) => ({...party})),
  }
}

function familyOf(eventType: string): Family {
  return families
    .filter(({prefix}) => eventType.startsWith(prefix))
    .reduce((best, one) => (one.prefix.length > best.prefix.length ? one : best), {
      prefix: '',
      actor: admin,
      target: [person],
    })
}

/** `user.lifecycle.deactivate` as words: "User lifecycle deactivate". */
function messageOf(eventType: string): string {
  const words = eventType.replace(/[._]+/g, ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function tokenOf(owner: Party): Party {
  return {
    id: '00Texampletoken00001',
    type: 'Token',
    alternateId: 'unknown',
    displayName: `Token of ${owner.displayName}`,
    detailEntry: null,
  }
}
