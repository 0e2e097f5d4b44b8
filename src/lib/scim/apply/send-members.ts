import type {AwsDirectory} from '../../ports/aws-directory.js'
import {scimRefusalOf} from '../client/scim-refusal.js'
import type {PlannedMember} from '../plan/plan.js'

/** Memberships that go in one request. */
export interface MemberChunk {
  readonly add: readonly PlannedMember[]
  readonly remove: readonly PlannedMember[]
}

/** What became of a chunk. */
export interface ChunkResult {
  readonly added: number
  readonly removed: number
  /** People whose change AWS does not take, with its reason. */
  readonly failed: readonly {readonly person: PlannedMember; readonly error: unknown}[]
}

export interface ChunkDeps {
  readonly aws: Pick<AwsDirectory, 'isMember' | 'findGroup'>
  readonly groupId: string
  readonly signal: AbortSignal | undefined
  /** Sends one request, written down before and after. */
  readonly send: (chunk: MemberChunk) => Promise<void>
}

/** The group that was to be changed is not there any more. */
export class GroupGone extends Error {}

/**
 * Sends a chunk. A refusal (404, 409) says nothing about which membership is meant: then halves are sent, down to the one that
 * is refused, and that one is read again. It is done if it is as it should be already: whether adding a member twice, or
 * removing one that is not there, is an error at AWS is not documented (UNVERIFIED).
 * @throws GroupGone; whatever else `send` throws
 */
export async function sendMembers(deps: ChunkDeps, chunk: MemberChunk): Promise<ChunkResult> {
  try {
    await deps.send(chunk)
    return {added: chunk.add.length, removed: chunk.remove.length, failed: []}
  } catch (error) {
    const status = scimRefusalOf(error)?.status
    if (status !== 404 && status !== 409) throw error
    if (status === 404 && (await deps.aws.findGroup({id: deps.groupId}, {signal: deps.signal})) === undefined)
      throw new GroupGone('it is gone from Identity Center')
    if (chunk.add.length + chunk.remove.length === 1) return judgeOne(deps, chunk, error)
    const [first, second] = halves(chunk)
    return joined(await sendMembers(deps, first), await sendMembers(deps, second))
  }
}

async function judgeOne(
  {aws, groupId, signal}: ChunkDeps,
  {add, remove}: MemberChunk,
  error: unknown,
): Promise<ChunkResult> {
  const [person] = [...add, ...remove]
  if (person === undefined) throw error
  const isIn = await aws.isMember({groupId, userId: person.awsId}, {signal})
  if (isIn === add.length > 0) return {added: add.length, removed: remove.length, failed: []}
  return {added: 0, removed: 0, failed: [{person, error}]}
}

/** The removals first, as they were. */
function halves({add, remove}: MemberChunk): readonly [MemberChunk, MemberChunk] {
  const half = Math.ceil((add.length + remove.length) / 2)
  const removals = Math.min(half, remove.length)
  return [
    {remove: remove.slice(0, removals), add: add.slice(0, half - removals)},
    {remove: remove.slice(removals), add: add.slice(half - removals)},
  ]
}

function joined(a: ChunkResult, b: ChunkResult): ChunkResult {
  return {
    added: a.added + b.added,
    removed: a.removed + b.removed,
    failed: [...a.failed, ...b.failed],
  }
}
