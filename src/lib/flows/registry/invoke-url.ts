import {OpsError} from '../../shared/errors.js'
import {isLoopbackHost} from '../../shared/loopback.js'

/** Domains that Okta serves Workflows of an org on, beside the org's own (help.okta.com, API Endpoint card). */
const oktaDomains = ['okta.com', 'oktapreview.com', 'okta-emea.com', 'okta-gov.com', 'okta.mil']

/**
 * Reads the invoke address of a flow: `https://ORG.workflows.okta.com/api/flo/ALIAS/invoke`; http only on loopback.
 * @throws OpsError OPS_FLOW_CONFIG (usage), never with the address: its alias, and a token in it, let callers in
 */
export function readInvokeUrl(text: string): string {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined
  if (url === undefined || !['http:', 'https:'].includes(url.protocol))
    throw refused('an invoke address is like https://ORG.workflows.okta.com/api/flo/ALIAS/invoke')
  if ([...url.searchParams.keys()].some((name) => /client.?token/i.test(name)))
    throw refused(
      'the address carries the client token, which ends up in logs and histories that way; take it out, make a new one in Okta, and give it by --client-token',
    )
  if (url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '')
    throw refused('an invoke address has no query, no fragment and no user name')
  if (!/^\/api\/flo\/[A-Za-z0-9_-]{8,128}\/invoke$/.test(url.pathname))
    throw refused('the path of an invoke address is /api/flo/ALIAS/invoke')
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname))
    throw refused('an invoke address begins with https://')
  return url.href
}

/** The address with all but the beginning of its alias left out: for people, and never for requests. */
export function shownInvokeUrl(invokeUrl: string): string {
  return invokeUrl.replace(/\/flo\/([^/]{4})[^/]*\//, '/flo/$1.../')
}

/** Whether the flow's host belongs to the org: `acme.workflows.okta.com` to `acme.okta.com`; on loopback the same origin. */
export function isFlowOfOrg(invokeUrl: string, orgUrl: string): boolean {
  const [flow, org] = [new URL(invokeUrl), new URL(orgUrl)]
  if (isLoopbackHost(org.hostname)) return flow.origin === org.origin
  if (flow.protocol !== 'https:' || flow.port !== '' || org.port !== '') return false
  const name = org.hostname.split('.')[0] ?? ''
  return oktaDomains.some(
    (domain) => org.hostname === `${name}.${domain}` && flow.hostname === `${name}.workflows.${domain}`,
  )
}

/** Whether Okta serves that host, or it is this machine. */
export function isKnownHost(invokeUrl: string): boolean {
  const {hostname} = new URL(invokeUrl)
  return isLoopbackHost(hostname) || oktaDomains.some((domain) => hostname.endsWith(`.workflows.${domain}`))
}

function refused(message: string): OpsError {
  return new OpsError('OPS_FLOW_CONFIG', message, {failure: 'usage', next: 'okta-ops flows add --help'})
}
