import {globMatches} from '../../language/glob.js'
import type {AwsGroup} from '../../ports/aws-directory.js'
import {counted} from '../../shared/counted.js'
import {given} from '../../shared/given.js'
import {groupNameFault} from '../group-name.js'
import {awsFingerprint, oktaFingerprint} from './fingerprint.js'
import {clashName} from './fold-name.js'
import {removalGuards} from './guards.js'
import type {GroupPair} from './match-groups.js'
import type {MemberDiffer} from './member-diff.js'
import type {AwsSide, Finding, FindingKind, GroupPlan, OktaSide} from './plan.js'
import type {PlanRules} from './policy.js'

type OktaGroupRead = OktaSide['groups'][number]

/** What all groups of a plan are planned with. */
export interface PlanScene {
  /** By Okta's id. */
  readonly okta: ReadonlyMap<string, OktaGroupRead>
  readonly aws: AwsSide
  readonly rules: PlanRules
  readonly diff: MemberDiffer
  /** Okta's ids of who runs this. */
  readonly self: ReadonlySet<string>
  /** Names of Identity Center's groups, as they clash. */
  readonly namesTaken: ReadonlySet<string>
}

/** A group that was planned, and what there is to say of it. */
export interface PlannedGroup {
  /** Undefined where there is nothing but to tell of it. */
  readonly group: GroupPlan | undefined
  readonly findings: readonly Finding[]
  /** Memberships in Identity Center that the run's ceiling is measured by. */
  readonly before: number
}

/** Plans a group of Okta's, whether Identity Center has its counterpart or not. */
export function planPair({okta, wantedName, aws}: GroupPair, scene: PlanScene): PlannedGroup {
  const read = scene.okta.get(okta.id)
  const members = read?.members
  if (members === undefined)
    return unread({okta, wantedName, aws}, read?.unread ?? 'its members were not read')
  return aws === undefined
    ? planMissing({okta, wantedName, aws}, {members, scene})
    : planThere({okta, wantedName, aws}, {members, scene})
}

/** Where one side of a group is unknown nothing is done, and the run is not called a success. */
function unread({okta, aws}: GroupPair, why: string): PlannedGroup {
  return {
    group: {
      ...heads({okta, aws}),
      action: 'none',
      ...nothing,
      guards: [{guard: 'incomplete-read', holds: 'group', reason: `${why}; nothing is changed for it`}],
      fingerprint: {},
    },
    findings: [{kind: 'unread', group: okta.name, reason: why}],
    before: 0,
  }
}

interface ReadPair {
  readonly members: NonNullable<OktaGroupRead['members']>
  readonly scene: PlanScene
}

function planMissing(pair: GroupPair, {members, scene}: ReadPair): PlannedGroup {
  const {okta, wantedName} = pair
  const {rules, aws, diff} = scene
  const {add, findings} = diff(members, [])
  const fingerprint = {okta: oktaFingerprint(okta, members)}
  const fault = groupNameFault(wantedName)
  const refused = ((): readonly [kind: FindingKind, reason: string] | undefined => {
    if (rules.manage === 'memberships')
      return [
        'missing-group',
        `not in Identity Center, where it would have ${counted(add.length, 'member')}; --manage groups creates it`,
      ]
    if (!aws.groupsComplete)
      return [
        'incomplete',
        'not among the groups that Identity Center listed, which are not all; it is not created',
      ]
    if (scene.namesTaken.has(clashName(wantedName)))
      return ['name-clash', 'not created: Identity Center has a group that may be called the same']
    return fault === undefined ? undefined : ['invalid-name', `not created: ${fault}`]
  })()
  const about = findings.map((finding) => ({...finding, group: okta.name}))
  if (refused !== undefined) {
    const [kind, reason] = refused
    return {
      group: {...heads(pair), action: 'none', ...nothing, guards: [], fingerprint},
      findings: [{kind, group: okta.name, reason}, ...about],
      before: 0,
    }
  }
  return {
    group: {
      ...heads(pair),
      action: 'create',
      set: {displayName: wantedName, externalId: okta.id},
      add,
      remove: [],
      kept: 0,
      guards: [],
      fingerprint,
    },
    findings: about,
    before: 0,
  }
}

