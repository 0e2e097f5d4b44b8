import {createHash} from 'node:crypto'
import {formatDuration} from '../../shared/duration.js'
import {shellWord} from '../../shared/shell-word.js'
import {assertSameSource, type Checkpoint} from './checkpoint-store.js'
import type {CollectDeps, CollectSource} from './collecting.js'

/** What a checkpoint is good for: its place was reached with exactly these. */
export function sourceHash(orgUrl: string, {filterText, q}: Pick<CollectSource, 'filterText' | 'q'>): string {
  return createHash('sha256')
    .update(JSON.stringify([orgUrl, filterText ?? null, q ?? null]))
    .digest('hex')
}

/**
 * Where collecting begins: at its checkpoint, which is said, or at `since`.
 * @throws OpsError OPS_CHECKPOINT when the checkpoint belongs to another org or filter
 */
export function beginning(
  {checkpoints, log, machine, say}: Pick<CollectDeps, 'checkpoints' | 'log' | 'machine' | 'say'>,
  source: CollectSource,
): Checkpoint {
  const hash = sourceHash(log.orgUrl, source)
  const found = checkpoints.find(source.name)
  if (found === undefined) {
    return {
      name: source.name,
      orgUrl: log.orgUrl,
      source: hash,
      next: undefined,
      since: source.since.toISOString(),
      published: undefined,
      sinks: {},
      counts: {pages: 0, events: 0, repeats: 0, filtered: 0},
      updatedAt: machine.now(),
    }
  }
  assertSameSource(found, {source: hash, orgUrl: log.orgUrl})
  const ago = formatDuration(machine.now().getTime() - found.updatedAt.getTime())
  say(`${source.name}: going on where it was ${ago} ago, after ${found.counts.events} events`)
  if (source.sinceTyped !== undefined) {
    const words = ['okta-ops', 'logs', 'checkpoint', 'set', source.name, '--since', source.sinceTyped]
    say(
      `${source.name}: --since is for a first run and is left out; to move it: ${words.map(shellWord).join(' ')}`,
    )
  }
  return found
}

/** An event may claim to be of the future; what was read until `at` was published by then. */
export function notAfter(at: Date, published: string): string {
  return Date.parse(published) > at.getTime() ? at.toISOString() : published
}
