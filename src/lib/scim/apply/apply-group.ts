import type {AwsDirectory} from '../../ports/aws-directory.js'
import {counted, grouped} from '../../shared/counted.js'
import {OpsError} from '../../shared/errors.js'
import type {Machine} from '../../shared/machine.js'
import {visibleText} from '../../shared/visible-text.js'
import type {PlannedMember} from '../plan/plan.js'
import type {GroupWork} from '../plan/work.js'
import type {ScimWriter} from '../scim-writer.js'
import {newProgress, sizeOf, type GroupProgress} from './group-progress.js'
import {messageOf, sendJournaled, type JournaledDeps} from './journaled.js'
import {madeLately, settleLag} from './read-lag.js'
import {GroupGone, sendMembers, type ChunkResult, type MemberChunk} from './send-members.js'
import {stepsOf, type Step} from './steps.js'
import {stillStands, type Sides} from './still-stands.js'

export interface GroupDeps extends JournaledDeps {
  readonly machine: Machine
  readonly okta: Sides['okta']
  readonly aws: Pick<AwsDirectory, 'findGroup' | 'members' | 'isMember'>
  readonly writer: ScimWriter
  /** Whether both sides are to be read again before anything is sent. */
  readonly lookAgain: boolean
  /** So many changes are done with, made or not. */
  readonly onChanges: (count: number) => void
}

/** Applies the work of one group, in order. What ends it early is in the result; nothing is thrown. */
export async function applyGroup(deps: GroupDeps, work: GroupWork): Promise<GroupProgress> {
  const progress = newProgress()
  try {
    await perform(deps, work, progress)
  } catch (error) {
    progress.ended = endOf(error instanceof Error ? error : new Error(String(error)), deps.signal)
  }
  return progress
}

/** Another group may still go well after these. */
const ofThisGroup = new Set([
  'OPS_SCIM',
  'OPS_SERVICE',
  'OPS_NETWORK',
  'OPS_BAD_ANSWER',
  'OPS_REQUEST_REJECTED',
])

function endOf(error: Error, signal: AbortSignal | undefined): NonNullable<GroupProgress['ended']> {
  const reason = error.message
  if (error instanceof GroupMoved || error instanceof GroupGone) return {by: 'moved', reason, error}
  if (error instanceof MembersFailed) return {by: 'failed', reason, error}
  // A pause that is broken off ends with an AbortError of its own.
  if (signal?.aborted === true && (error === signal.reason || error.name === 'AbortError'))
    return {by: 'stopped', reason: 'stopped before all of it was sent', error}
  const isOurs = error instanceof OpsError && ofThisGroup.has(error.code)
  return {by: isOurs ? 'failed' : 'fatal', reason, error}
}

const shownProblems = 5

class GroupMoved extends Error {}
class MembersFailed extends Error {}

async function perform(deps: GroupDeps, planned: GroupWork, progress: GroupProgress): Promise<void> {
  const {run, signal} = deps
  // What is deleted does not come back, so that is always looked at again.
  const mustLook = deps.lookAgain || planned.action === 'delete'
  const standing = mustLook ? await stillStands(deps, planned, signal) : asPlanned(deps, planned)
  const already = (count: number): void => {
    progress.already += count
    deps.onChanges(count)
  }
  if (standing === 'done') {
    already(sizeOf(planned))
    return
  }
  if ('moved' in standing) throw new GroupMoved(standing.moved)
  const {work, groupId} = standing
  already(sizeOf(planned) - sizeOf(work))
  if (work.action === 'delete') {
    await deleteGroup(deps, work, progress)
    return
  }
  const settled =
    groupId === undefined
      ? {set: work.set, add: work.add, remove: work.remove, lagging: [], made: 0}
      : await settleLag(deps, {tenant: run.tenant, id: groupId}, {...work, signal})
  already(settled.made)
  const failed = await takeSteps(
    deps,
    {work, groupId, progress},
    stepsOf(settled, {
      isNew: groupId === undefined,
      mixed: deps.writer.mixesChanges(),
    }),
  )
  const problems = [...failed, ...(settled.lagging.length === 0 ? [] : [laggingReason(settled.lagging)])]
  if (problems.length > 0) throw new MembersFailed(firstOf(problems))
}

