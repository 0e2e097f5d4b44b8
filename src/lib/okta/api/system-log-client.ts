import type {OktaApi} from '../../ports/okta-api.js'
import type {LogQuery, SystemLog} from '../../ports/system-log.js'
import {OpsError} from '../../shared/errors.js'
import type {OrgConnection} from '../connection.js'
import {callUrl} from './call-url.js'
import {rateNumbers} from './rate-headers.js'
import {refusalOf} from './refusal.js'
import {userAgent} from '../../shared/user-agent.js'

/** The System Log of an org (GET /api/v1/logs). */
export function systemLogOf(api: OktaApi, connection: Pick<OrgConnection, 'auth'>): SystemLog {
  const {auth} = connection
  return {
    orgUrl: api.orgUrl,
    self: {userAgent: userAgent(), ...(auth.kind === 'api-token' ? {} : {clientId: auth.clientId})},
    firstUrl: (query) => firstUrl(api.orgUrl, query),
    async read(url, options = {}) {
      try {
        const {body, next, requestId, servedAt, headers} = await api.call({method: 'GET', url, ...options})
        const rate = rateNumbers(headers)
        return {url, body, next, requestId, servedAt, ...(typeof rate === 'object' ? {rate} : {})}
      } catch (error) {
        throw cursorProblem(url, error) ?? error
      }
    },
  }
}

function firstUrl(orgUrl: string, {since, until, filter, q, limit, sortOrder}: LogQuery): string {
  if (until === undefined && sortOrder === 'DESCENDING')
    throw new OpsError('OPS_BUG', 'a log query backwards needs an end')
  return callUrl(orgUrl, {
    url: '/api/v1/logs',
    query: {
      since: since.toISOString(),
      until: until?.toISOString(),
      filter,
      q,
      limit: String(limit),
      sortOrder,
    },
  })
}

/**
 * How long a cursor lives is not documented, nor what a dead one is answered with: whatever calls an address wrong that was
 * once a next link means the cursor, except a word about the filter's operators.
 */
function cursorProblem(url: string, error: unknown): OpsError | undefined {
  const refusal = refusalOf(error)
  if (refusal === undefined || !new URL(url).searchParams.has('after')) return undefined
  if (![400, 404, 410].includes(refusal.status) || refusal.errorCode === 'E0000031') return undefined
  const request = refusal.requestId === undefined ? '' : ` (request ${refusal.requestId})`
  return new OpsError('OPS_LOG_CURSOR', `Okta does not know this place in the log any more${request}`, {
    next: 'okta-ops logs checkpoint list',
    cause: refusal,
  })
}
