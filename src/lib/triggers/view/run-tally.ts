import {counted} from '../../shared/counted.js'
import type {WorkReport} from '../engine/engine.js'
import type {TriggerStore} from '../journal/trigger-store.js'
import type {WorkState} from '../journal/work.js'

/** What one `triggers run` came to. */
export interface RunTally {
  /** Tries that ended, by how. */
  readonly succeeded: number
  readonly failed: number
  readonly unknown: number
  /** To be tried again. */
  readonly again: number
  /** Left in the journal, of all rules. */
  readonly pending: number
  readonly deadLetters: number
}

/** Counts as reports come in. */
export interface RunCounter {
  readonly count: (report: WorkReport) => void
  readonly tally: (store: Pick<TriggerStore, 'counts'>) => RunTally
}

export function createRunCounter(): RunCounter {
  const ended = {succeeded: 0, failed: 0, unknown: 0, planned: 0}
  return {
    count: ({ending}) => {
      ended[ending.state]++
    },
    tally: (store) => {
      const {planned, ...ends} = ended
      const counts = store.counts()
      const left = (states: readonly WorkState[]): number =>
        counts.filter(({state}) => states.includes(state)).reduce((sum, {count}) => sum + count, 0)
      return {
        ...ends,
        again: planned,
        pending: left(['waiting', 'planned', 'running']),
        deadLetters: left(['failed', 'unknown']),
      }
    },
  }
}

/** One line for people. */
export function tallyLine({succeeded, failed, unknown, again, pending, deadLetters}: RunTally): string {
  const parts = [
    `${succeeded} succeeded`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(unknown > 0 ? [`${unknown} in doubt`] : []),
    ...(again > 0 ? [`${again} to be tried again`] : []),
    ...(pending > 0 ? [`${pending} pending`] : []),
    ...(deadLetters > 0
      ? [`${counted(deadLetters, 'dead letter')} (okta-ops triggers dead-letters list)`]
      : []),
  ]
  return parts.join(', ')
}
