import {filterTest, type EventTest} from './log-filter.js'
import {keywordTest} from './keywords.js'
import {invalid, OktaRefusal} from '../refusal.js'

const dayMs = 86_400_000

/** A request of the System Log, understood. */
export interface LogQuery {
  /** Endless and by commit, or between two times and by `published`. */
  readonly kind: 'polling' | 'bounded'
  readonly sinceMs: number
  readonly untilMs: number
  readonly descending: boolean
  readonly limit: number
  readonly after: string | undefined
  readonly wants: EventTest
}

/**
 * Reads the query of GET /api/v1/logs. Without `until` and ascending it is a poll; everything else is bounded, with Okta's
 * defaults where an end is missing.
 * @throws OktaRefusal as Okta refuses a bad parameter
 */
export function readLogQuery(query: URLSearchParams, now: Date): LogQuery {
  const [nowMs, until] = [now.getTime(), readTime(query, 'until')]
  const descending = readOrder(query.get('sortOrder')) === 'DESCENDING'
  const untilMs = until ?? nowMs
  const sinceMs = readTime(query, 'since') ?? untilMs - 7 * dayMs
  if (sinceMs < nowMs - 180 * dayMs) {
    throw new OktaRefusal(400, 'E0000053', {
      bare: true,
      summary: 'Invalid parameter: The since parameter is over 180 days prior to the current day.',
    })
  }
  const [inFilter, inKeywords] = [filterTest(query.get('filter')), keywordTest(query.get('q'))]
  return {
    kind: until === undefined && !descending ? 'polling' : 'bounded',
    sinceMs,
    untilMs,
    descending,
    limit: readLimit(query.get('limit')),
    after: query.get('after') ?? undefined,
    wants: (stored) => inFilter(stored) && inKeywords(stored),
  }
}

function readTime(query: URLSearchParams, name: 'since' | 'until'): number | undefined {
  const text = query.get(name)
  if (text === null || text === '') return undefined
  const ms = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/.test(text)
    ? Date.parse(/T.*(Z|[+-]\d\d:?\d\d)$/.test(text) || !text.includes('T') ? text : `${text}Z`)
    : NaN
  if (Number.isNaN(ms)) throw misread(name)
  return ms
}

function misread(name: string): OktaRefusal {
  const unread =
    'The date format in your query is not recognized. Please enter dates using ISO8601 string format.'
  const wanted = 'must be a valid date-time or empty.'
  return new OktaRefusal(400, 'E0000001', {
    summary: `Api validation failed: '${name}': ${unread} '${name}': ${wanted}`,
    causes: [`${name}: ${unread}`, `${name}: ${wanted}`],
  })
}

function readOrder(text: string | null): 'ASCENDING' | 'DESCENDING' {
  if (text === null || text === '' || text === 'ASCENDING') return 'ASCENDING'
  if (text === 'DESCENDING') return text
  throw invalid('sortOrder', 'must be ASCENDING or DESCENDING')
}

function readLimit(text: string | null): number {
  if (text === null || text === '') return 100
  const limit = Number(text)
  if (!/^\d{1,6}$/.test(text) || limit > 1000) throw invalid('limit', 'must be between 0 and 1000')
  return limit
}
