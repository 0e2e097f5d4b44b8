import type {OktaAnswer} from '../../../ports/okta-api.js'
import {formatDuration} from '../../../shared/duration.js'
import type {Machine} from '../../../shared/machine.js'
import {readRate} from '../../api/rate-headers.js'
import type {OrgToken} from '../../auth/token-cache.js'
import type {OrgAuth, PersonAuth, ServiceAppAuth} from '../../connection.js'
import type {CheckLine} from './check-line.js'
import type {ProbeResult} from './probe.js'

type Line = Omit<CheckLine, 'what'>

export function tokenLine(
  machine: Pick<Machine, 'now'>,
  {tokenType, scopes, expiresAt, person, refreshToken}: OrgToken,
  auth: ServiceAppAuth | PersonAuth,
): Line {
  const kind = tokenType === 'dpop' ? 'bound to a key (DPoP)' : 'bearer'
  const left = formatDuration(expiresAt.getTime() - machine.now().getTime())
  const renewal = auth.kind === 'service-app' || refreshToken !== undefined ? ', then renewed by itself' : ''
  const who = person?.login === undefined ? '' : ` of ${person.login}`
  const words = `a token${who}, ${kind}, for ${left}${renewal}, scopes ${scopes.join(' ')}`
  const lacking = auth.scopes.filter((scope) => !scopes.includes(scope))
  if (lacking.length === 0) return {state: 'ok', words}
  return {state: 'warned', words: `${words}; asked for and not granted: ${lacking.join(' ')}`}
}

export function rightsLine({as, requestId}: ProbeResult, auth: OrgAuth): Line {
  const whose = as === undefined ? 'the org takes our calls' : `those of ${as}`
  const all = auth.kind === 'api-token' ? ': an API token has all rights of who made it' : ''
  return {state: 'ok', words: `${whose}${all}${request(requestId)}`}
}

export function logLine({body, requestId}: OktaAnswer): Line {
  const none = body.toString('utf8').trim() === '[]' ? ', with no event in the last 7 days' : ''
  return {state: 'ok', words: `can be read${none}${request(requestId)}`}
}

/** Half of a bucket is what Okta lets one token or app have unless its share was changed (docs/okta-connection.md). */
export function rateLine(machine: Machine, {headers}: OktaAnswer, share = 0.5): Line {
  const rate = readRate(headers, machine.now())
  if (rate === undefined) return {state: 'warned', words: 'the org says none'}
  if (rate === 'unclear')
    return {state: 'warned', words: 'the org says it twice; calls wait a minute when in doubt'}
  const ours = Math.max(1, Math.floor(rate.limit * share))
  const percent = `${Math.round(share * 100)}%`
  return {
    state: 'ok',
    words: `${rate.limit} calls of the System Log a minute, ${rate.remaining} left; okta-ops uses ${ours} at most (${percent})`,
  }
}

function request(id: string | undefined): string {
  return id === undefined ? '' : ` (request ${id})`
}
