import type {AwsGroup, AwsUser} from '../../ports/aws-directory.js'
import type {OktaGroupHead} from '../../ports/okta-directory.js'
import type {LearntSides} from '../learn/learn-both-sides.js'
import {matchGroups} from '../plan/match-groups.js'
import type {GroupPlan, Plan, PlannedMember} from '../plan/plan.js'
import type {PlanPolicy} from '../plan/policy.js'

/** What is remembered of a group, to know what it costs to look at it and what has been taken away from it. */
export interface KnownGroup {
  /** Members in Identity Center, as far as it is known. */
  size: number
  /** Likewise, when everything was looked at last. */
  before: number
  /** Who has come since, and who of those that were there has been removed since; Identity Center's ids. */
  readonly joined: Set<string>
  readonly left: Set<string>
  /** Logins of members who are not in Identity Center (yet). */
  unresolved: ReadonlySet<string>
}

/** Both sides as they were seen last. It only saves calls: who is in a group is always read. */
export interface WatchMemory {
  /** By Okta's id, the groups in scope. */
  readonly heads: Map<string, OktaGroupHead>
  /** By Identity Center's id. */
  readonly awsGroups: Map<string, AwsGroup>
  awsGroupsComplete: boolean
  /** By Okta's id of a group. */
  readonly groups: Map<string, KnownGroup>
  /** By Okta's id of a person, those who are linked by it. */
  readonly users: Map<string, AwsUser>
  /** By Okta's id of a person, the groups that somebody was seen in, of Okta's or of Identity Center's. */
  readonly groupsOf: Map<string, Set<string>>
}

export function createWatchMemory(): WatchMemory {
  return {
    heads: new Map(),
    awsGroups: new Map(),
    awsGroupsComplete: false,
    groups: new Map(),
    users: new Map(),
    groupsOf: new Map(),
  }
}

/** A look at everything, and what it came to. */
export interface SeenPass {
  readonly learnt: Pick<LearntSides, 'okta' | 'aws'>
  readonly plan: Plan
}

/** Everything anew, after a look at everything. */
export function rememberPass(memory: WatchMemory, {learnt, plan}: SeenPass, policy: PlanPolicy): void {
  for (const part of [memory.heads, memory.awsGroups, memory.groups, memory.users, memory.groupsOf])
    part.clear()
  const {okta, aws} = learnt
  memory.awsGroupsComplete = aws.groupsComplete
  for (const group of aws.groups) memory.awsGroups.set(group.id, group)
  for (const {group} of okta.groups) memory.heads.set(group.id, group)
  rememberSides(memory, learnt, policy)
  for (const group of plan.groups) rememberGroup(memory, group, unresolvedOf(plan, group))
}

/** Who was seen where. */
export function rememberSides(
  memory: WatchMemory,
  {okta, aws}: Pick<LearntSides, 'okta' | 'aws'>,
  policy: PlanPolicy,
): void {
  const isIn = (user: string | undefined, group: string): void => {
    if (user === undefined) return
    const groups = memory.groupsOf.get(user)
    if (groups === undefined) memory.groupsOf.set(user, new Set([group]))
    else groups.add(group)
  }
  for (const {group, members = []} of okta.groups) for (const {id} of members) isIn(id, group.id)
  const link = (user: AwsUser): void => {
    if (user.externalId !== undefined) memory.users.set(user.externalId, user)
  }
  aws.users.forEach(link)
  for (const {okta: head, aws: group} of pairsOf(memory, policy))
    for (const user of (group && aws.members.get(group.id)?.users) ?? []) {
      link(user)
      isIn(user.externalId, head.id)
    }
}

/** Which group of Identity Center is which of Okta's, as far as it is known. */
export function pairsOf(
  {heads, awsGroups}: WatchMemory,
  policy: PlanPolicy,
): ReturnType<typeof matchGroups>['pairs'] {
  return matchGroups([...heads.values()], [...awsGroups.values()], policy).pairs
}

/** What a plan of a group says of its size. */
export function rememberGroup(
  {groups}: WatchMemory,
  {okta, kept, remove}: GroupPlan,
  unresolved: ReadonlySet<string>,
): void {
  if (okta === undefined) return
  const size = kept + remove.length
  const known = groups.get(okta.id)
  if (known === undefined)
    groups.set(okta.id, {size, before: size, joined: new Set(), left: new Set(), unresolved})
  else {
    known.size = size
    known.unresolved = unresolved
  }
}

/** Who came and went, since the last look at everything. */
export function rememberChange(
  {joined, left}: KnownGroup,
  {add, remove}: {readonly add: readonly PlannedMember[]; readonly remove: readonly PlannedMember[]},
): void {
  for (const {awsId} of remove) if (!joined.delete(awsId)) left.add(awsId)
  for (const {awsId} of add) if (!left.delete(awsId)) joined.add(awsId)
}

/** Logins of members of a group who are not in Identity Center. */
export function unresolvedOf({findings}: Pick<Plan, 'findings'>, {name}: GroupPlan): ReadonlySet<string> {
  return new Set(
    findings.flatMap(({kind, group, person}) =>
      kind === 'unresolved' && group === name && person !== undefined ? [person] : [],
    ),
  )
}