function asPlanned(
  deps: GroupDeps,
  work: GroupWork,
): {readonly work: GroupWork; readonly groupId: string | undefined} {
  if (work.action !== 'create') return {work, groupId: work.group.aws?.id}
  const name = work.set?.displayName ?? work.group.name
  const groupId = madeLately(deps, {tenant: deps.run.tenant, name})
  return groupId === undefined
    ? {work, groupId}
    : {work: {...work, action: 'update', set: undefined}, groupId}
}

interface Walk {
  readonly work: GroupWork
  readonly groupId: string | undefined
  readonly progress: GroupProgress
}

/** @returns what AWS did not take, person by person, in words */
async function takeSteps(
  deps: GroupDeps,
  {work, groupId, progress}: Walk,
  steps: readonly Step[],
): Promise<readonly string[]> {
  const failed: string[] = []
  let id = groupId
  for (const step of steps) {
    deps.signal?.throwIfAborted()
    progress.begun = true
    if (step.kind === 'create') {
      id = await createGroup(deps, work, step.add)
      progress.created = true
      progress.added += step.add.length
      deps.onChanges(1 + step.add.length)
    } else if (step.kind === 'set') {
      await setAttributes(deps, work, id ?? '')
      progress.set = true
      deps.onChanges(1)
    } else {
      const result = await changeMembers(deps, {groupId: id ?? '', groupName: nameOf(work)}, step)
      progress.added += result.added
      progress.removed += result.removed
      failed.push(
        ...result.failed.map(({person, error}) => `${visibleText(person.userName)}: ${messageOf(error)}`),
      )
      deps.onChanges(step.add.length + step.remove.length)
    }
  }
  return failed
}

async function createGroup(deps: GroupDeps, work: GroupWork, add: readonly PlannedMember[]): Promise<string> {
  const {displayName = work.group.name, externalId} = work.set ?? {}
  const group = {displayName, ...(externalId === undefined ? {} : {externalId}), members: idsOf(add)}
  const change = {groupId: undefined, groupName: displayName, kind: 'create', add, remove: []} as const
  return (await sendJournaled(deps, change, (options) => deps.writer.createGroup(group, options))) ?? ''
}

async function setAttributes(deps: GroupDeps, work: GroupWork, groupId: string): Promise<void> {
  const change = {groupId, groupName: nameOf(work), kind: 'set', add: [], remove: []} as const
  const patch = {add: [], remove: [], ...(work.set === undefined ? {} : {set: work.set})}
  await sendJournaled(deps, change, async (options) => {
    await deps.writer.patchGroup(groupId, patch, options)
    return undefined
  })
}

async function changeMembers(
  deps: GroupDeps,
  group: {readonly groupId: string; readonly groupName: string},
  step: MemberChunk,
): Promise<ChunkResult> {
  const {aws, signal, writer} = deps
  const send = async (chunk: MemberChunk): Promise<void> => {
    const patch = {add: idsOf(chunk.add), remove: idsOf(chunk.remove)}
    await sendJournaled(deps, {...group, kind: 'members', ...chunk}, async (options) => {
      await writer.patchGroup(group.groupId, patch, options)
      return undefined
    })
  }
  return sendMembers({aws, groupId: group.groupId, signal, send}, step)
}

async function deleteGroup(deps: GroupDeps, work: GroupWork, progress: GroupProgress): Promise<void> {
  const groupId = work.group.aws?.id ?? ''
  const {remove} = work
  progress.begun = true
  await sendJournaled(
    deps,
    {groupId, groupName: nameOf(work), kind: 'delete', add: [], remove},
    async (options) => {
      await deps.writer.deleteGroup(groupId, options)
      return undefined
    },
  )
  progress.deleted = true
  progress.removed += remove.length
  deps.onChanges(1 + remove.length)
}

/** As Identity Center calls it, where it has it. */
function nameOf({group}: GroupWork): string {
  return group.aws?.displayName ?? group.name
}

/** A group of thousands may have as many. */
function firstOf(problems: readonly string[]): string {
  const more = problems.length - shownProblems
  return problems.slice(0, shownProblems).join('; ') + (more > 0 ? `; and ${grouped(more)} more` : '')
}

function laggingReason(people: readonly PlannedMember[]): string {
  return `AWS has acknowledged ${counted(people.length, 'change')} of less than two minutes ago and does not show it yet: not sent again, run it again in two minutes`
}

function idsOf(people: readonly PlannedMember[]): readonly string[] {
  return people.map(({awsId}) => awsId)
}
