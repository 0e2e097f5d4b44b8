import {OpsError} from '../../shared/errors.js'
import {isLoopbackHost} from '../../shared/loopback.js'

/** The address of an Okta org, ready to be used. */
export interface OrgAddress {
  /** `https://HOST`, without a slash at the end; http and a port only on loopback. */
  readonly url: string
  readonly host: string
  /** `custom`: a company's own domain, which Okta serves but whose name does not say so. */
  readonly domain: 'okta' | 'custom' | 'loopback'
  /** What had to be mended, a sentence each; empty when it was written as it should be. */
  readonly notes: readonly string[]
}

/** Domains that Okta gives orgs (developer.okta.com, Find your Okta domain). */
const oktaDomains = ['okta.com', 'oktapreview.com', 'okta-emea.com', 'okta-gov.com', 'okta.mil']
/** Hosts on them that are no org. */
const notOrgs = ['www', 'developer', 'help', 'support', 'login', 'status', 'trust', 'api']

/**
 * Reads an org's address as people have it at hand: bare, from the browser's address bar, from the Admin Console. What is
 * certain is mended and noted.
 * @throws OpsError OPS_ORG_URL (usage) when no org can be meant; OPS_CLEAR_TEXT (refused) for http off this machine
 */
export function readOrgUrl(text: string): OrgAddress {
  const notes: string[] = []
  const url = parsed(text.trim(), notes)
  if (url.username !== '' || url.password !== '')
    throw refused(text, 'it carries a user name or password; an org has its own ways in')
  const host = url.hostname.replace(/\.$/, '')
  checkScheme(url, text)
  if (isLoopbackHost(host)) {
    notePath(url, notes)
    return {url: url.origin, host: url.host, domain: 'loopback', notes}
  }
  checkHost(url, text)
  const [orgHost, domain] = orgHostOf(host, notes)
  if (orgHost.startsWith('.')) throw refused(text, 'the name of the org is missing before -admin')
  if (domain !== undefined && (orgHost === domain || notOrgs.includes(orgHost.slice(0, -domain.length - 1))))
    throw refused(
      text,
      `${orgHost} is a page of Okta's, not an org; an org's address is like https://halyard.okta.com`,
    )
  notePath(url, notes)
  return {url: `https://${orgHost}`, host: orgHost, domain: domain === undefined ? 'custom' : 'okta', notes}
}

function parsed(text: string, notes: string[]): URL {
  if (text === '') throw refused(text, 'it is empty')
  if (/[{}<>]|your-?_?okta-?_?domain/i.test(text))
    throw refused(text, "it is a placeholder; put your org's own address there")
  if (/\s/.test(text)) throw refused(text, 'there is a space in it')
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(text)) {
    if (URL.canParse(text)) return new URL(text)
    throw refused(text, 'it is no web address')
  }
  const bare = `https://${text}`
  if (!URL.canParse(bare)) throw refused(text, 'it is no web address')
  const scheme = isLoopbackHost(new URL(bare).hostname) ? 'http' : 'https'
  notes.push(`${scheme}:// was missing`)
  return new URL(`${scheme}://${text}`)
}

function checkScheme(url: URL, text: string): void {
  if (url.protocol === 'https:') return
  if (url.protocol !== 'http:') throw refused(text, `an org is reached by https, not by ${url.protocol}//`)
  if (isLoopbackHost(url.hostname)) return
  throw new OpsError(
    'OPS_CLEAR_TEXT',
    `refusing to talk to ${url.host} in clear text: an org's address begins with https://`,
    {failure: 'refused', next: `okta-ops org add --org-url https://${url.host}`},
  )
}

function checkHost(url: URL, text: string): void {
  const {hostname, port} = url
  if (/^[\d.]+$/.test(hostname) || hostname.startsWith('['))
    throw refused(text, 'an org is reached by its name, not by a number')
  if (port !== '') throw refused(text, 'an org answers on the usual port; a port goes with this machine only')
  if (!hostname.replace(/\.$/, '').includes('.'))
    throw refused(text, `${hostname} is no full name; an org's address is like https://${hostname}.okta.com`)
}

/** The host the API lives on, and the Okta domain it belongs to, if any. */
function orgHostOf(host: string, notes: string[]): readonly [host: string, domain: string | undefined] {
  const domain = oktaDomains.find((known) => host === known || host.endsWith(`.${known}`))
  if (domain === undefined) return [host, undefined]
  const admin = `-admin.${domain}`
  if (!host.endsWith(admin)) return [host, domain]
  const org = `${host.slice(0, -admin.length)}.${domain}`
  notes.push(`${host} is the Admin Console; the org itself, with its API, is ${org}`)
  return [org, domain]
}

function notePath(url: URL, notes: string[]): void {
  const [, server] = /^\/oauth2\/(?!v1(?:\/|$))([^/]+)/.exec(url.pathname) ?? []
  if (server !== undefined)
    notes.push(
      `/oauth2/${server} is a custom authorization server, whose tokens cannot call Okta's API; the org's own is used`,
    )
  else if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    notes.push(
      `${url.pathname === '/' ? 'what follows it' : url.pathname} was left off: the address of an org is its host alone`,
    )
}

function refused(text: string, why: string): OpsError {
  const shown = text.includes('@') ? '' : ` ${JSON.stringify(text)}`
  return new OpsError('OPS_ORG_URL', `this is no address of an Okta org${shown}: ${why}`, {
    failure: 'usage',
    next: 'okta-ops org add --help',
  })
}
