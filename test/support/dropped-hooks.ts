import {setTimeout as delay} from 'node:timers/promises'
import type {JsonObject} from '../../src/lib/shared/json.js'
import {deliveryOf, postDelivery} from './hook-caller.js'
import type {HostileLog} from './hostile-log-server.js'

/** What became of deliveries. */
export interface HookCounts {
  readonly delivered: number
  readonly dropped: number
  /** Nobody was there, nor a moment later: Okta tries once more and no more. */
  readonly lost: number
}

export interface HookDelivery {
  readonly stop: () => void
  readonly counts: () => HookCounts
}

const retryAfterMs = 100
const mostEvents = 5

/** Posts what the log has filed to a receiver, as Okta's event hooks do; one delivery in twenty never leaves. */
export function deliverHooks(
  log: Pick<HostileLog, 'filed'>,
  url: string,
  random: () => number,
): HookDelivery {
  const counts = {delivered: 0, dropped: 0, lost: 0}
  const end = new AbortController()
  const post = async (events: readonly JsonObject[], id: number): Promise<boolean> =>
    postDelivery(url, deliveryOf(events, `delivery-${id}`)).then(
      ({status}) => status < 300,
      () => false,
    )
  const deliver = async (): Promise<void> => {
    for (let [at, id] = [0, 0]; !end.signal.aborted; id++) {
      const next = log.filed().slice(at, at + 1 + Math.floor(random() * mostEvents))
      at += next.length
      if (next.length === 0) {
        await delay(retryAfterMs)
        continue
      }
      const events = next.map((json) => JSON.parse(json) as JsonObject)
      if (random() < 0.05) counts.dropped++
      else if (await post(events, id)) counts.delivered++
      else {
        await delay(retryAfterMs)
        if (await post(events, id)) counts.delivered++
        else counts.lost++
      }
    }
  }
  void deliver()
  return {
    stop: () => {
      end.abort()
    },
    counts: () => ({...counts}),
  }
}
