import type {JsonObject} from '../../shared/json.js'
import {isShallow} from '../../shared/shallow-json.js'
import {visibleText} from '../../shared/visible-text.js'

/** What a record means for its execution; `other`: nothing, as with throttling, or not known. */
export type RecordMeaning = 'running' | 'succeeded' | 'failed' | 'cancelled' | 'other'

/** One record of the Execution Log Stream (help.okta.com, log streaming). */
export interface ExecutionRecord {
  /** As it came; of these only FLOW_START is documented. */
  readonly eventType: string
  readonly executionId: string
  readonly at: Date
  readonly flowId: string | undefined
  readonly flowName: string | undefined
  readonly meaning: RecordMeaning
  /** Whether `meaning` is more than "we do not know". */
  readonly isKnown: boolean
}

/**
 * By how the kinds of record are named in Okta's texts; their literals but FLOW_START are UNVERIFIED. What would end an execution
 * must be a word of the flow's own life: a step may fail and the flow handle it, and an end frees a key.
 */
const meanings: readonly (readonly [RegExp, RecordMeaning])[] = [
  [/^(FLOW|EXECUTION)_FAIL(ED|URE)?$/, 'failed'],
  [/^(FLOW|EXECUTION)_CANCELL?(ED)?$/, 'cancelled'],
  [/^(FLOW|EXECUTION)_(COMPLETED?|SUCCEEDED|SUCCESS|FINISH(ED)?)$/, 'succeeded'],
  [/START|PAUSE|RESUME/, 'running'],
  [/THROTTL|RATE_?LIMIT/, 'other'],
]

/** Reads a record. @returns a text that says what is wrong with it */
export function readRecord(found: unknown): ExecutionRecord | string {
  if (typeof found !== 'object' || found === null || Array.isArray(found)) return 'it is no JSON object'
  if (!isShallow(found as JsonObject)) return 'it is nested too deep'
  const {
    event_type: type,
    execution_id: id,
    timestamp,
    flow_id: flowId,
    flow_name: name,
  } = found as JsonObject
  if (typeof type !== 'string' || type === '') return 'it has no event_type'
  if (typeof id !== 'string' || id === '' || id.length > 200) return 'it has no execution_id'
  const at = new Date(typeof timestamp === 'string' || typeof timestamp === 'number' ? timestamp : Number.NaN)
  if (Number.isNaN(at.getTime())) return 'its timestamp is none'
  const meaning = meanings.find(([words]) => words.test(type.toUpperCase()))
  return {
    eventType: visibleText(type.slice(0, 100)),
    executionId: visibleText(id),
    at,
    flowId: typeof flowId === 'string' ? flowId : undefined,
    flowName: typeof name === 'string' ? name : undefined,
    meaning: meaning?.[1] ?? 'other',
    isKnown: meaning !== undefined,
  }
}
