import type {AwsUser} from '../../ports/aws-directory.js'
import type {OktaPerson} from '../../ports/okta-directory.js'
import {groupedBy} from '../../shared/grouped-by.js'
import {foldName} from './fold-name.js'

/** Who somebody in Okta is in Identity Center. */
export type PersonMatch =
  | {readonly user: AwsUser}
  | {
      /** Why nobody is it. */
      readonly reason: string
      /** Who it may be all the same: they are neither added nor removed. */
      readonly candidates: readonly AwsUser[]
    }

/** Ids that Okta gives people: an externalId like that is of an account in Okta, one of another form is another tool's. */
const oktaUserId = /^00u[A-Za-z0-9]{17}$/

/**
 * Finds people of Okta among Identity Center's users: by externalId, which is Okta's id, else by the name they sign in with, unless
 * that user is linked to another account of Okta's or two could be meant. Nobody is ever made.
 * @returns by Okta's id; who has no entry without candidates may still be found by asking Identity Center
 */
export function matchPeople(
  people: ReadonlyMap<string, OktaPerson>,
  users: ReadonlyMap<string, AwsUser>,
): ReadonlyMap<string, PersonMatch> {
  const byExternalId = groupedBy(users.values(), ({externalId}) => externalId)
  const byName = groupedBy(users.values(), ({userName}) => foldName(userName))
  const matches = new Map<string, PersonMatch>()
  const byNameOnly: (readonly [person: OktaPerson, user: AwsUser])[] = []
  for (const person of people.values()) {
    const linked = byExternalId.get(person.id) ?? []
    const found = linked.length > 0 ? only(linked, 'externalId') : named(person, {people, byName})
    matches.set(person.id, found)
    if (linked.length === 0 && 'user' in found) byNameOnly.push([person, found.user])
  }
  for (const rivals of groupedBy(byNameOnly, ([, {id}]) => id).values())
    if (rivals.length > 1)
      for (const [{id}, user] of rivals)
        matches.set(id, {
          reason: `the logins of ${rivals.length} people differ in capitals only, and Identity Center has one such user`,
          candidates: [user],
        })
  return matches
}

function only(users: readonly AwsUser[], attribute: string): PersonMatch {
  const [user] = users
  return user !== undefined && users.length === 1
    ? {user}
    : {reason: `${users.length} users in Identity Center have that ${attribute}`, candidates: users}
}

interface Named {
  readonly people: ReadonlyMap<string, OktaPerson>
  readonly byName: ReadonlyMap<string, readonly AwsUser[]>
}

function named({login}: OktaPerson, {people, byName}: Named): PersonMatch {
  const alike = byName.get(foldName(login))
  if (alike === undefined)
    return {
      reason: 'not in Identity Center: Okta sends people there once the app is assigned to them',
      candidates: [],
    }
  const found = only(alike, 'userName but for capitals')
  if (!('user' in found)) return found
  const {externalId} = found.user
  return externalId !== undefined && (people.has(externalId) || oktaUserId.test(externalId))
    ? {
        reason: `the user of that name belongs to another account of Okta's (${externalId})`,
        candidates: [found.user],
      }
    : found
}
