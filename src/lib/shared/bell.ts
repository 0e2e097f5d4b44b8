import type {Machine} from './machine.js'

/** Wakes who waits for time to pass. */
export interface Bell {
  readonly ring: () => void
  /** Resolves after `ms`, or when it rings, or rang since the last wait; undefined: only then. */
  readonly wait: (ms: number | undefined) => Promise<void>
}

export function createBell({sleep}: Pick<Machine, 'sleep'>): Bell {
  let call = new AbortController()
  const rung = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal.aborted) resolve()
      else
        signal.addEventListener(
          'abort',
          () => {
            resolve()
          },
          {once: true},
        )
    })
  return {
    ring: () => {
      call.abort()
    },
    wait: async (ms) => {
      const {signal} = call
      if (ms === undefined) await rung(signal)
      else if (!signal.aborted)
        await sleep(ms, signal).catch((error: unknown) => {
          if (!signal.aborted) throw error
        })
      if (signal.aborted) call = new AbortController()
    },
  }
}
