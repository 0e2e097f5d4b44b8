import type {AwsDirectory} from '../../ports/aws-directory.js'
import type {OktaDirectory, OktaGroupHead} from '../../ports/okta-directory.js'
import {sideBySide} from '../../shared/side-by-side.js'
import {learnMembers} from '../learn/learn-aws.js'
import {awsWorkers} from '../learn/learn-groups.js'
import {readGroups, type OktaGroupRead} from '../learn/learn-okta.js'
import {isOfOneGroup, oktaOptions, withSignal, type LearnOptions} from '../learn/reading.js'
import {makePlan} from '../plan/make-plan.js'
import {isInScope, wantedNameOf} from '../plan/match-groups.js'
import type {AwsSide, GroupPlan, OktaSide} from '../plan/plan.js'
import type {PlanPolicy} from '../plan/policy.js'
import {pairsOf, rememberSides, unresolvedOf, type WatchMemory} from './watch-memory.js'

export interface LookDeps {
  readonly okta: OktaDirectory
  readonly aws: AwsDirectory
  readonly tenant: string
  readonly memory: WatchMemory
  readonly policy: PlanPolicy
  readonly options: LearnOptions
}

/** What a look at one group has come to. */
export type GroupLook =
  /** It is gone, or nobody looks at groups of that name. */
  | {readonly kind: 'outside'}
  | {readonly kind: 'failed'; readonly error: Error}
  | {
      readonly kind: 'planned'
      readonly how: 'pairs' | 'group'
      readonly group: GroupPlan
      /** Logins of members who are not in Identity Center. */
      readonly unresolved: ReadonlySet<string>
    }

/** As many as Okta bears beside everything else that asks it. */
const oktaWorkers = 4

/**
 * Reads whole groups on both sides and plans them, as a look at everything would; what the others are called counts as it was seen
 * last.
 * @param ids Okta's
 * @throws OpsError where it fails for all
 */
export async function lookAtGroups(
  deps: LookDeps,
  ids: readonly string[],
): Promise<ReadonlyMap<string, GroupLook>> {
  const looks = new Map<string, GroupLook>()
  const heads = await headsNow(deps, ids, looks)
  if (heads.length === 0) return looks
  await findCounterparts(deps, heads)
  const okta = await readGroups(deps.okta, heads, deps.options)
  const aws = await learnAws(deps, okta)
  const sides = {okta: {orgUrl: deps.okta.orgUrl, groups: amongOthers(deps.memory, okta)}, aws}
  const plan = makePlan(sides.okta, sides.aws, deps.policy)
  const wanted = new Map(heads.map((head) => [head.id, head]))
  for (const group of plan.groups) {
    const id = group.okta?.id ?? ''
    if (!wanted.has(id)) continue
    const unread = plan.findings.find((one) => one.kind === 'unread' && one.group === group.name)
    const unresolved = unresolvedOf(plan, group)
    looks.set(
      id,
      unread === undefined
        ? {kind: 'planned', how: 'group', group, unresolved}
        : {kind: 'failed', error: new Error(unread.reason)},
    )
  }
  rememberSides(deps.memory, {okta: {...sides.okta, groups: okta}, aws}, deps.policy)
  return looks
}

/** As they are called now; which of them are not looked at any more is told in `looks`. */
async function headsNow(
  {okta, memory, policy, options}: LookDeps,
  ids: readonly string[],
  looks: Map<string, GroupLook>,
): Promise<readonly OktaGroupHead[]> {
  const found = await sideBySide(ids, oktaWorkers, async (id) => {
    try {
      const head = await okta.group(id, oktaOptions(options))
      if (head !== undefined && isInScope(head.name, policy)) {
        memory.heads.set(id, head)
        return [head]
      }
      memory.heads.delete(id)
      looks.set(id, {kind: 'outside'})
    } catch (error) {
      if (!isOfOneGroup(error, options.signal)) throw error
      looks.set(id, {kind: 'failed', error})
    }
    return []
  })
  return found.flat()
}

/** Looks for groups of Identity Center that no look has shown yet. */
async function findCounterparts(
  {aws, memory, policy, options}: LookDeps,
  heads: readonly OktaGroupHead[],
): Promise<void> {
  const matched = new Set(pairsOf(memory, policy).flatMap(({okta, aws: group}) => (group ? [okta.id] : [])))
  const missing = heads.filter(({id}) => !matched.has(id))
  await sideBySide(missing, awsWorkers, async (head) => {
    const group =
      (await aws.findGroup({externalId: head.id}, withSignal(options))) ??
      (await aws.findGroup({displayName: wantedNameOf(head, policy)}, withSignal(options)))
    if (group !== undefined) memory.awsGroups.set(group.id, group)
  })
}

async function learnAws(
  {aws, memory, policy, options, tenant}: LookDeps,
  okta: readonly OktaGroupRead[],
): Promise<AwsSide> {
  const groups = {items: [...memory.awsGroups.values()], complete: memory.awsGroupsComplete}
  const lastSizes = {groups: memory.awsGroups.size, users: memory.users.size}
  // Nothing is deleted on a hint, so nobody's members are read for that.
  const wish = {...policy, ...options, allowDelete: false, lastSizes}
  return {...(await learnMembers(aws, {okta, groups}, wish)), tenant}
}

/** Names clash with those of groups that are not looked at now. */
function amongOthers({heads}: WatchMemory, read: readonly OktaGroupRead[]): OktaSide['groups'] {
  const now = new Map(read.map((one) => [one.group.id, one]))
  return [...heads.values()].map(
    (group) => now.get(group.id) ?? {group, members: undefined, unread: 'not looked at now'},
  )
}
