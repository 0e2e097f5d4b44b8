/** What both sides are thought to hold, from which calls are counted before they are made. */
export interface Sizes {
  /** Groups of Identity Center, in scope or not. */
  readonly groups: number
  /** Users of Identity Center. */
  readonly users: number
  /** Members of each group in scope. */
  readonly members: readonly number[]
  /** People of Okta who may have to be looked for, since no group shows them. */
  readonly unseen: number
}

/** Requests that reading Identity Center takes, by what they are for. */
export interface CallEstimate {
  readonly groups: {readonly how: Way; readonly calls: number}
  readonly members: number
  readonly users: {readonly how: Way; readonly calls: number}
  readonly all: number
}

/** `list`: all of them, a hundred a page; `look-up`: one by one. */
export type Way = 'list' | 'look-up'

/** Users, groups or members that a page of AWS holds (SCIM and Identity Store alike). */
const pageSize = 100

/** A page for every hundred; an empty list takes one, too. */
export function pagesOf(count: number): number {
  return Math.max(1, Math.ceil(count / pageSize))
}

/**
 * Whether looking things up one by one takes fewer calls than listing them all. Each is looked for by externalId, and by name where
 * that finds nothing: the worst is counted.
 */
export function cheaperWay(wanted: number, listed: number): Way {
  return 2 * wanted < pagesOf(listed) ? 'look-up' : 'list'
}

/**
 * Calls of reading Identity Center.
 * @param mayLookUp false where all groups must be known: to create or delete any
 */
export function estimateCalls(
  {groups, users, members, unseen}: Sizes,
  {via, mayLookUp}: {readonly via: 'scim' | 'identity-store'; readonly mayLookUp: boolean},
): CallEstimate {
  const groupsHow = mayLookUp ? cheaperWay(members.length, groups) : 'list'
  const groupCalls = groupsHow === 'list' ? pagesOf(groups) : 2 * members.length
  const memberCalls = members.reduce((sum, count) => sum + pagesOf(count), 0)
  // Memberships of the Identity Store name users by id only.
  const usersHow = via === 'identity-store' ? 'list' : cheaperWay(unseen, users)
  const userCalls = usersHow === 'list' ? (unseen === 0 && via === 'scim' ? 0 : pagesOf(users)) : 2 * unseen
  return {
    groups: {how: groupsHow, calls: groupCalls},
    members: memberCalls,
    users: {how: usersHow, calls: userCalls},
    all: groupCalls + memberCalls + userCalls,
  }
}
