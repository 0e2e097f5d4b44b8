import {formatDuration} from '../../shared/duration.js'
import type {JsonValue} from '../../shared/json.js'
import {visibleText} from '../../shared/visible-text.js'
import type {WorkReport} from '../engine/engine.js'
import {firstStep, type WorkState} from '../journal/work.js'
import {tookText} from './story.js'

/** A try that has ended, as `--json` prints it. */
export interface ShownReport {
  readonly rule: string
  readonly step: string
  /** The event's uuid. */
  readonly event: string
  /** The one that was run, where the rule has another one now than when it was planned. */
  readonly flow: string
  readonly run?: string
  /** Of the work: `planned` is to be tried again at `dueAt`. */
  readonly state: WorkState
  readonly reason?: string
  readonly output?: JsonValue
  readonly dueAt?: string
  readonly tookMs?: number
}

export function showReport({work, ending, tookMs, flow}: WorkReport): ShownReport {
  const {rule, step, event, runId} = work
  return {
    rule,
    step,
    event,
    flow: flow ?? work.flow,
    state: ending.state,
    ...(runId === undefined ? {} : {run: runId}),
    ...('reason' in ending ? {reason: ending.reason} : {}),
    ...('output' in ending ? {output: ending.output} : {}),
    ...(ending.state === 'planned' ? {dueAt: ending.dueAt.toISOString()} : {}),
    ...(tookMs === undefined ? {} : {tookMs: Math.round(tookMs)}),
  }
}

/** One line for people, without a newline. */
export function reportLine(report: WorkReport, now: Date): string {
  const {rule, step, event, flow, run, state, reason, dueAt, tookMs} = showReport(report)
  const how =
    dueAt === undefined
      ? state
      : `again in ${formatDuration(Math.max(1000, Date.parse(dueAt) - now.getTime()))}`
  const parts = [
    now.toISOString(),
    step === firstStep ? rule : `${rule}/${step}`,
    `${flow} ${how}`,
    ...(tookMs === undefined ? [] : [tookText(tookMs)]),
    `event ${event}`,
    ...(run === undefined ? [] : [run]),
    ...(reason === undefined ? [] : [reason]),
  ]
  return parts.map(visibleText).join('  ')
}
