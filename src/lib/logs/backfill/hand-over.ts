import {OpsError} from '../../shared/errors.js'
import type {Machine} from '../../shared/machine.js'
import {shellWord} from '../../shared/shell-word.js'
import {sourceHash} from '../collect/beginning.js'
import {asOnlyCollector, withCheckpoints} from '../collect/logs-store.js'
import {packUuids} from '../seen-events.js'

/** From where a collector goes on after a backfill. */
export interface HandOver {
  readonly name: string
  readonly orgUrl: string
  /** As the collector's own flags will say them. */
  readonly filterText: string | undefined
  readonly q: string | undefined
  /** A little before the backfill's end, for what Okta files late. */
  readonly since: Date
  /** Events after that which the backfill has: the collector leaves them out. */
  readonly recent: readonly string[]
}

/**
 * Whether this very backfill has made the checkpoint before: the end of its range, to the millisecond, is where that one began,
 * for the same events. A collector may have gone on from there since.
 * @throws OpsError OPS_CHECKPOINT (refused) when there is another checkpoint of that name: it may be a collector's place
 */
export async function isHandedOver(machine: Machine, given: Omit<HandOver, 'recent'>): Promise<boolean> {
  const found = await withCheckpoints(machine, (checkpoints) => checkpoints.find(given.name))
  if (found === undefined) return false
  const isOurs = found.since === given.since.toISOString() && found.source === sourceHash(given.orgUrl, given)
  if (!isOurs) throw taken(given.name)
  return true
}

/**
 * Makes the checkpoint that `logs collect --name NAME` will go on from.
 * @throws OpsError OPS_CHECKPOINT (refused), OPS_LOCK_TIMEOUT
 */
export async function handOver(machine: Machine, given: HandOver): Promise<void> {
  const {name, orgUrl, since, recent} = given
  const now = machine.now()
  await asOnlyCollector(machine, name, () =>
    withCheckpoints(machine, (checkpoints) => {
      if (checkpoints.find(name) !== undefined) throw taken(name)
      checkpoints.save(
        {
          name,
          orgUrl,
          source: sourceHash(orgUrl, given),
          next: undefined,
          since: since.toISOString(),
          published: undefined,
          sinks: {},
          counts: {pages: 0, events: 0, repeats: 0, filtered: 0},
          updatedAt: now,
        },
        {page: {uuids: packUuids(recent), arrivedAt: now}, forgetBefore: new Date(0)},
      )
      return Promise.resolve()
    }),
  )
}

function taken(name: string): OpsError {
  return new OpsError(
    'OPS_CHECKPOINT',
    `there is a checkpoint named ${name} already: a backfill does not move it`,
    {
      failure: 'refused',
      next: `okta-ops logs checkpoint show ${shellWord(name)}`,
    },
  )
}
