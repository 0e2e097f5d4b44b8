import type {AwsUser} from '../../ports/aws-directory.js'
import {
  callScim,
  expectStatus,
  type ScimAnswer,
  type ScimCall,
  type ScimEndpoint,
} from '../client/scim-call.js'
import {groupPatch, membersOperation} from '../client/scim-patch.js'
import type {ScimReads} from '../client/scim-reads.js'
import {scimRefusalOf} from '../client/scim-refusal.js'

/** What the questions are asked with. */
export interface ProbeScene {
  readonly endpoint: ScimEndpoint
  readonly reads: ScimReads
  readonly group: {readonly id: string; readonly displayName: string}
  readonly member: AwsUser
  readonly other: AwsUser | undefined
  /** Ids of users who may be in the group: they are taken out at the end. */
  readonly maybeIn: Set<string>
  readonly signal: AbortSignal
}

/** What stands in the way of asking rather than being an answer: the token, forbidden, too fast. */
const beside = [401, 403, 429]

/**
 * A call whose status is the answer, be it yes or no.
 * @throws OpsError where the endpoint does not get as far as that
 */
export async function asked(
  endpoint: ScimEndpoint,
  call: ScimCall,
  what = 'cannot try it out',
): Promise<ScimAnswer> {
  const answer = await callScim(endpoint, call)
  const isTelling = answer.status < 500 && !beside.includes(answer.status)
  return expectStatus(endpoint, answer, {statuses: isTelling ? [answer.status] : [], what})
}

export function isDone({status}: Pick<ScimAnswer, 'status'>): boolean {
  return status >= 200 && status < 300
}

/** One PATCH of the group, the removals before the additions. */
export async function change(
  {endpoint, group, maybeIn, signal}: ProbeScene,
  {remove = [], add = []}: {readonly remove?: readonly string[]; readonly add?: readonly string[]},
): Promise<ScimAnswer> {
  for (const id of add) maybeIn.add(id)
  const operations = [
    ...(remove.length === 0 ? [] : [membersOperation('remove', remove)]),
    ...(add.length === 0 ? [] : [membersOperation('add', add)]),
  ]
  const answer = await asked(endpoint, {...groupPatch(group.id, operations), signal})
  if (isDone(answer)) for (const id of remove) maybeIn.delete(id)
  return answer
}

/** Whether the user is in, as far as the endpoint tells. */
export async function isIn(
  reads: Pick<ScimReads, 'isMember'>,
  pair: {readonly groupId: string; readonly userId: string},
  signal?: AbortSignal,
): Promise<boolean | undefined> {
  try {
    return await reads.isMember(pair, {signal})
  } catch (error) {
    // Neither a filter for pairs nor one for all groups of a user.
    if (scimRefusalOf(error)?.status === 400) return undefined
    throw error
  }
}
