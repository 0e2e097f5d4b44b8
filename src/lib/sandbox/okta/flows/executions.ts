import {randomUUID} from 'node:crypto'
import type {OrgFlow} from './org-flows.js'
import type {JsonValue} from '../../../shared/json.js'

/** Where an execution stands. */
export type ExecutionState = 'running' | 'paused' | 'succeeded' | 'failed' | 'cancelled' | 'throttled'

/** What a caller says of a run in `_okta_ops`. */
export interface RunMarks {
  readonly run: string | undefined
  readonly key: string | undefined
}

/** One run of a flow. */
export interface Execution {
  /** A UUID. */
  readonly id: string
  readonly flow: Pick<OrgFlow, 'id' | 'name'>
  readonly marks: RunMarks
  readonly state: ExecutionState
  readonly output?: JsonValue
  /** Why it did not succeed. */
  readonly message?: string
  readonly startedAt: Date
  readonly endedAt?: Date
}

/** How an execution ended. */
export type ExecutionEnd = Pick<Execution, 'state' | 'output' | 'message'>

/** One change of an execution, as a log stream tells it. */
export interface ExecutionStep {
  readonly kind: 'started' | Exclude<ExecutionState, 'running'>
  readonly execution: Execution
  readonly at: Date
}

const mostKept = 50_000

/** Every execution of the org's flows, and each of their steps in the order they happened. */
export class Executions {
  readonly #now: () => Date
  readonly #executions = new Map<string, Execution>()
  /** By the caller's own run id. */
  readonly #runs = new Map<string, string>()
  /** By flow and key: the newest that may have happened. */
  readonly #keys = new Map<string, string>()
  readonly #steps: ExecutionStep[] = []
  /** What goes on when a paused execution is resumed. */
  readonly #paused = new Map<string, () => void>()

  constructor(now: () => Date) {
    this.#now = now
  }

  get count(): number {
    return this.#executions.size
  }

  /** Newest first. */
  newest(most: number): readonly Execution[] {
    return [...this.#executions.values()].slice(-most).reverse()
  }

  /** Oldest first. */
  get steps(): readonly ExecutionStep[] {
    return this.#steps
  }

  find(id: string): Execution | undefined {
    return this.#executions.get(id)
  }

  ofRun(run: string): Execution | undefined {
    return this.find(this.#runs.get(run) ?? '')
  }

  /** The execution of `flow` that has this key, unless it came to nothing. */
  ofKey({id}: OrgFlow, key: string): Execution | undefined {
    const found = this.find(this.#keys.get(`${id} ${key}`) ?? '')
    return found?.state === 'running' || found?.state === 'paused' || found?.state === 'succeeded'
      ? found
      : undefined
  }

  start({id, name}: OrgFlow, marks: RunMarks, state: 'running' | 'throttled' = 'running'): Execution {
    const execution = {id: randomUUID(), flow: {id, name}, marks, state, startedAt: this.#now()}
    if (state === 'running') {
      if (marks.run !== undefined) this.#runs.set(marks.run, execution.id)
      if (marks.key !== undefined) this.#keys.set(`${id} ${marks.key}`, execution.id)
    }
    return this.#keep(execution, state === 'running' ? 'started' : state)
  }

  /** Another run of a caller for which this execution stands too. */
  noteRun(run: string, {id}: Execution): void {
    this.#runs.set(run, id)
  }

  /** Moves an execution on. */
  change(execution: Execution, end: ExecutionEnd): Execution {
    const over = end.state !== 'running' && end.state !== 'paused'
    return this.#keep(
      {...execution, ...end, ...(over && {endedAt: this.#now()})},
      end.state === 'running' ? undefined : end.state,
    )
  }

  /** Stops an execution at a Pause card, until somebody resumes it. */
  pause(execution: Execution, goOn: () => void): void {
    this.#paused.set(execution.id, goOn)
    this.change(execution, {state: 'paused'})
  }

  /** Whether it was paused, and goes on. */
  resume(execution: Execution): boolean {
    const goOn = this.#paused.get(execution.id)
    this.#paused.delete(execution.id)
    if (execution.state !== 'paused' || goOn === undefined) return false
    this.change(execution, {state: 'running'})
    goOn()
    return true
  }

  /** A log stream tells nothing of an execution that goes on after a pause. */
  #keep(execution: Execution, kind: ExecutionStep['kind'] | undefined): Execution {
    this.#executions.set(execution.id, execution)
    if (kind !== undefined) this.#steps.push({kind, execution, at: this.#now()})
    if (this.#steps.length > mostKept) this.#steps.shift()
    if (this.#executions.size > mostKept) this.#forgetOldest()
    return execution
  }

  #forgetOldest(): void {
    const [oldest] = this.#executions.values()
    if (oldest === undefined) return
    this.#executions.delete(oldest.id)
    if (oldest.marks.run !== undefined) this.#runs.delete(oldest.marks.run)
    if (oldest.marks.key !== undefined) this.#keys.delete(`${oldest.flow.id} ${oldest.marks.key}`)
  }
}
