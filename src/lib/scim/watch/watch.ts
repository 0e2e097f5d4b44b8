import {createBell} from '../../shared/bell.js'
import {OpsError} from '../../shared/errors.js'
import type {JsonObject} from '../../shared/json.js'
import type {GroupOutcome} from '../apply/outcome.js'
import type {WatchState} from '../journal/watch-record.js'
import {hintsOf} from './event-hints.js'
import {createHeldGroups} from './held-groups.js'
import {createHintQueue, type Task} from './hint-queue.js'
import type {WatchDeps, WatchOptions} from './watch-deps.js'
import {createWatchMemory} from './watch-memory.js'
import type {WatchTally} from './watch-news.js'
import {caughtUpMs, hasNewUnresolved, performPass, performRound, type RoundResult} from './watch-round.js'

/** Carries over what Okta's events hint at. */
export interface Watch {
  /** Writes down what events hint at, and returns when that is on the disk. */
  readonly take: (events: readonly JsonObject[]) => void
  /** With `once`: no more events are to come. */
  readonly end: () => void
  /** Other rules hold from now on: everything is looked at. */
  readonly renewed: () => void
  /** Until the signal aborts. @throws OpsError what no waiting mends */
  readonly run: () => Promise<void>
  readonly tally: () => WatchTally
  readonly state: () => WatchState
}

/** Between tries of what fails, longer each time. */
const [leastPauseMs, mostPauseMs] = [5000, 300_000]
/** Somebody new comes to Identity Center when Okta provisions them, which tells nobody: looked for that often. */
const mostLooksForNewcomers = 5

