import type {FlowRun} from '../../ports/flow-runner.js'
import type {Work} from '../journal/work.js'
import {judgeFound, type PerformingDeps, type Verdict} from './perform-work.js'

/** What became of work that was left. */
export interface TakenOver {
  readonly work: Work
  /** Undefined: it was not sent, and is planned again. */
  readonly verdict: Verdict | undefined
}

/**
 * Looks after work that processes which are gone had in hand. What the journal of runs has no word of, or only a plan, was
 * not sent and is planned again; what has ended is taken over; what was sent is in doubt, also when its rule is gone. Several
 * processes may do it at once.
 */
export function takeOver(deps: PerformingDeps): readonly TakenOver[] {
  const {store, runner, rules, machine} = deps
  const left = store.owners().filter((owner) => store.processes.sightOf(owner) === 'gone')
  const taken: TakenOver[] = []
  for (const work of left.flatMap((owner) => store.runningOf(owner))) {
    const run = runner.find(work.runId ?? '')
    if (run === undefined && begunAt(store, work) < runner.since) {
      const reason = 'the journal of runs was begun anew since: nobody knows whether it was sent'
      const verdict: Verdict = {ending: {state: 'unknown', reason}, run: 'unknown'}
      if (store.settle(work, {...verdict, now: machine.now()})) taken.push({work, verdict})
      continue
    }
    if (run === undefined || run.state === 'planned') {
      if (store.release(work, machine.now())) taken.push({work, verdict: undefined})
      continue
    }
    // Whoever knows the rule knows what comes next, and whether it may be tried again; but doubt is for a person, at once.
    if (!rules().known.has(work.rule) && hasEnded(run)) continue
    const verdict = judgeFound(deps, work, run)
    if (store.settle(work, {...verdict, now: machine.now()})) taken.push({work, verdict})
  }
  return taken
}

/** When the last try of `work` was begun. */
function begunAt(store: PerformingDeps['store'], {id}: Work): Date {
  return store.find({id})[0]?.tries.at(-1)?.startedAt ?? new Date(0)
}

/** Settles what was in doubt and is known by now: a status flow or an imported record has told, or a person has found out. */
export function settleDoubts(deps: PerformingDeps): readonly TakenOver[] {
  const {store, runner, rules, machine} = deps
  const settled: TakenOver[] = []
  for (const work of store.inDoubt()) {
    if (!rules().known.has(work.rule)) continue
    const run = runner.find(work.runId ?? '')
    if (run === undefined || !hasEnded(run)) continue
    const verdict = judgeFound(deps, work, run)
    if (store.settle(work, {...verdict, now: machine.now()})) settled.push({work, verdict})
  }
  return settled
}

function hasEnded({state}: FlowRun): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'refused'
}
