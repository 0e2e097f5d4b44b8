import type {Operation} from '../../faults/fault.js'

/** What one kind of request came to. */
export interface ScimCount {
  readonly calls: number
  /** Answered by 429. */
  readonly throttled: number
  /** Answered by another error, or not at all though nothing had changed. */
  readonly failed: number
  /** Done, and left without an answer. */
  readonly dropped: number
}

/** Members that were added and removed by the requests that were done. */
interface MemberCount {
  readonly added: number
  readonly removed: number
  /** Added who were in, removed who were not: sent for nothing. */
  readonly needless: number
}

export type ScimOutcome = Exclude<keyof ScimCount, 'calls'> | 'done'

const noCalls: ScimCount = {calls: 0, throttled: 0, failed: 0, dropped: 0}
const noMembers: MemberCount = {added: 0, removed: 0, needless: 0}

/** Requests by kind since the start, or since they were last set to nothing: what tests and benches look at. */
export class ScimCounts {
  #byOperation = new Map<Operation, ScimCount>()
  #members = noMembers

  count(operation: Operation, outcome: ScimOutcome): void {
    const before = this.#byOperation.get(operation) ?? noCalls
    const after = {...before, calls: before.calls + 1}
    this.#byOperation.set(operation, outcome === 'done' ? after : {...after, [outcome]: before[outcome] + 1})
  }

  countMembers({added, removed, needless}: MemberCount): void {
    this.#members = {
      added: this.#members.added + added,
      removed: this.#members.removed + removed,
      needless: this.#members.needless + needless,
    }
  }

  reset(): void {
    this.#byOperation = new Map()
    this.#members = noMembers
  }

  /** `{total: {...}, operations: {list_groups: {...}}, members: {...}}` */
  get all(): {
    readonly total: ScimCount
    readonly operations: Readonly<Record<string, ScimCount>>
    readonly members: MemberCount
  } {
    const counts = [...this.#byOperation]
    const total = counts.reduce((sum, [, count]) => added(sum, count), noCalls)
    const operations = counts.map(([operation, count]) => [operation.replace('scim.', ''), count])
    return {
      total,
      operations: Object.fromEntries(operations) as Record<string, ScimCount>,
      members: this.#members,
    }
  }
}

function added(a: ScimCount, b: ScimCount): ScimCount {
  return {
    calls: a.calls + b.calls,
    throttled: a.throttled + b.throttled,
    failed: a.failed + b.failed,
    dropped: a.dropped + b.dropped,
  }
}
