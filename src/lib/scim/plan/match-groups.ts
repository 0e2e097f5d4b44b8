import {globMatches} from '../../language/glob.js'
import type {AwsGroup} from '../../ports/aws-directory.js'
import type {OktaGroupHead} from '../../ports/okta-directory.js'
import {groupedBy} from '../../shared/grouped-by.js'
import {clashName, foldName} from './fold-name.js'
import type {Finding} from './plan.js'
import type {PlanPolicy} from './policy.js'

/** A group of Okta's that is to be carried over, and its counterpart. */
export interface GroupPair {
  readonly okta: OktaGroupHead
  /** What it is to be called in Identity Center. */
  readonly wantedName: string
  /** Undefined where there is none yet. */
  readonly aws: AwsGroup | undefined
}

export interface GroupMatches {
  readonly pairs: readonly GroupPair[]
  /** Groups of Okta's that nothing is done for, since it is not clear which group is meant. */
  readonly blocked: readonly OktaGroupHead[]
  /** Groups of Identity Center that are called like groups in scope and belong to none of them. */
  readonly unmatched: readonly AwsGroup[]
  readonly findings: readonly Finding[]
}

/** Whether a group of that name in Okta is looked at. */
export function isInScope(name: string, {groups}: Pick<PlanPolicy, 'groups'>): boolean {
  return groups.some((glob) => globMatches(glob, name))
}

/** What the group is to be called in Identity Center. */
export function wantedNameOf(
  {id, name}: Pick<OktaGroupHead, 'id' | 'name'>,
  {map}: Pick<PlanPolicy, 'map'>,
): string {
  return map.get(name) ?? map.get(id) ?? name
}

/**
 * Which group of Identity Center is which of Okta's: by externalId, else by name. A name that is another group's to one of the two
 * sides blocks the group; an externalId that Okta knows nothing of (another tool's, or of a group made anew) is only told.
 */
export function matchGroups(
  okta: readonly OktaGroupHead[],
  aws: readonly AwsGroup[],
  policy: Pick<PlanPolicy, 'groups' | 'map'>,
): GroupMatches {
  const scope = okta
    .filter(({name}) => isInScope(name, policy))
    .map((group) => ({okta: group, wantedName: wantedNameOf(group, policy)}))
  const wanted = groupedBy(scope, ({wantedName}) => clashName(wantedName))
  const ways: Ways = {
    byExternalId: groupedBy(aws, ({externalId}) => externalId),
    byName: groupedBy(aws, ({displayName}) => foldName(displayName)),
    oktaIds: new Set(okta.map(({id}) => id)),
  }
  const [pairs, blocked, findings]: [GroupPair[], OktaGroupHead[], Finding[]] = [[], [], []]
  const taken = new Set<AwsGroup>()
  for (const one of scope) {
    const rivals = wanted.get(clashName(one.wantedName)) ?? []
    const found = rivals.length > 1 ? clash(rivals, ways) : counterpart(one, ways)
    if (found.reason !== undefined) findings.push({...found.reason, group: one.okta.name})
    for (const group of found.groups) taken.add(group)
    if (found.blocked) blocked.push(one.okta)
    else pairs.push({...one, aws: found.groups[0]})
  }
  const mapped = new Set([...policy.map.values()].map(foldName))
  const unmatched = aws.filter(
    (group) =>
      !taken.has(group) && (isInScope(group.displayName, policy) || mapped.has(foldName(group.displayName))),
  )
  return {pairs, blocked, unmatched, findings}
}

type Wanted = Pick<GroupPair, 'okta' | 'wantedName'>

interface Ways {
  readonly byExternalId: ReadonlyMap<string | undefined, readonly AwsGroup[]>
  readonly byName: ReadonlyMap<string, readonly AwsGroup[]>
  readonly oktaIds: ReadonlySet<string>
}

interface Counterpart {
  /** Those it is, or may be. */
  readonly groups: readonly AwsGroup[]
  readonly blocked: boolean
  readonly reason?: Pick<Finding, 'kind' | 'reason'>
}

function clash(rivals: readonly Wanted[], ways: Ways): Counterpart {
  const names = rivals.map(({okta}) => quoted(okta.name)).sort()
  const reason = `${names.join(' and ')} may be one name in Identity Center, where capitals may not count; nothing is changed for them`
  return {
    groups: rivals.flatMap(({okta, wantedName}) => [
      ...(ways.byExternalId.get(okta.id) ?? []),
      ...(ways.byName.get(foldName(wantedName)) ?? []),
    ]),
    blocked: true,
    reason: {kind: 'name-clash', reason},
  }
}

function counterpart({okta, wantedName}: Wanted, {byExternalId, byName, oktaIds}: Ways): Counterpart {
  const linked = byExternalId.get(okta.id) ?? []
  if (linked.length > 1)
    return blockedBy(linked, 'external-id-mismatch', `several groups have the externalId ${okta.id}`)
  if (linked.length === 1) return {groups: linked, blocked: false}

  const alike = byName.get(foldName(wantedName)) ?? []
  const exact = alike.filter(({displayName}) => displayName === wantedName)
  const [group] = alike.length > 1 ? exact : alike
  if (group === undefined && alike.length === 0) return {groups: [], blocked: false}
  if (group === undefined || exact.length > 1)
    return blockedBy(
      alike,
      'name-clash',
      `Identity Center has ${alike.length} groups that are called like it`,
    )
  const {externalId} = group
  if (externalId === undefined) return {groups: [group], blocked: false}
  if (oktaIds.has(externalId))
    return blockedBy(
      [group],
      'external-id-mismatch',
      `the group of that name in Identity Center belongs to another group of Okta's (${externalId})`,
    )
  return {
    groups: [group],
    blocked: false,
    reason: {
      kind: 'external-id-mismatch',
      reason: `matched by name: Identity Center knows the group by the externalId ${quoted(externalId)}, not ${okta.id}`,
    },
  }
}

function blockedBy(groups: readonly AwsGroup[], kind: Finding['kind'], why: string): Counterpart {
  return {groups, blocked: true, reason: {kind, reason: `${why}; nothing is changed for it`}}
}

function quoted(text: string): string {
  return JSON.stringify(text)
}
