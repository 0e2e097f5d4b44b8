import type {PerformingDeps} from './perform-work.js'
import {isOwnTrouble} from './judge-run.js'

/** Removes what is settled and old, a little at a time: whoever hands events in or looks work up waits for no more than that. */
export interface Retention {
  /** Removes a little, when it is time to. True: there may be more. */
  readonly sweep: () => boolean
}

const everyMs = 3_600_000
const eventsAtOnce = 50
const startsAtOnce = 500

/** @param keepMs how long settled work is kept, in milliseconds; undefined: for good */
export function createRetention(deps: PerformingDeps & {readonly keepMs?: number | undefined}): Retention {
  const {machine, store, runner, rules, keepMs} = deps
  let nextAt = 0

  /**
   * Their runs first, in another database: what a crash leaves in between is settled work whose runs are gone, and goes the
   * next time. The other way round the runs would stay for good.
   */
  const sweepEvents = (keep: number): boolean => {
    const before = new Date(machine.now().getTime() - keep)
    const events = store.oldEvents(before, eventsAtOnce)
    if (events.length === 0) return false
    runner.forget(events.flatMap(({runIds}) => runIds))
    store.forgetEvents(
      events.map(({uuid}) => uuid),
      before,
    )
    return events.length === eventsAtOnce
  }

  const sweepStarts = (keep: number): boolean => {
    const now = machine.now().getTime()
    const more = [...rules().limits].map(([rule, {throttle}]) => {
      const before = new Date(now - Math.max(keep, throttle?.perMs ?? 0))
      return store.forgetStarts(rule, before, startsAtOnce) === startsAtOnce
    })
    return more.includes(true)
  }

  return {
    sweep: () => {
      if (keepMs === undefined || machine.monotonicMs() < nextAt) return false
      try {
        const [events, starts] = [sweepEvents(keepMs), sweepStarts(keepMs)]
        if (events || starts) return true
      } catch (error) {
        if (!isOwnTrouble(error)) throw error
        machine.debug(`nothing was removed: ${error.message}`)
      }
      nextAt = machine.monotonicMs() + everyMs
      return false
    },
  }
}
