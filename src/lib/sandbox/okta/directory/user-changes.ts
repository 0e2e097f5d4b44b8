import {applyRules} from './membership-changes.js'
import type {User} from '../../company/company.js'
import type {NewUser, UserStatus} from '../../company/people.js'
import {record, userParty} from '../log/journal.js'
import type {Happening, Origin} from '../log/log-event.js'
import {OktaRefusal} from '../refusal.js'
import type {World} from '../../world.js'
import type {JsonObject} from '../../../shared/json.js'

/* The life of a user, told in the System Log. Whoever may not sign in any more loses the sessions too. */

export type LifecycleStep =
  | 'activate'
  | 'reactivate'
  | 'deactivate'
  | 'suspend'
  | 'unsuspend'
  | 'unlock'
  | 'expire_password'
  | 'reset_factors'

interface Step {
  readonly from: readonly UserStatus[]
  readonly to: UserStatus | undefined
  readonly event: Pick<Happening, 'eventType' | 'displayMessage' | 'legacyEventType'>
  /** The refusal from any other status: status, code, words. */
  readonly refusal: readonly [status: number, code: string, summary: string]
}

const everyStatus: readonly UserStatus[] = [
  'STAGED',
  'PROVISIONED',
  'ACTIVE',
  'RECOVERY',
  'PASSWORD_EXPIRED',
  'LOCKED_OUT',
  'SUSPENDED',
  'DEPROVISIONED',
]
const alive = everyStatus.filter((status) => status !== 'DEPROVISIONED')

const event = (eventType: string, displayMessage: string, legacy: string): Step['event'] => ({
  eventType,
  displayMessage,
  legacyEventType: `core.user.config.${legacy}`,
})

/** https://developer.okta.com/docs/reference/api/users/#user-status */
const steps: Readonly<Record<LifecycleStep, Step>> = {
  activate: {
    from: ['STAGED', 'PROVISIONED', 'DEPROVISIONED'],
    to: 'ACTIVE',
    event: event('user.lifecycle.activate', 'Activate Okta user', 'user_activated'),
    refusal: [403, 'E0000016', 'Activation failed because the user is already active'],
  },
  reactivate: {
    from: ['PROVISIONED', 'RECOVERY'],
    to: 'ACTIVE',
    event: event('user.lifecycle.reactivate', 'Reactivate Okta user', 'user_status.reactivate'),
    refusal: [403, 'E0000038', 'This operation is not allowed in the current user state.'],
  },
  deactivate: {
    from: everyStatus,
    to: 'DEPROVISIONED',
    event: event('user.lifecycle.deactivate', 'Deactivate Okta user', 'user_deactivated'),
    refusal: [403, 'E0000038', 'This operation is not allowed in the current user state.'],
  },
  suspend: {
    from: ['ACTIVE'],
    to: 'SUSPENDED',
    event: event('user.lifecycle.suspend', 'Suspend Okta user', 'user_status.suspended'),
    refusal: [400, 'E0000001', 'Api validation failed: suspendUser'],
  },
  unsuspend: {
    from: ['SUSPENDED'],
    to: 'ACTIVE',
    event: event('user.lifecycle.unsuspend', 'Unsuspend Okta user', 'user_status.unsuspended'),
    refusal: [400, 'E0000001', 'Api validation failed: unsuspendUser'],
  },
  unlock: {
    from: ['LOCKED_OUT'],
    to: 'ACTIVE',
    event: event('user.account.unlock_by_admin', 'Unlock user account by admin', 'user_unlock'),
    refusal: [403, 'E0000032', 'Unlock is not allowed for this user.'],
  },
  expire_password: {
    from: alive,
    to: 'PASSWORD_EXPIRED',
    event: event('user.account.expire_password', 'Expire the password of user', 'password_expire'),
    refusal: [403, 'E0000038', 'This operation is not allowed in the current user state.'],
  },
  reset_factors: {
    from: alive,
    to: undefined,
    event: event('user.mfa.factor.reset_all', 'Reset all factors for user', 'factor.reset_all'),
    refusal: [403, 'E0000038', 'This operation is not allowed in the current user state.'],
  },
}

export function isLifecycleStep(name: string): name is LifecycleStep {
  return Object.hasOwn(steps, name)
}

/**
 * Takes one step of a user's life.
 * @throws OktaRefusal when it is not allowed from the status they are in
 */
export function takeStep(
  world: World,
  {user, step}: {readonly user: User; readonly step: LifecycleStep},
  origin: Origin,
): {readonly user: User; readonly endedSessions: number} {
  const {from, to, event: happening, refusal} = steps[step]
  if (!from.includes(user.status)) {
    const [status, code, summary] = refusal
    throw new OktaRefusal(status, code, {summary})
  }
  const changed = to === undefined ? user : world.company.setStatus(user.login, to)
  record(world, {...happening, target: [userParty(user)]}, origin)
  const endedSessions = changed.active ? 0 : endSessions(world, changed, origin)
  applyRules(world, changed)
  return {user: changed, endedSessions}
}

export function createUser(world: World, user: NewUser, origin: Origin): User {
  const created = world.company.createUser(user)
  const target = [userParty(created)]
  record(
    world,
    {...event('user.lifecycle.create', 'Create Okta user', 'user_status.created'), target},
    origin,
  )
  if (created.active) record(world, {...steps.activate.event, target}, origin)
  applyRules(world, created)
  return created
}

export function updateProfile(
  world: World,
  {user, profile}: {readonly user: User; readonly profile: JsonObject},
  origin: Origin,
): User {
  const updated = world.company.updateProfile(user.login, profile)
  const happening = event('user.account.update_profile', 'Update user profile for Okta', 'update_profile')
  record(world, {...happening, target: [userParty(updated)]}, origin)
  applyRules(world, updated)
  return updated
}

/** Gone for good; only somebody deactivated can be deleted. */
export function deleteUser(world: World, user: User, origin: Origin): void {
  world.company.deleteUser(user.login)
  const target = [userParty(user)]
  record(
    world,
    {eventType: 'user.lifecycle.delete.initiated', displayMessage: 'Delete Okta user', target},
    origin,
  )
  record(
    world,
    {eventType: 'user.lifecycle.delete.completed', displayMessage: 'Deleted Okta user', target},
    origin,
  )
}

/** Signs a user out everywhere; role credentials already handed out live on, as at AWS. */
export function endSessions(world: World, user: User, origin: Origin): number {
  const ended = world.sessions.end((session) => session.login === user.login)
  world.door.forget(user.login)
  if (ended > 0) {
    const happening = {eventType: 'user.session.clear', displayMessage: 'Clear user session'}
    record(
      world,
      {...happening, legacyEventType: 'core.user_auth.session_clear', target: [userParty(user)]},
      origin,
    )
  }
  return ended
}
