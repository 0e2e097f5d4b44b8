import type {LogRate} from '../ports/system-log.js'
import type {FollowWait} from './follow-notice.js'

/** How one collector stands; what the status lines, the health page and the metrics are made of. */
export interface SourceStatus {
  readonly name: string
  readonly sink: string
  /** `reading`; `idle` between two polls; `waiting` for the rate limit or for trouble to pass; `stopped`; `failed` for good. */
  readonly state: 'reading' | 'idle' | 'waiting' | 'stopped' | 'failed'
  readonly pages: number
  /** Events read, before filters and repeats are taken out. */
  readonly seen: number
  readonly delivered: number
  /** Left out by the filter that runs here. */
  readonly filtered: number
  /** Left out because their uuid was delivered before. */
  readonly repeated: number
  /** Of the delivered: those that the receiver refuses for good, kept in `deadLetters`. */
  readonly refused: number
  readonly deadLetters?: string
  /** Published well before an event read earlier. */
  readonly late: number
  /** Passing failures: the org's and the sink's. */
  readonly failures: number
  /** How often the org refused the place and reading restarted. */
  readonly healed: number
  /** The org's clock less the newest `published`, at the last page. */
  readonly lagMs?: number
  readonly lastPageAt?: Date
  /** Where reading began in this run. */
  readonly begun?: string
  /** The newest `published` so far, also of earlier runs. */
  readonly lastEventAt?: string
  /** What the org said of its rate limit with the last page. */
  readonly rate?: LogRate
  /** The last wait for the org; over when its time has come. */
  readonly wait?: {readonly reason: FollowWait['reason']; readonly until: Date}
  /** Of the last failure; gone when it has passed. */
  readonly trouble?: string
}
