import type {Machine} from '../../shared/machine.js'
import {isOwnTrouble} from './judge-run.js'

/** Waits until this machine's disk and databases work again. */
export interface Patience {
  /** The result of `work`, tried until the journals can be written; undefined when the signal has ended the wait. */
  readonly until: <T>(work: () => T, signal: AbortSignal) => Promise<T | undefined>
}

const againMs = 5000

/** @param say told once for each trouble, and once when it has passed */
export function createPatience(machine: Pick<Machine, 'sleep'>, say: (line: string) => void): Patience {
  let isTroubled = false
  return {
    until: async (work, signal) => {
      for (;;) {
        try {
          const result = work()
          if (isTroubled) say('the journal can be written again')
          isTroubled = false
          return result
        } catch (error) {
          if (!isOwnTrouble(error)) throw error
          if (!isTroubled) say(`waiting: ${error.message}`)
          isTroubled = true
        }
        if (signal.aborted) return undefined
        await machine.sleep(againMs, signal).catch((error: unknown) => {
          if (!signal.aborted) throw error
        })
      }
    },
  }
}