function planThere(pair: GroupPair & {readonly aws: AwsGroup}, {members, scene}: ReadPair): PlannedGroup {
  const {okta, aws} = pair
  const present = scene.aws.members.get(aws.id)
  if (present === undefined) return unread(pair, 'its members in Identity Center were not read')
  const {users, complete} = present
  const {add, remove, kept, unresolved, findings} = scene.diff(members, users)
  const {set, finding} = attributes(pair, scene)
  const guards = removalGuards(
    {
      name: aws.displayName,
      before: kept + remove.length,
      kept,
      add: add.length,
      remove,
      complete,
      inOkta: members.length,
      unresolved,
      self: scene.self,
    },
    scene.rules,
  )
  return {
    group: {
      ...heads(pair),
      action: set === undefined && add.length + remove.length === 0 ? 'none' : 'update',
      ...given({set}),
      add,
      remove,
      kept,
      guards,
      fingerprint: {okta: oktaFingerprint(okta, members), aws: awsFingerprint(aws, users)},
    },
    findings: [
      ...(finding === undefined ? [] : [finding]),
      ...(complete
        ? []
        : [
            {
              kind: 'incomplete' as const,
              group: okta.name,
              reason: 'Identity Center did not list all of its members; nobody is removed',
            },
          ]),
      ...findings.map((one) => ({...one, group: okta.name})),
    ],
    before: kept + remove.length,
  }
}

/** The attributes to be set, or why a name stays as it is. */
function attributes(
  {okta, wantedName, aws}: GroupPair & {readonly aws: AwsGroup},
  {rules, namesTaken}: PlanScene,
): {readonly set?: GroupPlan['set']; readonly finding?: Finding} {
  const link = rules.manage === 'groups' && aws.externalId !== okta.id ? {externalId: okta.id} : {}
  const linkOnly = Object.keys(link).length === 0 ? {} : {set: link}
  if (aws.displayName === wantedName) return linkOnly
  const fault = groupNameFault(wantedName)
  const inTheWay =
    clashName(aws.displayName) !== clashName(wantedName) && namesTaken.has(clashName(wantedName))
  const finding = (kind: FindingKind, why: string): Finding => ({
    kind,
    group: okta.name,
    reason: `called ${JSON.stringify(aws.displayName)} in Identity Center; ${why}`,
  })
  if (rules.manage === 'memberships')
    return {finding: finding('rename', `--manage groups renames it to ${JSON.stringify(wantedName)}`)}
  if (rules.protect.some((glob) => globMatches(glob, aws.displayName)))
    return {...linkOnly, finding: finding('rename', 'protect in scim.yaml keeps that name')}
  if (inTheWay)
    return {
      ...linkOnly,
      finding: finding(
        'name-clash',
        `another group there is called ${JSON.stringify(wantedName)} at present`,
      ),
    }
  if (fault !== undefined) return {...linkOnly, finding: finding('invalid-name', `not renamed: ${fault}`)}
  return {
    set: {displayName: wantedName, ...link},
    finding: finding('rename', `to be renamed to ${JSON.stringify(wantedName)}`),
  }
}

/** The plan of a group that nothing is done for, since it is not clear which group it is. */
export function blockedPlan(okta: GroupPair['okta']): GroupPlan {
  return {...heads({okta, aws: undefined}), action: 'none', ...nothing, guards: [], fingerprint: {}}
}

const nothing = {add: [], remove: [], kept: 0} as const

function heads({okta, aws}: Pick<GroupPair, 'okta' | 'aws'>): Pick<GroupPlan, 'name' | 'okta' | 'aws'> {
  return {
    name: okta.name,
    okta: {id: okta.id, name: okta.name},
    ...(aws === undefined ? {} : {aws: awsHead(aws)}),
  }
}

/** A group of Identity Center as plans name it. */
export function awsHead({id, displayName, externalId}: AwsGroup): NonNullable<GroupPlan['aws']> {
  return {id, displayName, ...(externalId === undefined ? {} : {externalId})}
}
