import type {OktaWait} from '../../ports/okta-api.js'
import type {Machine} from '../../shared/machine.js'
import {bucketOf} from './rate-bucket.js'
import {readRate, type AnswerHeaders} from './rate-headers.js'
import {createRateStore, type RateStore} from './rate-store.js'
import {learnRate, takeTurn, type Turn} from './rate-window.js'
import {chance} from '../../shared/chance.js'

/** A place in a bucket's window, to be given back with what the answer said. */
export interface RateTurn {
  /** `headers` undefined: no answer came. */
  readonly settle: (headers: AnswerHeaders | undefined) => Promise<void>
}

/** Keeps all okta-ops processes of this machine together within their share of each bucket of one org. */
export interface RatePacer {
  /** Waits, by `pause`, until a call of `pathname` is within the share. */
  readonly turn: (pathname: string, pause: (wait: OktaWait) => Promise<void>) => Promise<RateTurn>
}

export function createRatePacer(machine: Machine, orgUrl: string, share = 0.5): RatePacer {
  const stores = new Map<string, RateStore>()
  const storeOf = (pathname: string): RateStore => {
    const bucket = bucketOf(pathname)
    const store = stores.get(bucket) ?? createRateStore(machine, orgUrl, bucket)
    stores.set(bucket, store)
    return store
  }
  return {
    async turn(pathname, pause) {
      const store = storeOf(pathname)
      for (;;) {
        const startedAt = machine.now().getTime()
        const turn = await store.update<Turn>((known) => {
          const result = takeTurn(known, {now: startedAt, share})
          return result.goes ? {keep: result.window, result} : {result}
        })
        if (turn.goes) return {settle: (headers) => settle(machine, store, {headers, startedAt})}
        await pause({reason: 'rate', ms: turn.waitMs + chance(machine) * 1000})
      }
    },
  }
}

async function settle(
  machine: Machine,
  store: RateStore,
  {headers, startedAt}: {readonly headers: AnswerHeaders | undefined; readonly startedAt: number},
): Promise<void> {
  const receivedAt = machine.now()
  const rate = headers === undefined ? undefined : readRate(headers, receivedAt)
  await store.update((known) => ({
    keep: learnRate(known, typeof rate === 'object' ? rate : undefined, {
      now: receivedAt.getTime(),
      startedAt,
    }),
    result: undefined,
  }))
}
