import {percentile} from '../../shared/percentile.js'
import type {RowOwners} from '../../store/row-owners.js'
import type {EndedCount, EndedRun, FigureReader, Queue} from '../journal/read-figures.js'
import type {Pulse, PulseKeeper} from '../journal/keep-pulses.js'
import type {WorkCount, WorkReader} from '../journal/look-at-work.js'
import type {WorkDirector} from '../journal/direct-work.js'
import {deadLetterStates, type WorkState} from '../journal/work.js'
import {showStory, type ShownWork} from '../view/story.js'
import type {Span} from './spans.js'

/** Runs that ended, by how; refused ones are among the failed. */
export interface Ends {
  readonly succeeded: number
  readonly failed: number
  readonly unknown: number
}

/** Of what ended well, in milliseconds; undefined where nothing did. */
export interface Latency {
  readonly p50: number | undefined
  readonly p95: number | undefined
  readonly p99: number | undefined
}

/** One rule's share of it. */
export interface RuleFigures {
  readonly rule: string
  readonly isPaused: boolean
  readonly ends: Ends
  readonly latency: Latency
  /** Waiting for the log, or planned. */
  readonly queued: number
  readonly running: number
  readonly deadLetters: number
}

/** A process that acts on events, or did and ended without saying so. */
export interface ActingProcess extends Pulse {
  readonly isAlive: boolean
}

/** Everything that the dashboard shows. */
export interface DashboardFigures {
  readonly at: Date
  readonly span: Span
  /** When the first slice begins. */
  readonly since: Date
  /** One a slice, the oldest first. */
  readonly slices: readonly Ends[]
  readonly ends: Ends
  /** From when a run was begun. */
  readonly runTime: Latency
  /** From when its event was published. */
  readonly fromEvent: Latency
  readonly queue: Queue
  /** For the System Log to have the event too. */
  readonly waiting: number
  readonly failed: number
  readonly inDoubt: number
  readonly rules: readonly RuleFigures[]
  readonly processes: readonly ActingProcess[]
  readonly running: readonly ShownWork[]
  readonly deadLetters: readonly ShownWork[]
  /** Whatever became of it, the newest first. */
  readonly latest: readonly ShownWork[]
}

/** What the dashboard is read from. */
export type DashboardStore = FigureReader &
  Pick<WorkReader, 'counts' | 'find'> &
  Pick<WorkDirector, 'pauses'> &
  Pick<PulseKeeper, 'pulses'> & {readonly processes: Pick<RowOwners, 'sightOf'>}

/** Percentiles of so many runs are as good as of all. */
const mostRuns = 20_000
const mostRows = 12
/** A process says something every ten seconds. */
const silentAfterMs = 60_000

export function readFigures(store: DashboardStore, span: Span, now: Date): DashboardFigures {
  const {sliceMs, slices} = span
  // Slices begin at round times, so that the chart does not tremble from look to look.
  const since = new Date((Math.floor(now.getTime() / sliceMs) - slices + 1) * sliceMs)
  const ended = store.ended(since, sliceMs)
  const well = store.endedWell(since, mostRuns)
  const counts = store.counts()
  const ofState = (...states: readonly WorkState[]): number => total(counts, states)
  const list = (limit: number, ...states: readonly WorkState[]): readonly ShownWork[] =>
    store.find({limit, ...(states.length === 0 ? {} : {states})}).map(showStory)
  const paused = store.pauses().map(({rule}) => rule)
  return {
    at: now,
    span,
    since,
    slices: Array.from({length: slices}, (_, index) =>
      endsOf(ended.filter(({slice}) => Math.min(slice, slices - 1) === index)),
    ),
    ends: endsOf(ended),
    runTime: latencyOf(well.map(({tookMs}) => tookMs)),
    fromEvent: latencyOf(well.flatMap(({fromEventMs}) => fromEventMs ?? [])),
    queue: store.queue(now),
    waiting: ofState('waiting'),
    failed: ofState('failed'),
    inDoubt: ofState('unknown'),
    rules: ruleFigures({counts, ended, well, paused}),
    processes: store.pulses().map((pulse) => ({
      ...pulse,
      isAlive:
        now.getTime() - pulse.at.getTime() < silentAfterMs && store.processes.sightOf(pulse.owner) !== 'gone',
    })),
    running: list(mostRows, 'running'),
    deadLetters: list(mostRows, ...deadLetterStates),
    latest: list(mostRows),
  }
}

function ruleFigures({
  counts,
  ended,
  well,
  paused,
}: {
  readonly counts: readonly WorkCount[]
  readonly ended: readonly EndedCount[]
  readonly well: readonly EndedRun[]
  readonly paused: readonly string[]
}): readonly RuleFigures[] {
  const times = new Map<string, number[]>()
  for (const {rule, tookMs} of well) {
    const known = times.get(rule)
    if (known === undefined) times.set(rule, [tookMs])
    else known.push(tookMs)
  }
  const names = [...new Set([...counts.map(({rule}) => rule), ...paused])].sort()
  return names.map((rule) => {
    const own = counts.filter((count) => count.rule === rule)
    return {
      rule,
      isPaused: paused.includes(rule),
      ends: endsOf(ended.filter((count) => count.rule === rule)),
      latency: latencyOf(times.get(rule) ?? []),
      queued: total(own, ['waiting', 'planned']),
      running: total(own, ['running']),
      deadLetters: total(own, deadLetterStates),
    }
  })
}

function total(counts: readonly WorkCount[], states: readonly WorkState[]): number {
  return counts.filter(({state}) => states.includes(state)).reduce((sum, {count}) => sum + count, 0)
}

/** A run that never came to be sent is none. */
function endsOf(counts: readonly EndedCount[]): Ends {
  const of = (...states: readonly EndedCount['state'][]): number =>
    counts.filter(({state}) => states.includes(state)).reduce((sum, {count}) => sum + count, 0)
  return {
    succeeded: of('succeeded'),
    failed: of('failed', 'refused'),
    unknown: of('unknown', 'sent', 'running'),
  }
}

function latencyOf(values: readonly number[]): Latency {
  const sorted = [...values].sort((a, b) => a - b)
  return {p50: percentile(sorted, 0.5), p95: percentile(sorted, 0.95), p99: percentile(sorted, 0.99)}
}
