import {parseDuration} from '../../shared/duration.js'
import {OpsError} from '../../shared/errors.js'
import type {Every, LiveLine} from '../../shared/live-line.js'
import type {Machine} from '../../shared/machine.js'
import type {StatusBoard} from './status-board.js'
import {createStatusText} from './status-text.js'

/** How often the status is said: at a terminal in a line that changes, as a line of its own every so many ms, or never. */
export type StatusInterval = 'auto' | number | 'off'

export interface StatusShown {
  readonly machine: Pick<Machine, 'now' | 'monotonicMs'>
  readonly board: StatusBoard
  readonly say: (line: string) => void
  readonly every: Every
  /** A terminal's last line, where nothing else is written to that terminal. */
  readonly live: LiveLine | undefined
}

/** So that a service's log shows life, and is not filled by it. */
const usualMs = 60_000

/**
 * Says now and then how collecting goes.
 * @returns ends it
 */
export function showStatus(
  {machine, board, say, every, live}: StatusShown,
  interval: StatusInterval,
): () => void {
  if (interval === 'off') return () => undefined
  const text = createStatusText(machine)
  const line = (): string => text(board.sources())
  if (live !== undefined && interval === 'auto') return live.show(line)
  return every(interval === 'auto' ? usualMs : interval, () => {
    const said = line()
    if (said !== '') say(said)
  })
}

/**
 * Reads `auto`, `off` or a duration of at least a second.
 * @throws OpsError OPS_USAGE
 */
export function parseStatusInterval(text: string): StatusInterval {
  if (text === 'auto' || text === 'off') return text
  const ms = parseDuration(text, '--status-interval')
  if (ms >= 1000) return ms
  throw new OpsError('OPS_USAGE', '--status-interval should be auto, off or at least 1s', {failure: 'usage'})
}
