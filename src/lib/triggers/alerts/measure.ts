import type {EndedCount, FigureReader} from '../journal/read-figures.js'
import type {WorkReader} from '../journal/look-at-work.js'
import {deadLetterStates} from '../journal/work.js'
import {fewestRuns, type AlertReading, type AlertRule} from './alert.js'

/** What is measured in. */
export interface MeasuringDeps {
  readonly store: Pick<FigureReader, 'ended'> & Pick<WorkReader, 'counts'>
  /** How far behind this process is, in milliseconds. */
  readonly lagMs: () => number
}

/** Measures what a rule watches; `about`: which rules it comes from, worst first. */
export function measure(
  {store, lagMs}: MeasuringDeps,
  rule: AlertRule,
  now: Date,
): AlertReading & {readonly about?: string} {
  switch (rule.kind) {
    case 'failure-rate':
      return failureRate(store.ended(new Date(now.getTime() - rule.windowMs), rule.windowMs))
    case 'lag':
      return {value: lagMs(), isEnough: true}
    case 'dead-letters': {
      const dead = store.counts().filter(({state}) => deadLetterStates.includes(state))
      return {value: total(dead), isEnough: true, ...worst(dead)}
    }
  }
}

/** Of the runs that ended, those that did not succeed: failed, refused, or nobody knows. */
function failureRate(counts: readonly EndedCount[]): AlertReading & {readonly about?: string} {
  // A run that never came to be sent says nothing of a flow.
  const ended = counts.filter(({state}) => state !== 'planned')
  const bad = ended.filter(({state}) => state !== 'succeeded')
  const all = total(ended)
  return {value: all === 0 ? 0 : total(bad) / all, isEnough: all >= fewestRuns, ...worst(bad)}
}

function total(counts: readonly {readonly count: number}[]): number {
  return counts.reduce((sum, {count}) => sum + count, 0)
}

function worst(counts: readonly {readonly rule: string; readonly count: number}[]): {about?: string} {
  const byRule = new Map<string, number>()
  for (const {rule, count} of counts) byRule.set(rule, (byRule.get(rule) ?? 0) + count)
  const named = [...byRule].sort(([, a], [, b]) => b - a).map(([rule, count]) => `${rule} ${count}`)
  if (named.length === 0) return {}
  return {about: [...named.slice(0, 3), ...(named.length > 3 ? ['...'] : [])].join(', ')}
}
