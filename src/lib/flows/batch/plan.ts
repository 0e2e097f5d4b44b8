import type {FlowRun, RunState} from '../../ports/flow-runner.js'
import type {BatchStep, StepRetry} from './batch.js'

type Needy = Pick<BatchStep, 'id' | 'needs'>

/** How a step stands once nothing more will be done about it; `skipped`: it was never begun. */
export type StepEnd = Exclude<RunState, 'planned' | 'sent'> | 'skipped'

/** Where each step stands; one that is not in it is yet to come. */
export type Standing = ReadonlyMap<string, StepEnd | 'begun'>

/** What to do next: steps to begin, and those that can never begin, with the reason. */
export interface NextSteps {
  readonly begin: readonly string[]
  readonly skip: ReadonlyMap<string, string>
}

export interface PlanLimits {
  /** Steps under way at a time. */
  readonly parallel: number
  readonly stopOnError: boolean
}

/** Decides by what has become of the steps so far; steps begin in the order of the file. */
export function nextSteps(
  steps: readonly Needy[],
  standing: Standing,
  {parallel, stopOnError}: PlanLimits,
): NextSteps {
  const known = new Map<string, StepEnd | 'begun'>(standing)
  const skip = new Map<string, string>()
  const faulty = [...standing].find(([, end]) => isFault(end))
  // What can never begin keeps those from beginning that need it, in whatever order they are written.
  for (let changed = true; changed;) {
    changed = false
    for (const {id, needs} of steps) {
      if (known.has(id)) continue
      const missing = needs.find((need) => isOver(known.get(need)) && known.get(need) !== 'succeeded')
      if (missing === undefined && !(stopOnError && faulty)) continue
      skip.set(
        id,
        missing === undefined ? `stopped: ${faulty?.[0] ?? ''} did not succeed` : `needs ${missing}, which ${endWords[known.get(missing) as StepEnd]}`, // prettier-ignore
      )
      known.set(id, 'skipped')
      changed = true
    }
  }
  const free = parallel - [...known.values()].filter((end) => end === 'begun').length
  const ready = steps.filter(
    ({id, needs}) => !known.has(id) && needs.every((need) => known.get(need) === 'succeeded'),
  )
  return {begin: ready.slice(0, Math.max(0, free)).map(({id}) => id), skip}
}

function isOver(end: StepEnd | 'begun' | undefined): end is StepEnd {
  return end !== undefined && end !== 'begun'
}

function isFault(end: StepEnd | 'begun'): boolean {
  return isOver(end) && end !== 'succeeded' && end !== 'skipped'
}

const endWords: Readonly<Record<StepEnd, string>> = {
  succeeded: 'succeeded',
  running: 'still runs',
  failed: 'failed',
  refused: 'was not run',
  unknown: 'is in doubt',
  skipped: 'was not begun',
}

/** Steps in waves: each needs only steps of waves before it. Their needs must not go round in a circle. */
export function wavesOf(steps: readonly Needy[]): readonly (readonly string[])[] {
  const waves: string[][] = []
  const done = new Set<string>()
  while (done.size < steps.length) {
    const wave = steps
      .filter(({id, needs}) => !done.has(id) && needs.every((need) => done.has(need)))
      .map(({id}) => id)
    if (wave.length === 0) throw new Error('the needs go round in a circle')
    for (const id of wave) done.add(id)
    waves.push(wave)
  }
  return waves
}

/** Steps that need themselves by way of each other, the first of them again at the end; undefined when there are none. */
export function cycleIn(steps: readonly Needy[]): readonly string[] | undefined {
  const needsOf = new Map(steps.map(({id, needs}) => [id, needs]))
  const clear = new Set<string>()
  for (const {id} of steps) {
    const found = cycleFrom(id, {needsOf, clear})
    if (found !== undefined) return found
  }
  return undefined
}

/** Without recursion: a chain may be as long as the file. */
function cycleFrom(
  start: string,
  {needsOf, clear}: {readonly needsOf: ReadonlyMap<string, readonly string[]>; readonly clear: Set<string>},
): readonly string[] | undefined {
  const path: {readonly id: string; next: number}[] = [{id: start, next: 0}]
  while (path.length > 0) {
    const top = path.at(-1)
    if (top === undefined) return undefined
    const need = needsOf.get(top.id)?.[top.next++]
    if (need === undefined) {
      clear.add(top.id)
      path.pop()
      continue
    }
    if (clear.has(need)) continue
    const at = path.findIndex(({id}) => id === need)
    if (at !== -1) return [...path.slice(at).map(({id}) => id), need]
    path.push({id: need, next: 0})
  }
  return undefined
}

/** Okta said when to come back. */
const usualThrottledTries = 3
const longestPauseMs = 300_000

/**
 * How long to wait before a step is tried again, in milliseconds; undefined: it is not. What failed or is in doubt is tried again
 * only where the step says that its flow may run twice.
 */
export function pauseBefore(
  {state, retryAfterMs}: Pick<FlowRun, 'state' | 'retryAfterMs'>,
  retry: StepRetry | undefined,
  triesBefore: number,
): number | undefined {
  const max = retry?.max ?? (retryAfterMs === undefined ? 0 : usualThrottledTries)
  const mayRepeat =
    state === 'refused' || ((state === 'failed' || state === 'unknown') && retry?.safe === true)
  if (!mayRepeat || triesBefore > max) return undefined
  const backoff = (retry?.backoffMs ?? 1000) * 2 ** (triesBefore - 1)
  return Math.max(Math.min(backoff, longestPauseMs), retryAfterMs ?? 0)
}

/** What an earlier start of the batch leaves to do for a step. */
export type Leftover =
  /** It is over; nothing is sent. */
  | 'keep'
  /** It may still be under way, or in doubt: whatever can tell is asked. */
  | 'follow'
  | 'run'

/** By the run that counts of an earlier start. What was answered is never sent again, unless the step says that it may be. */
export function leftoverOf({state}: Pick<FlowRun, 'state'>, {retry}: Pick<BatchStep, 'retry'>): Leftover {
  switch (state) {
    case 'succeeded':
      return 'keep'
    case 'failed':
      return retry?.safe === true ? 'run' : 'keep'
    case 'refused':
    case 'planned':
      return 'run'
    case 'sent':
    case 'running':
    case 'unknown':
      return 'follow'
  }
}