export function createWatch(deps: WatchDeps, options: WatchOptions): Watch {
  const {machine, tenant, journal, signal} = deps
  const queue = createHintQueue(options.debounceMs)
  const memory = createWatchMemory()
  const bell = createBell(machine)
  const held = createHeldGroups(deps.tell)
  const startedAt = machine.now().toISOString()
  const counts = {passes: 0, looked: 0, added: 0, removed: 0}
  let state: Omit<WatchState, 'held'> = {name: options.name, from: options.from, startedAt}
  let [lastHint, nextPassAt, failures] = [0, machine.monotonicMs(), 0]
  let isEnding = false

  const note = (change: Partial<typeof state>): void => {
    state = {...state, ...change}
    journal.keepWatch(tenant, {...state, held: held.all()})
  }
  const load = (): void => {
    const hints = journal.openHints(tenant, lastHint)
    queue.add(hints, machine.monotonicMs())
    lastHint = hints.at(-1)?.id ?? lastHint
  }
  const pauseMs = (tries: number): number => Math.min(mostPauseMs, leastPauseMs * 2 ** tries)
  const well = (): void => {
    failures = 0
    if (state.trouble === undefined) return
    state = {...state}
    Reflect.deleteProperty(state, 'trouble')
    deps.tell({kind: 'well'})
  }
  /** What no waiting mends ends the watch, and so does anything with `once`; the rest is told and tried again. */
  const bear = (error: unknown): number => {
    if (!(error instanceof OpsError) || options.once) throw error
    if (counts.passes === 0 && !mayPass.has(error.failure)) throw error
    const reason = error.message
    if (reason !== state.trouble) deps.tell({kind: 'trouble', reason})
    note({trouble: reason})
    return pauseMs(failures++)
  }
  const tellOutcome = (outcome: GroupOutcome, how: 'pairs' | 'group' | 'pass', lagMs?: number): void => {
    const {name: group, state: became, added, removed, reason} = outcome
    counts.added += added
    counts.removed += removed
    if (became === 'applied' || added + removed > 0 || outcome.refusedBy === 'moved')
      deps.tell({
        kind: 'group',
        group,
        state: became,
        how,
        added,
        removed,
        ...(reason === undefined ? {} : {reason}),
        ...(lagMs === undefined ? {} : {lagMs}),
      })
  }

  const pass = async (): Promise<void> => {
    // What is hinted at from here on may not be in it.
    const upTo = lastHint
    const begunAt = machine.monotonicMs()
    try {
      const {plan, outcomes, error} = await performPass(deps, memory)
      const now = machine.monotonicMs()
      if (signal.aborted) return
      if (error !== undefined) throw error
      const answered = queue.answered(upTo)
      for (const group of plan.groups) {
        const id = group.okta?.id
        const outcome = outcomes.get(group.name)
        const isOpen =
          group.guards.some(({guard, holds}) => guard === 'incomplete-read' && holds === 'group') ||
          outcome?.state === 'failed' ||
          outcome?.refusedBy === 'moved'
        if (id !== undefined && isOpen) queue.lookAt(id, now + leastPauseMs)
      }
      for (const outcome of outcomes.values()) tellOutcome(outcome, 'pass')
      held.noteAll([...outcomes.values()], machine.now())
      journal.endHints(answered, machine.now())
      counts.passes++
      nextPassAt = now + options.fullPassMs
      const done = [...outcomes.values()]
      deps.tell({
        kind: 'pass',
        groups: plan.groups.length,
        added: done.reduce((sum, {added}) => sum + added, 0),
        removed: done.reduce((sum, {removed}) => sum + removed, 0),
        tookMs: now - begunAt,
      })
      well()
      const at = machine.now()
      note({
        lastPassAt: at.toISOString(),
        nextPassAt: new Date(at.getTime() + options.fullPassMs).toISOString(),
      })
    } catch (error) {
      if (signal.aborted) return
      nextPassAt = machine.monotonicMs() + bear(error)
    }
  }

  const round = async (tasks: readonly Task[]): Promise<void> => {
    try {
      const result = await performRound(deps, memory, tasks)
      settle(tasks, result)
      well()
      note({})
    } catch (error) {
      for (const task of tasks) queue.again(task, machine.monotonicMs() + pauseMs(task.tries))
      if (!signal.aborted) bear(error)
    }
  }

  const settle = (tasks: readonly Task[], {looks, outcomes, doubtful}: RoundResult): void => {
    const now = machine.monotonicMs()
    const at = machine.now()
    const again = new Set<string>()
    const waits = new Set<string>()
    for (const [id, look] of looks.groups) {
      counts.looked++
      if (look.kind === 'outside') continue
      if (look.kind === 'failed') {
        again.add(id)
        deps.tell({kind: 'trouble', reason: look.error.message})
        continue
      }
      const {group, how, unresolved} = look
      const outcome = outcomes.get(group.name)
      if (outcome !== undefined) tellOutcome(outcome, how, lagOf(id, {tasks, of: looks.of}, at))
      held.note(group.name, outcome, at)
      if (outcome?.refusedBy === 'moved' && group.aws !== undefined) memory.awsGroups.delete(group.aws.id)
      if (outcome !== undefined && outcome.state !== 'applied' && outcome.refusedBy !== 'guard') again.add(id)
      else if (hasNewUnresolved(memory, id, unresolved)) waits.add(id)
    }
    const done: number[] = []
    for (const task of tasks) {
      const ids = looks.of.get(task) ?? []
      const newcomers = ids.some((id) => waits.has(id)) && task.tries < mostLooksForNewcomers
      const isOpen = looks.failed.has(task) || ids.some((id) => again.has(id)) || newcomers
      if (isOpen) queue.again(task, now + pauseMs(task.tries + (newcomers ? 2 : 0)))
      else {
        done.push(...task.hints)
        for (const id of ids) acceptUnresolved(id, looks)
      }
    }
    for (const id of doubtful) queue.lookAt(id, now + caughtUpMs)
    journal.endHints(done, at)
    const lags = [...looks.groups.keys()].flatMap((id) => lagOf(id, {tasks, of: looks.of}, at) ?? [])
    if (lags.length > 0) state = {...state, lastRound: {at: at.toISOString(), lagMs: Math.max(...lags)}}
  }

  const acceptUnresolved = (id: string, {groups}: RoundResult['looks']): void => {
    const [known, look] = [memory.groups.get(id), groups.get(id)]
    if (known !== undefined && look?.kind === 'planned')
      known.unresolved = new Set([...known.unresolved, ...look.unresolved])
  }

  const run = async (): Promise<void> => {
    const onAbort = (): void => {
      bell.ring()
    }
    signal.addEventListener('abort', onAbort)
    try {
      while (!signal.aborted) {
        load()
        const now = machine.monotonicMs()
        if (now >= nextPassAt) await pass()
        else {
          const tasks = queue.take(now)
          if (tasks.length > 0) await round(tasks)
          else if (options.once && isEnding && queue.isQuiet()) return
          else {
            const next = Math.min(nextPassAt, queue.nextAt() ?? Infinity)
            await bell.wait(Math.max(0, next - now))
          }
        }
      }
    } finally {
      signal.removeEventListener('abort', onAbort)
      note({})
      journal.endWatch(tenant)
    }
  }

  return {
    take: (events) => {
      const {policy} = deps.sides()
      const hints = events.flatMap((event) => hintsOf(event, policy))
      if (hints.length > 0 && journal.addHints(tenant, hints, machine.now()) > 0) bell.ring()
    },
    end: () => {
      isEnding = true
      bell.ring()
    },
    renewed: () => {
      nextPassAt = machine.monotonicMs()
      bell.ring()
    },
    run,
    tally: () => ({...counts, held: held.all().length, open: journal.hintBacklog(tenant).open}),
    state: () => ({...state, held: held.all()}),
  }
}

/** Failures that may pass by themselves. */
const mayPass = new Set<OpsError['failure']>(['unavailable', 'unknown', 'failure'])

/** From the oldest event about a group until now; the org's clock may be ahead of ours. */
function lagOf(
  id: string,
  {tasks, of}: {readonly tasks: readonly Task[]; readonly of: RoundResult['looks']['of']},
  at: Date,
): number | undefined {
  const times = tasks.flatMap((task) =>
    task.publishedAt !== undefined && of.get(task)?.includes(id) === true ? [task.publishedAt.getTime()] : [],
  )
  return times.length === 0 ? undefined : Math.max(0, at.getTime() - Math.min(...times))
}
