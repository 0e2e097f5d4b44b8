import type {OktaApi} from '../../ports/okta-api.js'
import type {LogQuery, SystemLog} from '../../ports/system-log.js'
import {OpsError} from '../../shared/errors.js'
import {sendForBytes} from '../../shared/http-client.js'
import type {Machine} from '../../shared/machine.js'
import type {OrgConnection} from '../connection.js'

/** The org's API by API token, without patience: what comes before the client of lib/okta/api. */
export function openOrg(machine: Machine, connection: OrgConnection): OktaApi {
  const {orgUrl, auth} = connection
  return {
    orgUrl,
    async call({method, url, query = {}, body, signal, timeoutMs}) {
      if (auth.kind !== 'api-token') throw new OpsError('OPS_ORG_CONFIG', 'only an API token can be used yet')
      const address = new URL(url, orgUrl)
      for (const [name, value] of Object.entries(query))
        if (value !== undefined) address.searchParams.set(name, value)
      const answer = await sendForBytes(machine, {
        method,
        url: address.href,
        headers: {Authorization: `SSWS ${auth.token}`, Accept: 'application/json'},
        timeoutMs: timeoutMs ?? 40_000,
        largestBody: 64 * 1024 * 1024,
        ...(body === undefined ? {} : {body: JSON.stringify(body)}),
        ...(signal === undefined ? {} : {signal}),
      })
      if (answer.status >= 300)
        throw new OpsError('OPS_SERVICE', `the org answered ${answer.status}`, {failure: 'unavailable'})
      const links = [answer.headers['link'] ?? []].flat().join(', ')
      return {
        status: answer.status,
        headers: Object.fromEntries(
          Object.entries(answer.headers).map(([name, value]) => [name, [value ?? []].flat().join(', ')]),
        ),
        body: answer.body,
        next: /<([^>]*)>;\s*rel="next"/.exec(links)?.[1],
        requestId: [answer.headers['x-okta-request-id'] ?? []].flat()[0],
        servedAt: new Date(answer.headers.date ?? machine.now()),
      }
    },
  }
}

/** The System Log of an org (GET /api/v1/logs). */
export function systemLogOf(api: OktaApi): SystemLog {
  return {
    orgUrl: api.orgUrl,
    self: {userAgent: 'okta-ops'},
    firstUrl: ({since, until, filter, q, limit, sortOrder}: LogQuery) => {
      const url = new URL('/api/v1/logs', api.orgUrl)
      const query = {since: since.toISOString(), until: until?.toISOString(), filter, q, limit: String(limit), sortOrder} // prettier-ignore
      for (const [name, value] of Object.entries(query))
        if (value !== undefined) url.searchParams.set(name, value)
      return url.href
    },
    async read(url, options = {}) {
      const {body, next, requestId, servedAt} = await api.call({method: 'GET', url, ...options})
      return {url, body, next, requestId, servedAt}
    },
  }
}
