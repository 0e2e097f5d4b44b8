import type {SystemLog} from '../ports/system-log.js'
import type {LiveLine} from '../shared/live-line.js'
import type {Machine} from '../shared/machine.js'
import {follow, type FollowOptions} from './follow.js'
import type {Selection} from './query/selection.js'
import {waitTeller} from './view/notices.js'
import type {EventPrinter} from './view/printer.js'
import type {Screen} from './view/screen.js'
import {createShow, type Show} from './view/show.js'
import type {Tally} from './view/tally.js'

/** What reading for a person's eyes needs. */
export interface ReadingDeps {
  readonly machine: Machine
  readonly log: SystemLog
  readonly screen: Screen
  readonly printer: EventPrinter
  /** One line for the person. */
  readonly say: (line: string) => void
  /** A terminal's last line, where waits are counted down. */
  readonly live?: LiveLine | undefined
  /** Aborted to stop: what is in hand is shown first. */
  readonly signal: AbortSignal
}

export interface TailOptions {
  readonly since: Date
  readonly selection: Pick<Selection, 'filter' | 'q' | 'accepts'>
  readonly interval: 'auto' | number
  /** End once everything that is there has been shown. */
  readonly untilIdle: boolean
  /** End after so many. */
  readonly limit?: number | undefined
}

export interface QueryOptions {
  readonly since: Date
  readonly until: Date
  readonly order: 'newest' | 'oldest'
  readonly selection: Pick<Selection, 'filter' | 'q' | 'accepts'>
  readonly limit?: number | undefined
}

const pageSize = 1000

/**
 * Shows events as they happen until the signal, the limit, or with `untilIdle` until nothing is left. Waits out whatever
 * may pass, for ever.
 * @throws OpsError what the org refuses for good
 */
export async function tailLog(deps: ReadingDeps, options: TailOptions): Promise<Tally> {
  const {since, interval, selection, untilIdle, limit} = options
  return await showAll(deps, {
    show: createShow(deps, {accepts: selection.accepts, limit}),
    follow: {
      query: {...asked(selection), since, limit: pageSize, sortOrder: 'ASCENDING'},
      pace: {interval},
      untilCaughtUp: untilIdle,
      patient: true,
      onNotice: ({message}) => {
        deps.say(message)
      },
      ...onePageAtATime(limit),
    },
  })
}

/**
 * Shows the events of a range, to its end or the limit.
 * @throws OpsError what the org refuses, or does not answer after retries
 */
export async function queryLog(deps: ReadingDeps, options: QueryOptions): Promise<Tally> {
  const {since, until, order, selection, limit} = options
  const wanted = selection.accepts === undefined ? limit : undefined
  return await showAll(deps, {
    show: createShow(deps, {accepts: selection.accepts, limit}),
    follow: {
      query: {
        ...asked(selection),
        since,
        until,
        limit: Math.min(pageSize, wanted ?? pageSize),
        sortOrder: order === 'newest' ? 'DESCENDING' : 'ASCENDING',
      },
      ...onePageAtATime(limit),
    },
  })
}

/** A page read ahead of a limit would be read for nothing. */
function onePageAtATime(limit: number | undefined): Pick<FollowOptions, 'pageDelayMs'> {
  return limit === undefined ? {} : {pageDelayMs: 0}
}

/** Shows page after page until they end, or enough has been shown. */
export async function showAll(
  {machine, log, say, live, signal, screen}: ReadingDeps,
  {show, follow: options}: {readonly show: Show; readonly follow: FollowOptions},
): Promise<Tally> {
  const enough = new AbortController()
  const ends = AbortSignal.any([signal, screen.closed, enough.signal])
  const waits = waitTeller({machine, say, live})
  try {
    const pages = follow({machine, log}, {...options, signal: ends, onWait: waits.tell})
    for await (const page of pages) if (!(await show.page(page))) break
  } finally {
    enough.abort()
    waits.end()
  }
  await show.end()
  return show.tally()
}

/** What of a selection goes to Okta. */
export function asked({filter, q}: TailOptions['selection']): {
  readonly filter?: string
  readonly q?: string
} {
  return {...(filter === undefined ? {} : {filter}), ...(q === undefined ? {} : {q})}
}
