import type {FlowRun, RunCause, RunState} from '../../ports/flow-runner.js'
import type {JsonObject, JsonValue} from '../../shared/json.js'
import type {SqlRow} from '../../store/store.js'

/** More of an output than this, in characters of its JSON, is not kept. */
export const largestOutput = 64 * 1024

/** What a row says of its run. */
export function runOfRow(row: SqlRow): FlowRun {
  const text = (column: string): string | undefined =>
    row[column] === null ? undefined : String(row[column])
  const number = (column: string): number | undefined =>
    row[column] === null ? undefined : Number(row[column])
  const date = (column: string): Date | undefined => {
    const ms = number(column)
    return ms === undefined ? undefined : new Date(ms)
  }
  const [cause, output] = [text('cause'), text('output')]
  return given({
    runId: text('id') ?? '',
    flow: text('flow') ?? '',
    state: text('state') as RunState,
    key: text('key'),
    cause: cause === undefined ? undefined : (JSON.parse(cause) as RunCause),
    input: JSON.parse(text('input') ?? '{}') as JsonObject,
    status: number('status'),
    output: output === undefined ? undefined : (JSON.parse(output) as JsonValue),
    outputCut: number('output_cut') === 1 ? (true as const) : undefined,
    executionId: text('execution_id'),
    toldBy: text('told_by') as FlowRun['toldBy'],
    reason: text('reason'),
    retryAfterMs: number('retry_after_ms'),
    createdAt: date('created_at') ?? new Date(0),
    sentAt: date('sent_at'),
    endedAt: date('ended_at'),
  })
}

/** The process that wrote a row, as text. */
export function ownerOfRow(row: SqlRow): string {
  return String(row['owner'])
}

/** An output as it is kept: JSON, or the beginning of it as a text. */
export function keptOutput(output: JsonValue | undefined): {
  readonly json: string | null
  readonly cut: boolean
} {
  if (output === undefined) return {json: null, cut: false}
  const json = JSON.stringify(output)
  if (json.length <= largestOutput) return {json, cut: false}
  const text = typeof output === 'string' ? output : json
  return {json: JSON.stringify(text.slice(0, largestOutput).replace(/[\uD800-\uDBFF]$/, '')), cut: true}
}

type Given<T> = {[K in keyof T as undefined extends T[K] ? never : K]: T[K]} & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/** Without what is undefined. */
function given<T extends object>(values: T): Given<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<T>
}
