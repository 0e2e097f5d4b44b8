import {OpsError, type Failure, type OpsCode} from '../../shared/errors.js'
import {shellWord} from '../../shared/shell-word.js'
import type {ScimRefusal} from './scim-refusal.js'

interface Advice {
  readonly code: OpsCode
  readonly failure: Failure
  /** What it means and what to do; AWS's own words follow. */
  readonly words: string
  readonly next?: string
}

/**
 * The failure that a refusal becomes.
 * @param what what was being done, as in "cannot list the groups"; safe to print
 * @param at the endpoint, and how many tokens were tried
 */
export function explainScimRefusal(
  refusal: ScimRefusal,
  what: string,
  at: {readonly url: string; readonly tokens: number},
): OpsError {
  const {code, failure, words, next} = adviceFor(refusal, at)
  const said = refusal.detail === '' ? '' : ` AWS says: ${refusal.detail}`
  const request = refusal.requestId === undefined ? '' : `, request ${refusal.requestId}`
  return new OpsError(code, `${what}: ${words}.${said} (HTTP ${refusal.status}${request})`, {
    failure,
    cause: refusal,
    ...(next === undefined ? {} : {next}),
  })
}

function adviceFor(
  {status}: ScimRefusal,
  {url, tokens}: {readonly url: string; readonly tokens: number},
): Advice {
  switch (status) {
    case 400:
      return {
        code: 'OPS_SCIM',
        failure: 'failure',
        words: 'AWS calls the request invalid, with one sentence for every reason',
      }
    case 401:
      return {
        code: 'OPS_SIGNED_OUT',
        failure: 'signedOut',
        words: `AWS ${tokens > 1 ? 'takes neither of the SCIM tokens' : 'does not take the SCIM token'}: it is older than a year, was deleted, or belongs to another tenant than the address; make a new one in the Identity Center console (Settings, Identity source, Automatic provisioning, Generate token)`,
        next: `okta-ops scim connect --url ${shellWord(url)} --token -`,
      }
    case 403:
      return {
        code: 'OPS_ACCESS_DENIED',
        failure: 'denied',
        words: 'AWS forbids it: is automatic provisioning still switched on for this Identity Center?',
        next: 'okta-ops scim status',
      }
    case 404:
      return {code: 'OPS_SCIM', failure: 'failure', words: 'AWS does not know this group or user (any more)'}
    case 409:
      return {
        code: 'OPS_SCIM',
        failure: 'failure',
        words: 'AWS has something else under that name or externalId, or it changes at this moment',
      }
    case 429:
      return {
        code: 'OPS_THROTTLED',
        failure: 'unavailable',
        words: 'AWS asked to slow down again and again: something else uses the same endpoint',
        next: 'okta-ops scim status',
      }
    default:
      return otherAdvice(status)
  }
}

function otherAdvice(status: number): Advice {
  if (status >= 500)
    return {
      code: 'OPS_SERVICE',
      failure: 'unavailable',
      words: 'AWS failed again and again',
      next: 'curl -sSI https://health.aws.amazon.com/health/status',
    }
  if (status >= 400) return {code: 'OPS_SCIM', failure: 'failure', words: 'AWS refused the request'}
  return {
    code: 'OPS_BAD_ANSWER',
    failure: 'unavailable',
    words: 'that is no answer of a SCIM endpoint: the address is not quite right, or a proxy is in between',
    next: 'okta-ops scim status',
  }
}
