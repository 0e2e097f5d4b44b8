import {counted, grouped} from '../../shared/counted.js'
import {formatDuration} from '../../shared/duration.js'

/** What became of the events that came by. */
export interface Tally {
  /** All that were read. */
  readonly seen: number
  readonly shown: number
  /** Read before: the same uuid. */
  readonly repeated: number
  /** Left out by what Okta cannot filter by. */
  readonly filtered: number
  /** Where reading began, when that was a checkpoint's place. */
  readonly begun?: string
  /** The newest `published`. */
  readonly newest?: string
  /** How old that was by the org's clock when it was read last. */
  readonly lagMs?: number | undefined
}

/** One line for people: `12 events seen, 10 shown, 2 repeats skipped, the newest was 4s old`. */
export function tallyLine({seen, shown, repeated, filtered, lagMs}: Tally): string {
  return [
    `${counted(seen, 'event')} seen`,
    `${seen > 0 && shown === seen ? 'all' : grouped(shown)} shown`,
    ...(filtered > 0 ? [`${grouped(filtered)} not matching`] : []),
    ...(repeated > 0 ? [`${counted(repeated, 'repeat')} skipped`] : []),
    ...(lagMs === undefined ? [] : [`the newest was ${formatDuration(lagMs)} old`]),
  ].join(', ')
}
