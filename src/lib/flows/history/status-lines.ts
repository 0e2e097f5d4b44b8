import type {FlowRun} from '../../ports/flow-runner.js'
import type {KeptRecord} from '../journal/run-history.js'
import {causeWords, sourceOf, tookWords, type RunSource} from './run-words.js'

/** One thing that is known of a run, and who says so. */
export interface StatusLine {
  readonly what: string
  readonly value: string
  readonly from: RunSource
}

/** What is known of a run, line by line; its output is not among them. */
export function statusLines(run: FlowRun, records: readonly KeptRecord[]): readonly StatusLine[] {
  const teller = sourceOf(run)
  const cause = causeWords(run.cause)
  const line = (what: string, value: string | undefined, from: RunSource): readonly StatusLine[] =>
    value === undefined || value === '' ? [] : [{what, value, from}]
  const at = (date: Date | undefined): string | undefined => date?.toISOString()
  const took =
    run.sentAt && run.endedAt ? ` (after ${tookWords(run.endedAt.getTime() - run.sentAt.getTime())})` : ''
  return [
    ...line('run', run.runId, 'journal'),
    ...line('flow', run.flow, 'journal'),
    ...line('state', run.state, teller),
    ...line('why', run.reason, teller),
    ...line('key', run.key, 'journal'),
    ...line('by', cause, 'journal'),
    ...line('input', Object.keys(run.input).length === 0 ? '' : JSON.stringify(run.input), 'journal'),
    ...line('written', at(run.createdAt), 'journal'),
    ...line('sent', at(run.sentAt), 'journal'),
    ...line('status', run.status === undefined ? '' : String(run.status), 'answer of the call'),
    ...line('execution', run.executionId, run.status === undefined ? teller : 'answer of the call'),
    ...line('ended', run.endedAt && `${run.endedAt.toISOString()}${took}`, 'journal'),
    ...records.flatMap(({eventType, at: when}) =>
      line('record', `${eventType} ${when.toISOString()}`, 'execution log'),
    ),
  ]
}
