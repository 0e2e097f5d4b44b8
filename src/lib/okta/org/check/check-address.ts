import {OpsError} from '../../../shared/errors.js'
import {sendRequest} from '../../../shared/http-client.js'
import type {Machine} from '../../../shared/machine.js'
import {visibleText} from '../../../shared/visible-text.js'
import {userAgent} from '../../../shared/user-agent.js'

/** What an org's address answered with. */
export interface AddressFacts {
  readonly tookMs: number
  /** How far the org's clock is ahead of this machine's, to the second; undefined when it sent no date. */
  readonly clockAheadMs: number | undefined
  /** What the org calls itself; a custom domain's may be its okta.com name. */
  readonly issuer: string
  readonly requestId: string | undefined
}

/**
 * Asks the address for what every Okta org publishes; it needs no rights and counts against no rate limit.
 * @throws OpsError OPS_NETWORK, OPS_TLS, OPS_PROXY; OPS_ORG_URL when it is no org
 */
export async function checkAddress(
  machine: Machine,
  orgUrl: string,
  signal?: AbortSignal,
): Promise<AddressFacts> {
  const sentAt = machine.now().getTime()
  const started = machine.monotonicMs()
  const answer = await sendRequest(machine, {
    method: 'GET',
    url: `${orgUrl}/.well-known/openid-configuration`,
    headers: {accept: 'application/json', 'user-agent': userAgent()},
    ...(signal === undefined ? {} : {signal}),
  })
  const tookMs = Math.round(machine.monotonicMs() - started)
  const issuer = issuerOf(answer.body)
  if (answer.status !== 200 || issuer === undefined) throw noOrg(orgUrl, answer.status)
  const date = Date.parse(answer.headers.date ?? '')
  const middle = (sentAt + machine.now().getTime()) / 2
  const id = answer.headers['x-okta-request-id']
  return {
    tookMs,
    clockAheadMs: Number.isNaN(date) ? undefined : Math.round((date - middle) / 1000) * 1000,
    issuer: visibleText(issuer),
    requestId: typeof id === 'string' ? visibleText(id) : undefined,
  }
}

function issuerOf(body: string): string | undefined {
  try {
    const found = JSON.parse(body) as {readonly issuer?: unknown} | null
    return typeof found?.issuer === 'string' ? found.issuer : undefined
  } catch {
    return undefined
  }
}

function noOrg(orgUrl: string, status: number): OpsError {
  return new OpsError(
    'OPS_ORG_URL',
    `${orgUrl} does not answer like an Okta org (HTTP ${status} at /.well-known/openid-configuration)`,
    {failure: 'usage', next: 'okta-ops org add --help'},
  )
}
