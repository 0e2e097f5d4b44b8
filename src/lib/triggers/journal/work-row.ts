import type {JsonObject, JsonValue} from '../../shared/json.js'
import type {SqlRow} from '../../store/store.js'
import type {EventSource, SeenEvent, Work, WorkState} from './work.js'

/** A row of the table `work`. */
export function readWork(row: SqlRow): Work {
  const at = (column: string): Date => new Date(Number(row[column]))
  return {
    id: Number(row['id']),
    rule: String(row['rule']),
    key: String(row['key']),
    step: String(row['step']),
    event: String(row['event']),
    flow: String(row['flow']),
    state: String(row['state']) as WorkState,
    dueAt: at('due_at'),
    tries: Number(row['tries']),
    mayRepeat: row['may_repeat'] === 1,
    createdAt: at('created_at'),
    ...(row['run_id'] === null ? {} : {runId: String(row['run_id'])}),
    ...(row['reason'] === null ? {} : {reason: String(row['reason'])}),
    ...(row['output'] === null ? {} : {output: JSON.parse(String(row['output'])) as JsonValue}),
    ...(row['ended_at'] === null ? {} : {endedAt: at('ended_at')}),
  }
}

/** A row of the table `event`. */
export function readEvent(row: SqlRow): SeenEvent {
  return {
    uuid: String(row['uuid']),
    type: String(row['type']),
    published: String(row['published']),
    source: String(row['source']) as EventSource,
    seenAt: new Date(Number(row['seen_at'])),
    body: JSON.parse(String(row['body'])) as JsonObject,
  }
}
