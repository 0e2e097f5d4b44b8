import {globMatches} from '../../language/glob.js'
import type {AwsDirectory, AwsGroup} from '../../ports/aws-directory.js'
import type {OktaDirectory, OktaGroupHead, OktaPerson} from '../../ports/okta-directory.js'
import {oktaOptions, withSignal, type LearnOptions} from '../learn/reading.js'
import {foldName} from '../plan/fold-name.js'
import {awsHead} from '../plan/plan-pair.js'
import type {GroupPlan, PlannedMember} from '../plan/plan.js'
import type {PlanPolicy} from '../plan/policy.js'
import {standingOf} from '../plan/standing.js'
import type {WatchMemory} from './watch-memory.js'

/** Somebody as Okta has them now: undefined where there is no such person (any more). */
export interface PersonNow {
  readonly groups: readonly OktaGroupHead[] | undefined
  readonly person: OktaPerson | undefined
}

/** Reads people of Okta, each once. */
export function personReader(okta: OktaDirectory, options: LearnOptions): (id: string) => Promise<PersonNow> {
  const read = new Map<string, Promise<PersonNow>>()
  const ask = async (id: string): Promise<PersonNow> => {
    const groups = await okta.groupsOf(id, oktaOptions(options))
    const isInAny = groups !== undefined && groups.length > 0
    return {groups, person: isInAny ? await okta.person(id, oktaOptions(options)) : undefined}
  }
  return (id) => {
    const found = read.get(id) ?? ask(id)
    read.set(id, found)
    return found
  }
}

export interface PairDeps {
  readonly aws: AwsDirectory
  readonly memory: WatchMemory
  readonly policy: PlanPolicy
  readonly personNow: (id: string) => Promise<PersonNow>
  readonly options: LearnOptions
}

/** What looking at a few pairs of a group has shown. */
export interface PairsLook {
  readonly group: GroupPlan
  /** Logins of those who should be in and are not in Identity Center. */
  readonly unresolved: ReadonlySet<string>
}

/**
 * Plans a group from a few of its pairs alone.
 * @param users Okta's ids
 * @returns undefined where only the whole group tells: somebody is not linked, or a guard counts who is left
 */
export async function lookAtPairs(
  deps: PairDeps,
  {head, aws: group}: {readonly head: OktaGroupHead; readonly aws: AwsGroup},
  users: ReadonlySet<string>,
): Promise<PairsLook | undefined> {
  if (countsWhoIsLeft(group.displayName, deps.policy)) return undefined
  const [add, remove]: [PlannedMember[], PlannedMember[]] = [[], []]
  const unresolved = new Set<string>()
  for (const oktaId of users) {
    const {groups, person} = await deps.personNow(oktaId)
    const inOkta = groups?.find(({id}) => id === head.id)
    if (inOkta !== undefined && inOkta.name !== head.name) return undefined
    const wanted = inOkta === undefined || person === undefined ? 'out' : standingOf(person.status)
    const user = deps.memory.users.get(oktaId) ?? (await linkedUser(deps, oktaId))
    if (user === undefined) {
      if (wanted !== 'in' || person === undefined || (await isKnownByName(deps, person))) return undefined
      unresolved.add(person.login)
      continue
    }
    if (wanted === 'unclear') continue
    const isIn = await deps.aws.isMember({groupId: group.id, userId: user.id}, withSignal(deps.options))
    const member = {awsId: user.id, userName: user.userName, oktaId}
    if (wanted === 'in' && !isIn) add.push(member)
    if (wanted === 'out' && isIn) remove.push(member)
  }
  const size = deps.memory.groups.get(head.id)?.size ?? 0
  return {
    group: {
      name: head.name,
      action: add.length + remove.length === 0 ? 'none' : 'update',
      okta: {id: head.id, name: head.name},
      aws: awsHead(group),
      add,
      remove,
      kept: Math.max(0, size - remove.length),
      guards: [],
      fingerprint: {},
    },
    unresolved,
  }
}

/** Guards for which a pair says nothing: they look at who stays. */
function countsWhoIsLeft(name: string, {guards, protect}: PlanPolicy): boolean {
  const folded = foldName(name)
  return (
    [...guards.minKeep.keys(), ...guards.requireSelf].some((one) => foldName(one) === folded) ||
    protect.some((glob) => globMatches(glob, name))
  )
}

async function linkedUser({aws, memory, options}: PairDeps, oktaId: string) {
  const user = await aws.findUser({externalId: oktaId}, withSignal(options))
  if (user !== undefined) memory.users.set(oktaId, user)
  return user
}

async function isKnownByName({aws, options}: PairDeps, {login}: OktaPerson): Promise<boolean> {
  return (await aws.findUser({userName: login}, withSignal(options))) !== undefined
}
