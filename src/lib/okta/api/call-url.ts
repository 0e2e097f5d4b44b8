import type {OktaCall} from '../../ports/okta-api.js'
import {OpsError} from '../../shared/errors.js'
import {visibleText} from '../../shared/visible-text.js'
import {linkTarget} from './link-header.js'

/**
 * The address of a call: a whole one verbatim, a path with its query on the org.
 * @throws OpsError OPS_BAD_ANSWER, before anything is sent, for an address elsewhere: the token would go there
 */
export function callUrl(orgUrl: string, {url, query = {}}: Pick<OktaCall, 'url' | 'query'>): string {
  if (!url.startsWith('/')) {
    assertOwn(orgUrl, url)
    return url
  }
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const search = given.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
  const whole = `${orgUrl}${url}${search === '' ? '' : `?${search}`}`
  assertOwn(orgUrl, whole)
  return whole
}

/**
 * The rel="next" link of an answer, verbatim.
 * @throws OpsError OPS_BAD_ANSWER when it leads to another host: following it would hand over the token
 */
export function ownNextLink(
  orgUrl: string,
  {url, link}: {readonly url: string; readonly link: string | undefined},
): string | undefined {
  const target = linkTarget(link, 'next')
  if (target === undefined) return undefined
  const whole = target.startsWith('/') && !target.startsWith('//') ? new URL(target, url).href : target
  assertOwn(orgUrl, whole)
  return whole
}

function assertOwn(orgUrl: string, url: string): void {
  const {origin, host} = new URL(orgUrl)
  const target = URL.canParse(url) ? new URL(url) : undefined
  if (target?.origin === origin && target.username === '' && target.password === '') return
  throw new OpsError(
    'OPS_BAD_ANSWER',
    `${visibleText(target?.origin ?? 'an address that cannot be read')} is not ${host}: it is not followed, since it would get the token. If it is another name of the same org, use that one as the org URL`,
    {failure: 'unavailable', next: 'okta-ops org list'},
  )
}
