import type {FlowRun, RunState} from '../../ports/flow-runner.js'
import {cutTo, widthOf} from '../../shared/text-fit.js'
import {visibleText} from '../../shared/visible-text.js'
import {spanOf, tookWords} from '../history/run-words.js'
import type {WatchedRuns} from './watch-runs.js'

/** Where a frame is drawn. */
export interface FrameSize {
  readonly columns: number
  readonly rows: number
}

/** What dresses a state. */
export type Dress = (text: string, state: RunState) => string

/** A view of runs in lines that fit: the newest below, older ones left out where there is no room. Nothing wraps. */
export function frameOf(
  {runs, active}: WatchedRuns,
  {now, size, dress}: {readonly now: Date; readonly size: FrameSize; readonly dress: Dress},
): readonly string[] {
  const width = size.columns - 1
  const shown = runs.slice(-Math.max(1, size.rows - 3))
  const flowWidth = Math.min(24, Math.max(0, ...shown.map(({flow}) => widthOf(visibleText(flow)))))
  const left = runs.length - shown.length
  const head = `${active} under way, ${runs.length - active} ended${left > 0 ? `, the newest ${shown.length} shown` : ''}`
  return [cutTo(head, width), ...shown.map((run) => lineOf(run, {now, width, flowWidth, dress}))]
}

const stateWidth = 9
const tookWidth = 7

function lineOf(
  run: FlowRun,
  {now, width, flowWidth, dress}: {now: Date; width: number; flowWidth: number; dress: Dress},
): string {
  const span = spanOf(run, now)
  const flow = padded(cutTo(visibleText(run.flow), flowWidth), flowWidth)
  const took = (span === undefined ? '' : tookWords(span)).padStart(tookWidth)
  const state = run.state.padEnd(stateWidth)
  const rest = `${took}  ${flow}  ${run.runId}${run.reason === undefined ? '' : `  ${visibleText(run.reason)}`}`
  const room = width - stateWidth - 1
  if (room <= 0) return cutTo(state, width)
  return `${dress(state, run.state)} ${cutTo(rest, room)}`
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)))
}

/** One change as a line of its own, where there is no terminal to draw on. */
export function changeLine(run: FlowRun, now: Date): string {
  const span = spanOf(run, now)
  const took = span === undefined || run.endedAt === undefined ? '' : ` after ${tookWords(span)}`
  return visibleText(
    `${now.toISOString()} ${run.runId} ${run.flow} ${run.state}${took}${run.reason === undefined ? '' : `: ${run.reason}`}`,
  )
}

/**
 * What takes the frame drawn before away: a window that has become narrower since has broken its lines.
 * @param widths columns that each of its lines took
 */
export function eraseFrame(widths: readonly number[], columns: number): string {
  if (widths.length === 0) return ''
  const rows = widths.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / Math.max(1, columns))), 0)
  return `\u001B[${rows}A\r\u001B[J`
}
