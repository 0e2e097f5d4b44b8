import {newRunId} from '../../shared/run-id.js'
import type {Work} from '../journal/work.js'
import {createBell} from '../../shared/bell.js'
import {createPatience} from './patience.js'
import {createRetention} from './retention.js'
import {performWork, type PerformingDeps, type Verdict} from './perform-work.js'
import {settleDoubts, takeOver} from './take-over.js'

/** A try that has ended and is written down. */
export interface WorkReport extends Verdict {
  readonly work: Work
  /** How long the flow took, in milliseconds; undefined for one that another process had begun. */
  readonly tookMs?: number
}

export interface EngineDeps extends PerformingDeps {
  /** Work of this org, and of events that came without one. */
  readonly org: string
  /** Runs on their way at once, in this process. */
  readonly parallel: number
  /** How long settled work is kept, in milliseconds; undefined: for good. */
  readonly keepMs?: number | undefined
  readonly onReport: (report: WorkReport) => void
  readonly say: (line: string) => void
}

/**
 * When the engine ends by itself: `idle`, once nothing is due at the moment; `done`, once nothing is planned at all that it may
 * begin.
 */
export type EngineEnd = 'idle' | 'done'

/** Does what is planned in the journal. */
export interface Engine {
  /** There may be work now. */
  readonly wake: () => void
  readonly endWhen: (end: EngineEnd) => void
  /**
   * Until told to end; when the signal aborts, what is on its way is finished first. Work is claimed before it is begun and
   * settled after, so that a process that dies leaves nothing that the next one cannot judge.
   */
  readonly run: (signal: AbortSignal) => Promise<void>
  readonly inFlight: () => number
}

/** Another process may have planned something. */
const lookAgainMs = 1000
const takeOverEveryMs = 5000
const settleDoubtsEveryMs = 30_000
/** Before it ends by itself: what is more is removed by the next one. */
const sweepsAtEnd = 20

export function createEngine(deps: EngineDeps): Engine {
  const {machine, store, rules, org, parallel, say, onReport} = deps
  const bell = createBell(machine)
  const patience = createPatience(machine, say)
  const lookAfter = createHousekeeping(deps)
  const retention = createRetention(deps)
  const owner = store.processes.self()
  const flying = new Set<Promise<void>>()
  const bugs: unknown[] = []
  let ending: EngineEnd | undefined

  const perform = async (work: Work, signal: AbortSignal): Promise<void> => {
    const begun = machine.monotonicMs()
    const verdict = await performWork({...deps, patience}, work, signal)
    if (verdict === undefined) return
    const settle = (): boolean => store.settle(work, {...verdict, now: machine.now()})
    // What is not written down stays claimed; the next process judges it by the journal of runs.
    if ((await patience.until(settle, signal)) === true)
      onReport({work, ...verdict, tookMs: machine.monotonicMs() - begun})
  }

  const begin = (signal: AbortSignal): void => {
    const claimed = store.claim({
      now: machine.now(),
      owner,
      rules: rules().limits,
      org,
      slots: parallel - flying.size,
      newRunId: () => newRunId(machine),
    })
    for (const work of claimed) {
      const flight: Promise<void> = perform(work, signal)
        .catch((error: unknown) => void bugs.push(error))
        .finally(() => {
          flying.delete(flight)
          bell.ring()
        })
      flying.add(flight)
    }
  }

  /** How long nothing can happen by itself, in milliseconds; undefined: until a run ends. */
  const quietFor = (): number | undefined | 'over' => {
    if (flying.size >= parallel) return undefined
    const due = store.nextDueAt({rules: rules().limits, org})
    if (flying.size === 0 && (ending === 'idle' || (ending === 'done' && due === undefined))) return 'over'
    const inMs = due === undefined ? lookAgainMs : due.getTime() - machine.now().getTime()
    // What is due already is held back by a limit: the end of another run, or of another process's, frees it.
    return inMs <= 0 ? lookAgainMs : Math.min(inMs, lookAgainMs)
  }

  const turn = (signal: AbortSignal): ReturnType<typeof quietFor> => {
    lookAfter()
    begin(signal)
    const quiet = quietFor()
    // Only when nothing is waiting for a place: what is to be done goes before what is done.
    const sweeps = quiet === undefined ? 0 : quiet === 'over' ? sweepsAtEnd : 1
    for (let n = 0; n < sweeps && retention.sweep(); n++);
    return quiet
  }

  return {
    wake: bell.ring,
    endWhen: (end) => {
      ending = end
      bell.ring()
    },
    inFlight: () => flying.size,
    run: async (signal) => {
      signal.addEventListener('abort', bell.ring, {once: true})
      try {
        while (!signal.aborted && bugs.length === 0) {
          const quiet = await patience.until(() => turn(signal), signal)
          if (quiet === 'over') break
          await bell.wait(quiet)
        }
      } finally {
        signal.removeEventListener('abort', bell.ring)
        await Promise.all(flying)
      }
      if (bugs.length > 0) throw bugs[0]
    },
  }
}

/** Work that others have left, and work in doubt, looked at now and then. */
function createHousekeeping(deps: EngineDeps): () => void {
  const {machine, onReport, say} = deps
  let [nextTakeOver, nextDoubts] = [0, 0]
  return () => {
    const now = machine.monotonicMs()
    if (now >= nextTakeOver) {
      nextTakeOver = now + takeOverEveryMs
      for (const {work, verdict} of takeOver(deps)) {
        if (verdict !== undefined) onReport({work, ...verdict})
        else
          say(
            `${work.rule}: event ${work.event} is taken up again, its process ended before anything was sent`,
          )
      }
    }
    if (now >= nextDoubts) {
      nextDoubts = now + settleDoubtsEveryMs
      for (const {work, verdict} of settleDoubts(deps))
        if (verdict !== undefined) onReport({work, ...verdict})
    }
  }
}
