import {OpsError} from '../../shared/errors.js'
import type {JsonObject, JsonValue} from '../../shared/json.js'
import type {Machine} from '../../shared/machine.js'
import type {SinkPosition} from '../../delivery/sink.js'
import type {Checkpoint, CheckpointCounts, CheckpointStore, SeenPage} from './checkpoint-store.js'
import {checkConsumerName} from './logs-store.js'

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
  if (!URL.canParse(place.next) || new URL(place.next).origin !== new URL(found.orgUrl).origin)
    throw new OpsError('OPS_CHECKPOINT', `the next link is not an address of ${found.orgUrl}`, {
      failure: 'usage',
    })
  return {...found, next: place.next, updatedAt: now()}
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

/** One checkpoint to put back. */
export interface ImportedCheckpoint {
  readonly checkpoint: Checkpoint
  readonly seen: readonly SeenPage[]
}

/**
 * Reads what `exportCheckpoints` made.
 * @throws OpsError OPS_CHECKPOINT (usage) for anything else
 */
export function readExport(text: string): readonly ImportedCheckpoint[] {
  let parsed: JsonValue
  try {
    parsed = JSON.parse(text) as JsonValue
  } catch {
    throw notExport('it is not JSON')
  }
  const {version, checkpoints} = objectOf(parsed)
  if (version !== 1) throw notExport('its version is not 1')
  return listOf(checkpoints).map((item) => {
    const {seen, ...rest} = objectOf(item)
    return {checkpoint: readCheckpoint(rest), seen: listOf(seen).map(readSeen)}
  })
}

function readCheckpoint(given: JsonObject): Checkpoint {
  const {pages, events, repeats, filtered} = objectOf(given['counts'])
  const counts = {pages, events, repeats, filtered}
  if (!Object.values(counts).every((count) => Number.isInteger(count)))
    throw notExport('its counts are not numbers')
  return {
    name: checkConsumerName(textOf(given['name'])),
    orgUrl: textOf(given['orgUrl']),
    source: textOf(given['source']),
    next: given['next'] === null ? undefined : textOf(given['next']),
    since: timeOf(given['since']).toISOString(),
    published: given['published'] === null ? undefined : textOf(given['published']),
    sinks: objectOf(given['sinks']) as Checkpoint['sinks'],
    counts: counts as CheckpointCounts,
    updatedAt: timeOf(given['updatedAt']),
  }
}

function readSeen(item: JsonValue): SeenPage {
  const {arrivedAt, uuids} = objectOf(item)
  return {arrivedAt: timeOf(arrivedAt), uuids: Buffer.from(textOf(uuids), 'base64')}
}

function objectOf(value: JsonValue | undefined): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw notExport('a part of it is missing')
  return value as JsonObject
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  if (!Array.isArray(value)) throw notExport('a list of it is missing')
  return value as readonly JsonValue[]
}

function textOf(value: JsonValue | undefined): string {
  if (typeof value !== 'string') throw notExport('a text of it is missing')
  return value
}

function timeOf(value: JsonValue | undefined): Date {
  const time = new Date(textOf(value))
  if (Number.isNaN(time.getTime())) throw notExport('a time of it cannot be read')
  return time
}

function notExport(why: string): OpsError {
  return new OpsError('OPS_CHECKPOINT', `this is not an export of checkpoints: ${why}`, {
    failure: 'usage',
    next: 'okta-ops logs checkpoint export --help',
  })
}
