import type {FlowRun} from '../../ports/flow-runner.js'
import {OpsError} from '../../shared/errors.js'
import {isOutOfPlace} from '../../store/store-errors.js'
import type {Ending, Work} from '../journal/work.js'
import type {RetryOn, RetryPolicy} from '../rules/rule.js'

const mostBackoffMs = 3_600_000
/** Before a try that did not come to be sent for a reason of this machine, not of the flow. */
const ownTroubleMs = 5000

/** What judging needs besides the run. */
export interface Judging {
  readonly retry: RetryPolicy
  readonly work: Pick<Work, 'tries' | 'runId'>
  readonly now: Date
  /** 0 to 1. */
  readonly chance: number
}

/** What a run means for its work. */
export function judgeRun(run: FlowRun, judging: Judging): Ending {
  const {runId} = judging.work
  // The key was held by a run of another journal's making; ours was not sent.
  if (run.state === 'planned')
    return later(judging, ownTroubleMs, `run ${run.runId} of the same key goes first`)
  if (run.state === 'succeeded')
    return {state: 'succeeded', ...(run.output === undefined ? {} : {output: run.output})}
  const said = run.reason ?? saidOf[run.state]
  const reason = run.runId === runId ? said : `the same key as run ${run.runId}: ${said}`
  if (run.state === 'failed' || run.state === 'refused')
    return again(run.state, reason, {...judging, retryAfterMs: run.retryAfterMs}) ?? {state: 'failed', reason}
  // What is only on its way is no reason to send it a second time.
  const retried = run.state === 'unknown' ? again('unknown', reason, judging) : undefined
  return retried ?? {state: 'unknown', reason}
}

const saidOf = {
  failed: 'the flow failed',
  refused: 'it was refused',
  sent: 'it was sent, and its answer never came',
  running: 'it still runs',
  unknown: 'nobody knows what became of it',
} as const

/**
 * What it means that a run could not be made. `found`: what the journal of runs says of it.
 * The disk and the databases of this machine are waited for without end; the rest is for the retry policy, or a person.
 */
export function judgeThrown(error: unknown, found: FlowRun | undefined, judging: Judging): Ending {
  if (found !== undefined && found.state !== 'planned') return judgeRun(found, judging)
  const reason = `not sent: ${error instanceof Error ? error.message : String(error)}`
  if (isOwnTrouble(error)) return later(judging, ownTroubleMs, reason)
  const passes = error instanceof OpsError && error.failure === 'unavailable'
  return (passes ? again('refused', reason, judging) : undefined) ?? {state: 'failed', reason}
}

/** Whether the journals cannot be written at the moment: nothing a rule could be blamed for. */
export function isOwnTrouble(error: unknown): error is OpsError {
  return (
    error instanceof OpsError &&
    ['OPS_STORE', 'OPS_DISK_FULL', 'OPS_FILE_UNWRITABLE'].includes(error.code) &&
    !isOutOfPlace(error)
  )
}

function again(
  end: RetryOn,
  reason: string,
  {retry, work, now, chance, retryAfterMs = 0}: Judging & {readonly retryAfterMs?: number | undefined},
): Ending | undefined {
  if (!retry.on.includes(end) || work.tries > retry.max) return undefined
  const most = Math.min(mostBackoffMs, retry.backoffMs * 2 ** (work.tries - 1))
  const waitMs = Math.max(retryAfterMs, Math.round(most / 2 + (most / 2) * chance))
  return {state: 'planned', dueAt: new Date(now.getTime() + waitMs), reason}
}

function later({now}: Judging, ms: number, reason: string): Ending {
  return {state: 'planned', dueAt: new Date(now.getTime() + ms), reason}
}
