import type {AwsDirectory, AwsGroup, AwsUser} from '../../ports/aws-directory.js'
import type {OktaDirectory} from '../../ports/okta-directory.js'
import {awsFingerprint, oktaFingerprint} from '../plan/fingerprint.js'
import type {GroupPlan} from '../plan/plan.js'
import type {GroupWork} from '../plan/work.js'

export interface Sides {
  readonly okta: Pick<OktaDirectory, 'group' | 'members'>
  readonly aws: Pick<AwsDirectory, 'findGroup' | 'members'>
}

/** How a group stands now, seen from its plan. */
export type Standing =
  /** In words, what is not as it was. */
  | {readonly moved: string}
  /** As it was, or as an earlier run of the same plan has left it; the work is what remains. */
  | {readonly work: GroupWork; readonly groupId: string | undefined}
  /** An earlier run has done it all. */
  | 'done'

type Signal = AbortSignal | undefined

/**
 * Reads both sides of a group again, to see whether its plan still stands. What an earlier run of the plan has changed does not
 * count: taken back in thought, it must give the fingerprint that the plan was made of.
 */
export async function stillStands(sides: Sides, work: GroupWork, signal: Signal): Promise<Standing> {
  if (work.action === 'delete') return deletionStands(sides, work, signal)
  const {okta, fingerprint} = work.group
  if (okta === undefined) return {moved: 'the plan does not say which group of Okta it is about'}
  const [head, members] = await Promise.all([
    sides.okta.group(okta.id, {signal}),
    sides.okta.members(okta.id, {signal}),
  ])
  if (head === undefined) return {moved: 'it is gone from Okta'}
  if (oktaFingerprint(head, members) !== fingerprint.okta)
    return {moved: 'its name or members in Okta have changed'}
  return work.action === 'create' ? creationStands(sides, work, signal) : updateStands(sides, work, signal)
}

async function creationStands(sides: Sides, work: GroupWork, signal: Signal): Promise<Standing> {
  const {displayName = work.group.name, externalId} = work.set ?? {}
  const found =
    (externalId === undefined ? undefined : await sides.aws.findGroup({externalId}, {signal})) ??
    (await sides.aws.findGroup({displayName}, {signal}))
  if (found === undefined) return {work, groupId: undefined}
  if (found.displayName !== displayName || found.externalId !== externalId)
    return {moved: `Identity Center has a group ${JSON.stringify(found.displayName)} by now`}
  const {items} = await sides.aws.members(found.id, {signal})
  const wanted = new Set(work.add.map(({awsId}) => awsId))
  if (items.some(({id}) => !wanted.has(id)))
    return {moved: 'somebody else has created it, with other members'}
  return remaining(work, {group: found, users: items})
}

async function updateStands(sides: Sides, work: GroupWork, signal: Signal): Promise<Standing> {
  const {aws, fingerprint, add, remove} = work.group
  if (aws === undefined) return {moved: 'the plan does not say which group of Identity Center it is about'}
  const found = await sides.aws.findGroup({id: aws.id}, {signal})
  if (found === undefined) return {moved: 'it is gone from Identity Center'}
  const {items, complete} = await sides.aws.members(aws.id, {signal})
  if (!complete && work.remove.length > 0) return {moved: cutOff}
  // The old generation shows no members; who is added though they are in takes no harm.
  if (!complete) return {work, groupId: aws.id}
  const before = takenBack(items, {add, remove})
  if (awsFingerprint(headBefore(found, {aws, set: work.set}), before) !== fingerprint.aws)
    return {moved: 'its name, externalId or members in Identity Center have changed'}
  return remaining(work, {group: found, users: items})
}

/** Whoever is to be deleted must be gone from Okta still. */
async function deletionStands(sides: Sides, work: GroupWork, signal: Signal): Promise<Standing> {
  const {aws, fingerprint} = work.group
  if (aws?.externalId === undefined) return {moved: 'the plan does not say which group of Okta it came from'}
  if ((await sides.okta.group(aws.externalId, {signal})) !== undefined) return {moved: 'Okta has it again'}
  const found = await sides.aws.findGroup({id: aws.id}, {signal})
  if (found === undefined) return 'done'
  const {items, complete} = await sides.aws.members(aws.id, {signal})
  if (!complete) return {moved: cutOff}
  if (awsFingerprint(found, items) !== fingerprint.aws)
    return {moved: 'its name, externalId or members in Identity Center have changed'}
  return {work, groupId: aws.id}
}

const cutOff = 'Identity Center does not list all of its members any more'

/** Members as they were before anything of the plan was done. */
function takenBack(
  users: readonly Pick<AwsUser, 'id'>[],
  {add, remove}: Pick<GroupPlan, 'add' | 'remove'>,
): readonly {readonly id: string}[] {
  const added = new Set(add.map(({awsId}) => awsId))
  const ids = new Set(users.flatMap(({id}) => (added.has(id) ? [] : [id])))
  for (const {awsId} of remove) ids.add(awsId)
  return [...ids].map((id) => ({id}))
}

/** Attributes as they were: where one is what the plan sets, it counts as what the plan found. */
function headBefore(
  found: AwsGroup,
  {aws, set}: {readonly aws: NonNullable<GroupPlan['aws']>; readonly set: GroupPlan['set']},
): AwsGroup {
  return {
    id: found.id,
    displayName: found.displayName === set?.displayName ? aws.displayName : found.displayName,
    externalId:
      set?.externalId !== undefined && found.externalId === set.externalId
        ? aws.externalId
        : found.externalId,
  }
}

function remaining(
  work: GroupWork,
  {group, users}: {readonly group: AwsGroup; readonly users: readonly AwsUser[]},
): Standing {
  const present = new Set(users.map(({id}) => id))
  const set = work.action === 'create' ? undefined : openAttributes(group, work.set)
  const rest = {
    set,
    add: work.add.filter(({awsId}) => !present.has(awsId)),
    remove: work.remove.filter(({awsId}) => present.has(awsId)),
  }
  if (set === undefined && rest.add.length + rest.remove.length === 0) return 'done'
  return {work: {...work, ...rest, action: 'update'}, groupId: group.id}
}

function openAttributes({displayName, externalId}: AwsGroup, set: GroupPlan['set']): GroupPlan['set'] {
  const isOpen =
    (set?.displayName !== undefined && set.displayName !== displayName) ||
    (set?.externalId !== undefined && set.externalId !== externalId)
  return isOpen ? set : undefined
}
