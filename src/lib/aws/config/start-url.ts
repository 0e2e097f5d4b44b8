import {OpsError} from '../../shared/errors.js'
import {isLoopbackHost} from '../../shared/loopback.js'
import {shellWord} from '../../shared/shell-word.js'
import {visibleText} from '../../shared/visible-text.js'

/** What a start URL turned out to be. The configured text itself is what is written and hashed, never this. */
export interface JudgedStartUrl {
  /** The AWS access portal as its services know it: the configured text, or where a company address leads. */
  readonly portal: string
  /** The region named in the portal's host, if it names one. */
  readonly region: string | undefined
}

/** The one request a company address costs; `sendRequest` of the HTTP client fits. */
export type AskAddress = (request: {readonly method: 'HEAD' | 'GET'; readonly url: string}) => Promise<{
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}>

/** Hosts of AWS access portals in every partition: what the AWS CLI (2.36) takes for AWS's own. */
const portalHosts = [
  /\.awsapps\.(com|cn)$/,
  /\.app\.aws$/,
  /\.portal\.amazonaws\.(com|com\.cn|eu)$/,
  /\.app\.amazonwebservices\.com\.cn$/,
  /\.api\.amazonwebservices\.eu$/,
  /^identitycenter\.amazonaws\.(com|com\.cn|eu)$/,
  /^identitycenter\.us-gov\.amazonaws\.com$/,
]

const oktaHosts = /(^|\.)(okta|oktapreview|okta-emea|okta-gov|trexcloud)\.com$|(^|\.)okta\.mil$/

/**
 * Judges a start URL before it is written or signed in with: an AWS portal passes, an address on loopback too (a sandbox), any other has to
 * lead to a portal by one redirect, as the AWS CLI asks of company addresses since 2.35.13.
 * @throws OpsError OPS_START_URL (usage) saying what to use instead; OPS_SERVICE when a company's server fails; what `ask` throws when a company address does not answer
 */
export async function judgeStartUrl(text: string, ask: AskAddress): Promise<JudgedStartUrl> {
  const url = readStartUrl(text)
  if (isLoopbackHost(url.hostname) || isPortal(url)) return {portal: text, region: regionOf(url.hostname)}
  const portal = readRedirect(url, await askOnce(url, ask))
  return {portal: portal.href, region: regionOf(portal.hostname)}
}

/**
 * Refuses without any request what can never be a start URL.
 * @throws OpsError OPS_START_URL (usage)
 */
export function readStartUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw refused(`"${visibleText(text)}" is not a web address`)
  }
  if (oktaHosts.test(url.hostname)) {
    throw refused(
      `${url.hostname} is an Okta address, not an AWS start URL: use the address behind the AWS tile of your Okta dashboard, "AWS access portal URL" in IAM Identity Center's settings`,
    )
  }
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname)) {
    throw refused(`the start URL begins with http://, which every AWS tool refuses: use https://${url.host}`)
  }
  if (url.username !== '' || url.password !== '') throw refused('a start URL holds no user name or password')
  return url
}

/** HEAD, or GET where HEAD is not allowed (405) or not built (501). */
async function askOnce(url: URL, ask: AskAddress): ReturnType<AskAddress> {
  const answer = await ask({method: 'HEAD', url: url.href})
  return answer.status === 405 || answer.status === 501 ? ask({method: 'GET', url: url.href}) : answer
}

function readRedirect(from: URL, {status, headers}: Awaited<ReturnType<AskAddress>>): URL {
  const {location} = headers
  if (status === 429 || status >= 500) {
    throw new OpsError('OPS_SERVICE', `${from.host} cannot say where it leads: it answered ${status}`, {
      failure: 'unavailable',
      next: `curl -sSI ${shellWord(from.href)}`,
    })
  }
  if (status < 300 || status > 399 || typeof location !== 'string') {
    throw refused(`${from.host} is not an AWS portal and does not redirect to one (it answered ${status})`)
  }
  const to = URL.canParse(location, from.href) ? new URL(location, from.href) : undefined
  if (to?.protocol === 'https:' && isPortal(to)) return to
  throw refused(
    `${from.host} redirects to ${to?.host ?? visibleText(location)}, which is not an AWS portal over https`,
  )
}

function isPortal({protocol, hostname}: URL): boolean {
  return protocol === 'https:' && portalHosts.some((host) => host.test(hostname))
}

function regionOf(hostname: string): string | undefined {
  return hostname.split('.').find((label) => /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/.test(label))
}

function refused(why: string): OpsError {
  return new OpsError('OPS_START_URL', why, {
    failure: 'usage',
    next: 'okta-ops setup --start-url https://d-1234567890.awsapps.com/start',
  })
}
