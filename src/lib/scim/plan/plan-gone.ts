import {globMatches} from '../../language/glob.js'
import type {AwsGroup} from '../../ports/aws-directory.js'
import {formatDuration} from '../../shared/duration.js'
import {awsFingerprint} from './fingerprint.js'
import {foldName} from './fold-name.js'
import {awsHead, type PlannedGroup, type PlanScene} from './plan-pair.js'
import type {GroupPlan, GuardHit} from './plan.js'

/** Ids that Okta gives groups: only a group with such an externalId has ever been one of Okta's. */
const oktaGroupId = /^00g[A-Za-z0-9]{17}$/

/** Plans a group of Identity Center that is called like those in scope and is none of Okta's: told of, and deleted only on request. */
export function planGone(group: AwsGroup, scene: PlanScene): PlannedGroup {
  const {externalId} = group
  const told = (kind: 'unmanaged' | 'gone', reason: string): PlannedGroup => ({
    group: undefined,
    findings: [{kind, group: group.displayName, reason}],
    before: 0,
  })
  const named = externalId === undefined ? undefined : scene.okta.get(externalId)?.group.name
  if (named !== undefined)
    return told('unmanaged', `its group in Okta is called ${JSON.stringify(named)}, which is out of scope`)
  if (externalId === undefined || !oktaGroupId.test(externalId))
    return told('unmanaged', 'only in Identity Center, and not linked to a group of Okta: left alone')

  const stays = whyItStays(group, scene)
  if (stays !== undefined) return told('gone', `its group in Okta (${externalId}) is gone; ${stays}`)
  const read = scene.aws.members.get(group.id)
  const {users = []} = read ?? {}
  const remove = scene.diff([], users).remove
  return {
    group: {
      name: group.displayName,
      action: 'delete',
      aws: awsHead(group),
      add: [],
      remove,
      kept: 0,
      guards: deletionGuards(group, {scene, read: read?.complete === true}),
      fingerprint: {aws: awsFingerprint(group, users)},
    },
    findings: [
      {
        kind: 'gone',
        group: group.displayName,
        reason: `its group in Okta (${externalId}) is gone; to be deleted, with its assignments to accounts`,
      },
    ],
    before: remove.length,
  }
}

function whyItStays({displayName}: AwsGroup, {rules, aws}: PlanScene): string | undefined {
  if (rules.protect.some((glob) => globMatches(glob, displayName))) return 'protect in scim.yaml keeps it'
  if (rules.manage === 'memberships') return 'left alone, since only memberships are managed'
  if (!rules.allowDelete) return 'left alone without --allow-delete'
  return aws.groupsComplete ? undefined : 'left alone, since Identity Center did not list all groups'
}

function deletionGuards(
  {id, displayName}: AwsGroup,
  {scene: {rules}, read}: {readonly scene: PlanScene; readonly read: boolean},
): GroupPlan['guards'] {
  const {deleteGraceMs, minKeep, requireSelf} = rules.guards
  const hits: GuardHit[] = []
  const named = (names: Iterable<string>): boolean =>
    [...names].some((name) => foldName(name) === foldName(displayName))
  if (!read)
    hits.push({
      guard: 'incomplete-read',
      holds: 'group',
      reason: 'its members were not all read, and nobody knows what would be lost',
    })
  if (named(requireSelf) || named([...minKeep].flatMap(([name, least]) => (least > 0 ? [name] : []))))
    hits.push({
      guard: named(requireSelf) ? 'require-self' : 'min-keep',
      holds: 'group',
      reason: 'scim.yaml names it as a group that must keep members',
      override: 'taking it out of there; but the group was written down because it must not be lost',
    })
  const since = rules.memory?.goneSince.get(id)
  const goneMs = since === undefined ? 0 : (rules.memory?.now.getTime() ?? 0) - since.getTime()
  if (goneMs < deleteGraceMs)
    hits.push({
      guard: 'delete-grace',
      holds: 'group',
      reason:
        since === undefined
          ? `seen to be gone for the first time; groups are deleted ${formatDuration(deleteGraceMs)} after that`
          : `seen to be gone since ${since.toISOString()}; groups are deleted ${formatDuration(deleteGraceMs)} after that`,
      override:
        '--delete-grace 0s; but a group that is made again in Okta, or comes back into its search, gets its assignments to accounts back only as long as it is not deleted',
    })
  return hits
}
