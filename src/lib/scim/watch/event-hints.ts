import type {JsonObject, JsonValue} from '../../shared/json.js'
import {isInScope} from '../plan/match-groups.js'
import type {PlanPolicy} from '../plan/policy.js'

/**
 * What an event says is worth a look: a pair, a whole group, or everything that one person is in. It says nothing about what is
 * so by now: events come late, twice, in any order or not at all.
 */
export interface Hint {
  /** Of the event. */
  readonly uuid: string
  /** By the org's clock. */
  readonly publishedAt: Date
  /** Okta's ids; at least one of them. */
  readonly groupId?: string
  readonly userId?: string
}

/** What each event type is about (Okta's event types); others are not looked at. */
const subjects: ReadonlyMap<string, 'pair' | 'group' | 'user'> = new Map([
  ['group.user_membership.add', 'pair'],
  ['group.user_membership.remove', 'pair'],
  ['group.lifecycle.create', 'group'],
  ['group.lifecycle.delete', 'group'],
  ['group.profile.update', 'group'],
  ['user.lifecycle.create', 'user'],
  ['user.lifecycle.activate', 'user'],
  ['user.lifecycle.reactivate', 'user'],
  ['user.lifecycle.deactivate', 'user'],
  ['user.lifecycle.suspend', 'user'],
  ['user.lifecycle.unsuspend', 'user'],
  ['user.lifecycle.delete.initiated', 'user'],
  ['user.account.update_profile', 'user'],
])

/** Whether an event of that type gives any hints. */
export function isWatched(eventType: string): boolean {
  return subjects.has(eventType)
}

/**
 * The hints of an event. A membership of a group whose name in the event is out of scope gives none: should the group be called
 * otherwise by now, an event of its own tells that.
 */
export function hintsOf(event: JsonObject, policy: Pick<PlanPolicy, 'groups' | 'map'>): readonly Hint[] {
  const {uuid, eventType, published} = event
  const subject = typeof eventType === 'string' ? subjects.get(eventType) : undefined
  const publishedAt = typeof published === 'string' ? new Date(published) : undefined
  if (subject === undefined || typeof uuid !== 'string' || publishedAt === undefined) return []
  if (Number.isNaN(publishedAt.getTime())) return []
  const [groups, users] = [targetsOf(event, 'UserGroup'), targetsOf(event, 'User')]
  const about = (ids: Pick<Hint, 'groupId' | 'userId'>): Hint => ({uuid, publishedAt, ...ids})
  if (subject === 'user') return users.map(({id}) => about({userId: id}))
  if (subject === 'group') return groups.map(({id}) => about({groupId: id}))
  const inScope = groups.filter(
    ({id, name}) => name === undefined || policy.map.has(id) || isInScope(name, policy),
  )
  if (users.length === 0) return inScope.map(({id}) => about({groupId: id}))
  return inScope.flatMap((group) => users.map((user) => about({groupId: group.id, userId: user.id})))
}

interface Target {
  readonly id: string
  readonly name: string | undefined
}

/** An id that could not be one of Okta's is not worth a request. */
const plainId = /^[A-Za-z0-9_-]{1,64}$/

function targetsOf({target}: JsonObject, type: string): readonly Target[] {
  if (!Array.isArray(target)) return []
  return (target as readonly JsonValue[]).flatMap((one): Target[] => {
    if (typeof one !== 'object' || one === null || Array.isArray(one)) return []
    const {id, type: kind, displayName} = one as JsonObject
    if (kind !== type || typeof id !== 'string' || !plainId.test(id)) return []
    return [{id, name: typeof displayName === 'string' ? displayName : undefined}]
  })
}
