import type {Lock} from '../../shared/file-lock.js'
import type {Machine} from '../../shared/machine.js'
import {scimRefusalOf} from '../client/scim-refusal.js'
import type {ChangeJournal, ChangeKind, NamedUsers} from '../journal/change-journal.js'
import type {PlannedMember} from '../plan/plan.js'
import type {WriteOptions} from '../scim-writer.js'

export interface JournaledDeps {
  readonly machine: Pick<Machine, 'now'>
  readonly journal: ChangeJournal
  readonly lock: Lock
  readonly run: {readonly id: string; readonly tenant: string}
  readonly signal: AbortSignal | undefined
}

/** What one request changes. */
export interface Change {
  /** Undefined for a group that is being made. */
  readonly groupId: string | undefined
  readonly groupName: string
  readonly kind: ChangeKind
  readonly add: readonly PlannedMember[]
  readonly remove: readonly PlannedMember[]
}

/**
 * One request, written down before its first byte leaves and when its answer is there.
 * @param send gives the id of a group that it has made
 * @throws OPS_LOCK_LOST, OPS_STORE before anything is sent; else what `send` throws
 */
export async function sendJournaled(
  {machine, journal, lock, run, signal}: JournaledDeps,
  {groupId, groupName, kind, add, remove}: Change,
  send: (options: WriteOptions) => Promise<string | undefined>,
): Promise<string | undefined> {
  signal?.throwIfAborted()
  let number: number | undefined
  const onSend = (): void => {
    // Whoever has lost the lock must not send: another process may be at the same groups.
    lock.assertHeld()
    number ??= journal.sent(
      {run: run.id, groupId, groupName, kind, added: namedUsers(add), removed: namedUsers(remove)},
      machine.now(),
    )
  }
  try {
    const made = await send({signal, onSend})
    if (number !== undefined)
      journal.ended(number, {state: 'acknowledged', groupId: made ?? groupId}, machine.now())
    return made
  } catch (error) {
    const refusal = scimRefusalOf(error)
    const isRefused = refusal !== undefined && refusal.status < 500 && !refusal.doubtful
    if (number !== undefined)
      journal.ended(
        number,
        {state: isRefused ? 'refused' : 'unknown', reason: messageOf(error)},
        machine.now(),
      )
    throw error
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function namedUsers(people: readonly PlannedMember[]): NamedUsers {
  return Object.fromEntries(people.map(({awsId, userName}) => [awsId, userName]))
}
