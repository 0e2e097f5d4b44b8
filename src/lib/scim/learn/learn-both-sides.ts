import type {OktaDirectory} from '../../ports/okta-directory.js'
import {matchGroups} from '../plan/match-groups.js'
import type {AwsSide, OktaSide} from '../plan/plan.js'
import {chooseWay, type AwsSources, type LearnWay} from './choose-way.js'
import {estimateCalls, type CallEstimate} from './estimate.js'
import {learnMembers} from './learn-aws.js'
import {learnGroups} from './learn-groups.js'
import {learnOkta, missedGroups, type OktaGroupRead} from './learn-okta.js'
import {peopleWanted} from './learn-users.js'
import {withSignal} from './reading.js'
import {assertSameDirectory} from './same-directory.js'
import type {LearnScope, LearnWish} from './scope.js'

/** Where both sides are. */
export interface LearnSources extends AwsSources {
  readonly okta: OktaDirectory
  /** The SCIM endpoint: it names the tenant, whichever way is taken. */
  readonly tenant: string
}

/** What reading costs, before and after. */
export interface LearnFigures {
  readonly via: AwsSide['via']
  /** Why that way, in words. */
  readonly why: string
  /** Requests to Identity Center that each way that is configured would take. */
  readonly estimates: {readonly scim: CallEstimate; readonly 'identity-store'?: CallEstimate}
  /** Requests that were made of Identity Center. */
  readonly calls: number
}

export interface LearntSides {
  readonly okta: OktaSide
  readonly aws: AwsSide
  readonly figures: LearnFigures
  /** Identity Center's ids of groups that were Okta's and are not there any more. */
  readonly gone: readonly string[]
  /** For the next time; undefined where not all groups were listed. */
  readonly sizes: LearnScope['lastSizes']
}

/** What is to be learnt, which way, and who is told. */
export interface BothSidesWish extends LearnWish {
  readonly via: LearnWay
  /** Told between the two sides. */
  readonly onEstimate?: ((figures: Omit<LearnFigures, 'calls'>) => void) | undefined
}

/**
 * Reads Okta's side, which says what should be, and then Identity Center's, by the cheaper way that can tell all.
 * @throws OpsError when a side cannot be read; a single group that cannot is told in the sides
 */
export async function learnBothSides(sources: LearnSources, wish: BothSidesWish): Promise<LearntSides> {
  const okta = await learnOkta(sources.okta, wish)
  const {directory, why} = await chooseWay(wish.via, sources, withSignal(wish))
  const estimates = estimatesOf(okta, wish, sources)
  const plan = {via: directory.via, why, estimates}
  wish.onEstimate?.(plan)
  const heads = okta.map(({group}) => group)
  const groups = await learnGroups(directory, heads, wish)
  if (directory.via === 'identity-store')
    await assertSameDirectory(sources.scim, groups.items, withSignal(wish))
  const {unmatched: unknown, named} = linkedElsewhere(okta, groups.items, wish)
  const missed = await missedGroups(sources.okta, oktaIdsOf([...unknown, ...named]), wish)
  const known = {okta: [...okta, ...missed], groups}
  const aws = await learnMembers(directory, known, wish)
  const found = new Set(missed.map(({group}) => group.id))
  return {
    okta: {orgUrl: sources.okta.orgUrl, groups: known.okta},
    aws: {...aws, tenant: sources.tenant},
    figures: {...plan, calls: directory.calls()},
    gone: unknown.filter(({externalId}) => !found.has(externalId ?? '')).map(({id}) => id),
    sizes: groups.complete ? {groups: groups.items.length, users: usersSeen(aws, wish)} : undefined,
  }
}

/** Ids that Okta gives groups. */
const oktaGroupId = /^00g[A-Za-z0-9]{17}$/

/**
 * Groups of Identity Center that are linked to groups of Okta's which the search did not find: those that nobody's name fits, and
 * those that are named like another one, which they do not belong to while theirs is there.
 */
function linkedElsewhere(
  okta: readonly OktaGroupRead[],
  groups: AwsSide['groups'],
  scope: LearnScope,
): {readonly unmatched: AwsSide['groups']; readonly named: AwsSide['groups']} {
  const heads = okta.map(({group}) => group)
  const ids = new Set(heads.map(({id}) => id))
  const isElsewhere = ({externalId}: AwsSide['groups'][number]): boolean =>
    externalId !== undefined && oktaGroupId.test(externalId) && !ids.has(externalId)
  const {pairs, unmatched} = matchGroups(heads, groups, scope)
  return {
    unmatched: unmatched.filter(isElsewhere),
    named: pairs.flatMap(({aws}) => aws ?? []).filter(isElsewhere),
  }
}

function oktaIdsOf(groups: AwsSide['groups']): readonly string[] {
  return [...new Set(groups.flatMap(({externalId}) => externalId ?? []))]
}

/** At least so many users there are. */
function usersSeen({members, users}: Pick<AwsSide, 'members' | 'users'>, {lastSizes}: LearnScope): number {
  const seen = new Set(users.map(({id}) => id))
  for (const {users: inGroup} of members.values()) for (const {id} of inGroup) seen.add(id)
  return Math.max(seen.size, lastSizes?.users ?? 0)
}

/** As if Identity Center held what Okta holds, where nothing else is known. */
function estimatesOf(
  okta: readonly OktaGroupRead[],
  {lastSizes, manage}: LearnScope,
  {identityStore}: AwsSources,
): LearnFigures['estimates'] {
  const members = okta.map((one) => one.members?.length ?? 0)
  const users = peopleWanted(okta).length
  const sizes = {members, unseen: 0, ...(lastSizes ?? {groups: members.length, users})}
  const mayLookUp = manage === 'memberships' && lastSizes !== undefined
  return {
    scim: estimateCalls(sizes, {via: 'scim', mayLookUp}),
    ...(identityStore === undefined
      ? {}
      : {'identity-store': estimateCalls(sizes, {via: 'identity-store', mayLookUp})}),
  }
}
