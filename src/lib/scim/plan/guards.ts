import {globMatches} from '../../language/glob.js'
import {counted, grouped} from '../../shared/counted.js'
import {foldName} from './fold-name.js'
import type {GroupPlan, GuardHit, PlannedMember} from './plan.js'
import type {PlanPolicy} from './policy.js'

/** Shares are measured from that many members on: of three, one is a third. */
const leastForShare = 10

/** No part of a few members is a share, but of none at all nothing may go, however few they are. */
export function exceeds(removals: number, whole: number, most: number): boolean {
  return (whole >= leastForShare || most === 0) && removals > most * whole
}

/** What the guards of one group look at. */
export interface GuardedGroup {
  /** AWS's displayName. */
  readonly name: string
  /** Members in Identity Center before the plan, those that stay, and those that go. */
  readonly before: number
  readonly kept: number
  readonly add: number
  readonly remove: readonly PlannedMember[]
  /** False when there may be more members in Identity Center than were read. */
  readonly complete: boolean
  /** Members in Okta, whatever their status; and whether some who should be in could not be found. */
  readonly inOkta: number
  readonly unresolved: boolean
  /** Okta's ids of who runs this, where it knows them. */
  readonly self: ReadonlySet<string>
}

/** Guards that hold back what a plan would take away from a group, each with the way round it and why not to go it. */
export function removalGuards(group: GuardedGroup, policy: PlanPolicy): readonly GuardHit[] {
  if (group.remove.length === 0) return []
  return [incompleteRead, emptySource, protectedGroup, groupShare, minKeep, requireSelf].flatMap(
    (guard) => guard(group, policy) ?? [],
  )
}

type Guard = (group: GuardedGroup, policy: PlanPolicy) => GuardHit | undefined

const incompleteRead: Guard = ({complete}) =>
  complete
    ? undefined
    : {
        guard: 'incomplete-read',
        holds: 'removals',
        reason:
          'Identity Center did not list all members of the group, and who is in an unread part is unknown',
      }

const emptySource: Guard = ({before, kept, add, inOkta, unresolved}, {guards: {allowEmpty}}) => {
  if (allowEmpty || kept + add > 0 || (inOkta > 0 && !unresolved)) return undefined
  const why =
    inOkta === 0
      ? 'it has no members in Okta'
      : `none of its ${counted(inOkta, 'member')} in Okta was found in Identity Center`
  return {
    guard: 'empty-source',
    holds: 'removals',
    reason: `${why}, and all ${grouped(before)} in Identity Center would lose it`,
    override:
      '--allow-empty; but a source that is suddenly empty is more often a broken import or a token that sees too little than a group nobody is in',
  }
}

const protectedGroup: Guard = ({name, kept, add}, {protect}) => {
  const glob = protect.find((one) => globMatches(one, name))
  if (glob === undefined || kept + add > 0) return undefined
  return {
    guard: 'protected',
    holds: 'removals',
    reason: `protect names it (${glob}), and nobody would be left in it`,
    override:
      'taking it out of protect in scim.yaml; but somebody wrote it there so that no run, however right it looks, empties the group',
  }
}

const groupShare: Guard = ({before, remove}, {guards: {maxGroupRemovals}}) =>
  exceeds(remove.length, before, maxGroupRemovals)
    ? {
        guard: 'max-group-removals',
        holds: 'removals',
        reason: `${grouped(remove.length)} of its ${counted(before, 'member')} would lose it, more than ${percent(maxGroupRemovals)}`,
        override: `--max-group-removals ${percentFor(remove.length, before)}; but look at the names first: a short read of Okta looks just like this`,
      }
    : undefined

/** Removals are sent before additions, so only those who stay are certain to be there. */
const minKeep: Guard = ({name, kept}, {guards: {minKeep: limits}}) => {
  const least = [...limits].find(([group]) => foldName(group) === foldName(name))?.[1] ?? 0
  if (kept >= least) return undefined
  return {
    guard: 'min-keep',
    holds: 'removals',
    reason: `${kept === 0 ? 'nobody' : `only ${grouped(kept)}`} of its present members would be left, and it keeps at least ${grouped(least)}`,
    override: `a smaller number in guards.minKeep of scim.yaml; but who is added in this run counts in the next one, and removals come first inside a group`,
  }
}

const requireSelf: Guard = ({name, remove, self}, {guards}) => {
  if (!guards.requireSelf.some((group) => foldName(group) === foldName(name))) return undefined
  if (guards.self === undefined)
    return {
      guard: 'require-self',
      holds: 'removals',
      reason: 'requireSelf names it, and guards.self does not say who you are',
      override:
        'guards.self in scim.yaml, which is the right way; without it you may take yourself out of the group that lets you repair this',
    }
  const login = foldName(guards.self)
  const people = remove
    .filter(
      ({oktaId, userName}) => (oktaId !== undefined && self.has(oktaId)) || foldName(userName) === login,
    )
    .map(({awsId}) => awsId)
  if (people.length === 0) return undefined
  return {
    guard: 'require-self',
    holds: 'removals',
    people,
    reason: `${guards.self} would be taken out, and requireSelf names the group`,
    override:
      'taking it out of requireSelf in scim.yaml, or letting somebody else apply this; but then nobody may be left who can undo it from here',
  }
}

/** Guards over all groups together. What a group's own guard holds is not counted: it does not happen in this run. */
export function runGuards(
  groups: readonly GroupPlan[],
  {memberships, oktaGroups}: {readonly memberships: number; readonly oktaGroups: number},
  {guards: {maxRemovals, maxRemovalCount, allowEmpty}}: PlanPolicy,
): readonly GuardHit[] {
  const hits: GuardHit[] = []
  const removals = groups.reduce((sum, group) => sum + freeRemovals(group).length, 0)
  if (oktaGroups === 0 && !allowEmpty && groups.some(isFreeDeletion))
    hits.push({
      guard: 'empty-source',
      holds: 'run',
      reason: 'Okta has no group in scope any more, and those in Identity Center would be deleted',
      override:
        '--allow-empty; but a prefix that is misspelt, or a token that sees too little, looks just like this',
    })
  if (exceeds(removals, memberships, maxRemovals))
    hits.push({
      guard: 'max-removals',
      holds: 'removals',
      reason: `${grouped(removals)} of ${counted(memberships, 'membership')} in scope would be removed, more than ${percent(maxRemovals)}`,
      override: `--max-removals ${percentFor(removals, memberships)}; but look at the names first: a short read of Okta looks just like this`,
    })
  if (removals > maxRemovalCount)
    hits.push({
      guard: 'max-removal-count',
      holds: 'removals',
      reason: `${counted(removals, 'membership')} would be removed, and one run removes at most ${grouped(maxRemovalCount)}`,
      override: `--max-removal-count ${removals}; but the number is there for the day on which all shares look harmless`,
    })
  return hits
}

/** The removals of a group that none of its own guards holds. */
export function freeRemovals({guards, remove}: GroupPlan): readonly PlannedMember[] {
  if (guards.some(({people}) => people === undefined)) return []
  const held = new Set(guards.flatMap(({people = []}) => people))
  return held.size === 0 ? remove : remove.filter(({awsId}) => !held.has(awsId))
}

function isFreeDeletion({action, guards}: GroupPlan): boolean {
  return action === 'delete' && guards.length === 0
}

function percent(share: number): string {
  return `${Math.round(share * 10_000) / 100}%`
}

/** The smallest whole percentage that would let it pass. */
function percentFor(part: number, whole: number): string {
  return `${Math.ceil((part / whole) * 100 - 1e-9)}%`
}
