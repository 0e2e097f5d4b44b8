import type {LogPage, LogQuery, SystemLog} from '../ports/system-log.js'
import {OpsError} from '../shared/errors.js'
import type {Machine} from '../shared/machine.js'
import {backoffMs, createPacer, type Pace} from './follow-pace.js'
import type {FollowNotice, FollowWait} from './follow-notice.js'
import {createFreshness, type Freshness} from './freshness.js'
import {readPageOf, type PageEvents} from './page-events.js'
import {createEndWatch} from './bounded-end.js'
import {sleepWatchfully} from './watchful-sleep.js'

export interface FollowOptions {
  readonly query: LogQuery
  /** Where to go on instead of at the query's beginning: a `next` from before. */
  readonly resumeUrl?: string
  /** The newest `published` seen before `resumeUrl`. */
  readonly resumePublished?: string
  readonly pace?: Pace
  /** How far before the newest event to restart when the org refuses the place; 15 minutes unless said. */
  readonly overlapMs?: number
  /** Pages read in one go before a wait; no bound unless said. */
  readonly maxPages?: number
  /** Pause after every full page. */
  readonly pageDelayMs?: number
  /** Ends after the page that is not full: nothing newer is there yet. */
  readonly untilCaughtUp?: boolean
  /** Wait and try again, for ever, when a failure may pass; else it is thrown. */
  readonly patient?: boolean
  readonly signal?: AbortSignal
  readonly onNotice?: (notice: FollowNotice) => void
  /** Before every wait for the org: its rate limit, its silence, its failure. */
  readonly onWait?: (wait: FollowWait) => void
  /** Before the wait for new events. */
  readonly onIdle?: (waitMs: number) => void
}

export interface FollowDeps {
  readonly machine: Machine
  readonly log: SystemLog
}

/** A page with what it means for whoever keeps the place. */
export interface FollowedPage {
  readonly page: LogPage
  readonly read: PageEvents
  /** Where to go on once this page is handled; absent after the last page of a bounded query. */
  readonly next: string | undefined
  /** It was not full: whatever Okta has filed so far has been read. */
  readonly caughtUp: boolean
  readonly freshness: Freshness
}

export const defaultOverlapMs = 15 * 60_000
const retentionMs = 90 * 86_400_000

/**
 * Reads page after page. A polling query never ends: a page with fewer events than asked for means caught up, so it waits
 * and then asks for that page's next link (chasing `next` until a page is empty would spend the rate limit for nothing).
 * A bounded query ends where `next` is absent, and fails where it never would. Ends quietly when `signal` is aborted.
 * @throws OpsError what the org refuses for good; with `patient` unset also what might pass
 */
export async function* follow(deps: FollowDeps, options: FollowOptions): AsyncGenerator<FollowedPage> {
  const {machine, log} = deps
  const {query, signal} = options
  const nextWait = createPacer(machine, options.pace ?? {interval: 'auto'})
  const freshness = createFreshness(options.resumePublished)
  const reader = createReader(deps, options, () => freshness.newest())
  const assertEnds = query.until === undefined ? undefined : createEndWatch()
  const onStuck = stuckTeller(options)
  let url = options.resumeUrl ?? log.firstUrl(query)
  let inOneGo = 0
  while (!isAborted(signal)) {
    const got = await reader.read(url)
    if (got === undefined) return
    const {page, read} = got
    const {next} = page
    assertEnds?.({url: got.url, next, events: read.events.length})
    const isFull = read.events.length >= (limitOf(got.url) ?? query.limit)
    const isStuck = isFull && next === got.url
    if (isStuck) onStuck()
    const caughtUp = !isFull || isStuck
    const straightOn = !caughtUp && ++inOneGo < (options.maxPages ?? Infinity)
    if (next !== undefined && straightOn && options.pageDelayMs === undefined) reader.readAhead(next)
    yield {page, read, next, caughtUp, freshness: freshness.of(read.events, page.servedAt)}
    if (next === undefined || (caughtUp && options.untilCaughtUp === true)) return
    url = next
    if (straightOn) {
      if (!(await sleepWatchfully(machine, options.pageDelayMs ?? 0, options))) return
      continue
    }
    inOneGo = 0
    // A bounded query has all its events already: only a polling one waits for more.
    const waitMs = query.until === undefined ? nextWait(read.events.length > 0) : 0
    options.onIdle?.(waitMs)
    if (!(await sleepWatchfully(machine, waitMs, options))) return
  }
}

/**
 * A full page that names itself as the next one leads nowhere, and asked again at once it would spend the rate limit: a
 * follower waits as if it had caught up, and says so once.
 */
