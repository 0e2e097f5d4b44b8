import {OpsError} from '../../shared/errors.js'
import type {Machine} from '../../shared/machine.js'
import type {SinkPosition} from '../../delivery/sink.js'
import type {Checkpoint, CheckpointCounts, CheckpointStore} from './checkpoint-store.js'

/** A checkpoint as `--json` shows it and export writes it. */
export interface ShownCheckpoint {
  readonly name: string
  readonly orgUrl: string
  readonly source: string
  readonly next: string | null
  readonly since: string
  readonly published: string | null
  readonly sinks: Readonly<Record<string, SinkPosition>>
  readonly counts: CheckpointCounts
  readonly updatedAt: string
}

/** A file of exported checkpoints, with what they have seen. */
export interface ExportedCheckpoints {
  readonly version: 1
  readonly checkpoints: readonly (ShownCheckpoint & {
    readonly seen: readonly {readonly arrivedAt: string; readonly uuids: string}[]
  })[]
}

export function showCheckpoint({next, published, updatedAt, ...rest}: Checkpoint): ShownCheckpoint {
  return {...rest, next: next ?? null, published: published ?? null, updatedAt: updatedAt.toISOString()}
}

/** @throws OpsError OPS_CHECKPOINT (usage) */
export function requireCheckpoint(checkpoints: CheckpointStore, name: string): Checkpoint {
  const found = checkpoints.find(name)
  if (found !== undefined) return found
  throw new OpsError('OPS_CHECKPOINT', `there is no checkpoint named ${name}`, {
    failure: 'usage',
    next: 'okta-ops logs checkpoint list',
  })
}

/**
 * The checkpoint at another place: a next link of its own org, or the time to begin from anew. What it has seen stays, so
 * that going back repeats nothing within the dedupe window.
 * @throws OpsError OPS_CHECKPOINT (usage) for a link of another origin
 */
export function movedTo(
  found: Checkpoint,
  place: {readonly next: string} | {readonly since: Date},
  {now}: Pick<Machine, 'now'>,
): Checkpoint {
  if ('since' in place)
    return {
      ...found,
      next: undefined,
      since: place.since.toISOString(),
      published: undefined,
      updatedAt: now(),
    }
  if (!isLinkOf(found.orgUrl, place.next))
    throw new OpsError('OPS_CHECKPOINT', `the next link is not an address of ${found.orgUrl}`, {
      failure: 'usage',
    })
  return {...found, next: place.next, updatedAt: now()}
}

/** Whether a next link stays at the org: another host would get its token. */
export function isLinkOf(orgUrl: string, link: string): boolean {
  if (!URL.canParse(link)) return false
  const {origin, username, password} = new URL(link)
  return origin === new URL(orgUrl).origin && username === '' && password === ''
}

export function exportCheckpoints(
  checkpoints: CheckpointStore,
  names: readonly string[],
): ExportedCheckpoints {
  const chosen =
    names.length === 0 ? checkpoints.list() : names.map((name) => requireCheckpoint(checkpoints, name))
  return {
    version: 1,
    checkpoints: chosen.map((checkpoint) => ({
      ...showCheckpoint(checkpoint),
      seen: checkpoints.seen(checkpoint.name).map(({arrivedAt, uuids}) => ({
        arrivedAt: arrivedAt.toISOString(),
        uuids: Buffer.from(uuids).toString('base64'),
      })),
    })),
  }
}
