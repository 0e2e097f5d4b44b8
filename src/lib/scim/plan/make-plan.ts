import type {AwsUser} from '../../ports/aws-directory.js'
import type {OktaPerson} from '../../ports/okta-directory.js'
import {byCodeUnits, clashName, foldName} from './fold-name.js'
import {planGone} from './plan-gone.js'
import {blockedPlan, planPair, type PlanScene} from './plan-pair.js'
import {runGuards} from './guards.js'
import {isInScope, matchGroups} from './match-groups.js'
import {memberDiffer} from './member-diff.js'
import type {AwsSide, Finding, GroupPlan, OktaSide, Plan} from './plan.js'
import type {PlanRules} from './policy.js'

/**
 * Plans what makes Identity Center's groups hold whom Okta's hold. Pure, and the same for the same two sides in whatever order
 * they were read. What a guard holds is in the plan with the guard beside it; `workOf` says what is left.
 */
export function makePlan(okta: OktaSide, aws: AwsSide, rules: PlanRules): Plan {
  const matched = matchGroups(
    okta.groups.map(({group}) => group),
    aws.groups,
    rules,
  )
  const people = peopleOf(okta)
  const scene: PlanScene = {
    okta: new Map(okta.groups.map((one) => [one.group.id, one])),
    aws,
    rules,
    diff: memberDiffer(people, usersOf(aws)),
    self: idsOfLogin(people, rules.guards.self),
    namesTaken: new Set(aws.groups.map(({displayName}) => clashName(displayName))),
  }
  const planned = [
    ...matched.pairs.map((pair) => planPair(pair, scene)),
    ...matched.unmatched.map((group) => planGone(group, scene)),
  ]
  const findings = [
    ...matched.findings,
    ...planned.flatMap((one) => one.findings),
    ...namesOfNothing(okta, aws, rules),
  ].sort(byFinding)
  const groups = [...planned.flatMap(({group}) => group ?? []), ...matched.blocked.map(blockedPlan)]
  const memberships = planned.reduce((sum, {before}) => sum + before, 0)
  return {
    version: 1,
    org: okta.orgUrl,
    tenant: aws.tenant,
    via: aws.via,
    manage: rules.manage,
    groups: inOrder(groups, findings),
    findings,
    guards: runGuards(
      groups,
      {memberships, oktaGroups: matched.pairs.length + matched.blocked.length},
      rules,
    ),
  }
}

function peopleOf({groups}: OktaSide): ReadonlyMap<string, OktaPerson> {
  const people = new Map<string, OktaPerson>()
  for (const {members = []} of groups)
    for (const person of members) if (!people.has(person.id)) people.set(person.id, person)
  return people
}

function usersOf(aws: AwsSide): ReadonlyMap<string, AwsUser> {
  const users = new Map<string, AwsUser>()
  const add = (user: AwsUser): void => {
    if (!users.has(user.id)) users.set(user.id, user)
  }
  aws.users.forEach(add)
  for (const {users: members} of aws.members.values()) members.forEach(add)
  return users
}

/** Identity Center's ids cannot be known before the people are matched, so who runs this is known by Okta's. */
function idsOfLogin(people: ReadonlyMap<string, OktaPerson>, login: string | undefined): ReadonlySet<string> {
  const folded = login === undefined ? undefined : foldName(login)
  return new Set([...people.values()].filter((person) => foldName(person.login) === folded).map(({id}) => id))
}

/** Names in the rules that stand for nothing: a guard that is misspelt guards nobody, and a glob finds nobody. */
function namesOfNothing(okta: OktaSide, aws: AwsSide, {guards, map, groups}: PlanRules): readonly Finding[] {
  const names = new Set(aws.groups.map(({displayName}) => foldName(displayName)))
  const sources = new Set(okta.groups.flatMap(({group}) => [group.id, group.name]))
  const unknown = (key: string, group: string, where: string): Finding => ({
    kind: 'missing-group',
    group,
    reason: `${key} of scim.yaml names it, and ${where} has no such group`,
  })
  const found = okta.groups.some(({group}) => isInScope(group.name, {groups}))
  const nothing = 'Okta shows no group of that name: it may be misspelt, or the API token may see too little'
  return [
    ...(found ? [] : groups.map((group): Finding => ({kind: 'missing-group', group, reason: nothing}))),
    ...[...map.keys()].filter((name) => !sources.has(name)).map((name) => unknown('map', name, 'Okta')),
    ...(aws.groupsComplete
      ? [
          ...[...guards.minKeep.keys()].map((name) => ['guards.minKeep', name] as const),
          ...guards.requireSelf.map((name) => ['guards.requireSelf', name] as const),
        ].flatMap(([key, name]) => (names.has(foldName(name)) ? [] : [unknown(key, name, 'Identity Center')]))
      : []),
  ]
}

/** Groups with something to do or to say first, each part by name. */
function inOrder(groups: readonly GroupPlan[], findings: readonly Finding[]): readonly GroupPlan[] {
  const spokenOf = new Set(findings.map(({group}) => group))
  const isQuiet = ({action, guards, name}: GroupPlan): number =>
    action === 'none' && guards.length === 0 && !spokenOf.has(name) ? 1 : 0
  const idOf = ({okta, aws}: GroupPlan): string => okta?.id ?? aws?.id ?? ''
  return groups.toSorted(
    (a, b) => isQuiet(a) - isQuiet(b) || byCodeUnits(a.name, b.name) || byCodeUnits(idOf(a), idOf(b)),
  )
}

function byFinding(a: Finding, b: Finding): number {
  return (
    byCodeUnits(a.group, b.group) ||
    byCodeUnits(a.kind, b.kind) ||
    byCodeUnits(a.person ?? '', b.person ?? '') ||
    byCodeUnits(a.reason, b.reason)
  )
}