function stuckTeller({onNotice}: FollowOptions): () => void {
  let isTold = false
  return () => {
    if (!isTold)
      onNotice?.({
        kind: 'trouble',
        message: 'the org names the same full page as the next one; waiting for it to go on',
      })
    isTold = true
  }
}

interface Reader {
  /** Undefined when the signal was aborted. */
  readonly read: (url: string) => Promise<ReadPage | undefined>
  /** Fetches a page while the one before it is being handled. */
  readonly readAhead: (url: string) => void
}

interface ReadPage {
  readonly url: string
  readonly page: LogPage
  readonly read: PageEvents
}

function createReader(
  {machine, log}: FollowDeps,
  options: FollowOptions,
  newestPublished: () => string | undefined,
): Reader {
  const {signal, onWait} = options
  const fetch = (url: string): Promise<LogPage> =>
    log.read(url, {...(signal ? {signal} : {}), ...(onWait ? {onWait} : {})})
  let ahead: {readonly url: string; readonly got: Promise<ReadPage>} | undefined
  let [failures, heals] = [0, 0]

  const tell = (kind: FollowNotice['kind'], message: string): void => options.onNotice?.({kind, message})
  const attempt = async (url: string): Promise<ReadPage> => {
    const waiting = ahead?.url === url ? ahead.got : undefined
    ahead = undefined
    return (await waiting) ?? parsed(url, await fetch(url))
  }

  const read = async (wanted: string): Promise<ReadPage | undefined> => {
    for (let url = wanted; ;) {
      if (isAborted(signal)) return undefined
      try {
        const got = await attempt(url)
        if (failures > 0) tell('recovered', 'the System Log answers again')
        ;[failures, heals] = [0, 0]
        return got
      } catch (error) {
        if (isAborted(signal)) return undefined
        if (isRefusedCursor(error) && options.query.until === undefined && heals++ === 0) {
          const restart = restartFrom(newestPublished(), machine.now(), options)
          tell('healed', restart.message)
          url = log.firstUrl({...options.query, since: restart.since})
          continue
        }
        if (options.patient !== true || !mayPass(error)) throw error
        // Said once, however long it lasts.
        if (failures++ === 0) tell('trouble', `${messageOf(error)}; trying again until it passes`)
        const ms = backoffMs(machine, failures)
        onWait?.({reason: 'trouble', ms})
        if (!(await sleepWatchfully(machine, ms, options))) return undefined
        heals = 0
      }
    }
  }

  return {
    read,
    readAhead: (url) => {
      const got = fetch(url).then(async (page) => {
        // Parsing waits for a turn, and so falls into the time in which a sink syncs the page before.
        await new Promise((resolve) => setImmediate(resolve))
        return parsed(url, page)
      })
      // Whoever reads it will see the failure; until then it must not count as unhandled.
      got.catch(() => undefined)
      ahead = {url, got}
    },
  }
}

function parsed(url: string, page: LogPage): ReadPage {
  return {url, page, read: readPageOf(page)}
}

/** Where to start again when the org does not know our place any more, and what that may have cost. */
function restartFrom(
  newest: string | undefined,
  now: Date,
  {overlapMs = defaultOverlapMs, query}: FollowOptions,
): {readonly since: Date; readonly message: string} {
  const last =
    newest === undefined ? query.since.getTime() : Math.min(Date.parse(newest), now.getTime()) - overlapMs
  const oldest = now.getTime() - retentionMs
  const since = new Date(Math.max(last, oldest))
  const lost =
    last < oldest
      ? 'Okta keeps 90 days, so what is older is missing'
      : 'what Okta filed later than that for an earlier time may be missing'
  return {
    since,
    message: `the org no longer knows the place in the log: reading again from ${since.toISOString()}, without repeats; ${lost}`,
  }
}

function isRefusedCursor(error: unknown): boolean {
  return error instanceof OpsError && error.code === 'OPS_LOG_CURSOR'
}

/**
 * A service that is away comes back, and a disk that a recording has filled is made room on; what the org forbids or does
 * not understand stays so.
 */
function mayPass(error: unknown): boolean {
  return (
    error instanceof OpsError &&
    (error.failure === 'unavailable' || ['OPS_LOG_CURSOR', 'OPS_DISK_FULL'].includes(error.code))
  )
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** How many events the address asks for: read, never written. */
function limitOf(url: string): number | undefined {
  const limit = Number(URL.canParse(url) ? new URL(url).searchParams.get('limit') : Number.NaN)
  return Number.isInteger(limit) && limit > 0 ? limit : undefined
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true
}
