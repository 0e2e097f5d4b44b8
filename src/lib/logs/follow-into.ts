import type {Sink} from '../delivery/sink.js'
import type {SystemLog} from '../ports/system-log.js'
import {OpsError} from '../shared/errors.js'
import type {LiveLine} from '../shared/live-line.js'
import type {Machine} from '../shared/machine.js'
import {collectSource} from './collect/collect-source.js'
import {asOnlyCollector, withCheckpoints} from './collect/logs-store.js'
import type {StatusEntry} from './collect/status-board.js'
import {waitTeller} from './view/notices.js'

/** What following on somebody's behalf needs. */
export interface FollowIntoDeps {
  readonly machine: Machine
  readonly log: SystemLog
  readonly sink: Sink
  readonly status: StatusEntry
  readonly say: (line: string) => void
  readonly live?: LiveLine | undefined
  /** Aborted to stop: the page in hand is finished first. */
  readonly signal: AbortSignal
}

export interface FollowIntoOptions {
  /** The checkpoint's. */
  readonly name: string
  /** Where to begin when there is no checkpoint. */
  readonly since: Date
  readonly interval: 'auto' | number
  /** Ends when caught up, and fails instead of waiting for what is away. */
  readonly once: boolean
}

const rememberMs = 24 * 3_600_000
const standByMs = 1000
const refusedPauseMs = 60_000

/**
 * Reads every event of the log into a sink, from its checkpoint on. While another process reads under that name it stands by,
 * and takes over when that one ends.
 * @throws OpsError OPS_CHECKPOINT for one of another org; OPS_LOCK_TIMEOUT with `once`; what reading or the sink throws
 */
export async function followInto(deps: FollowIntoDeps, options: FollowIntoOptions): Promise<void> {
  const {machine, say, signal} = deps
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    const lock = {isOurs: false}
    try {
      await asOnlyCollector(machine, options.name, () => {
        lock.isOurs = true
        return read(deps, options)
      })
      return
    } catch (error) {
      if (lock.isOurs || options.once || !(error instanceof OpsError) || error.code !== 'OPS_LOCK_TIMEOUT')
        throw error
      if (isFirst) say(`${options.name}: standing by: ${error.message}`)
      await machine.sleep(standByMs, signal).catch(() => undefined)
    }
  }
}

/**
 * `followInto` for whoever has more to do than read the log: what the org refuses is told once, and tried again every minute.
 * @throws OpsError as `followInto`, but for what the org refuses
 */
export async function keepFollowingInto(deps: FollowIntoDeps, options: FollowIntoOptions): Promise<void> {
  const {machine, say, status, signal} = deps
  let told = ''
  while (!signal.aborted) {
    try {
      await followInto(deps, options)
      return
    } catch (error) {
      if (!isRefusal(error)) throw error
      const {message} = error
      if (message !== told)
        say(`${options.name}: the System Log is not read, tried again every minute: ${message}`)
      told = message
      status.set({state: 'failed', trouble: message})
      await machine.sleep(refusedPauseMs, signal).catch(() => undefined)
    }
  }
}

function isRefusal(error: unknown): error is OpsError {
  return error instanceof OpsError && (error.failure === 'denied' || error.failure === 'signedOut')
}

async function read(
  {sink, live, ...deps}: FollowIntoDeps,
  {name, since, interval, once}: FollowIntoOptions,
): Promise<void> {
  const waits = waitTeller({...deps, live})
  await withCheckpoints(deps.machine, (checkpoints) =>
    collectSource(
      {...deps, checkpoints, sinks: [sink], onWait: waits.tell},
      {name, since, once, pageSize: 1000, dedupeWindowMs: rememberMs, pace: {interval}},
    ),
  ).finally(waits.end)
}
