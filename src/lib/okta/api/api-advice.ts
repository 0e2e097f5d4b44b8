import {OpsError, type Failure, type OpsCode} from '../../shared/errors.js'
import {shellWord} from '../../shared/shell-word.js'
import {checkCommand, loginCommand} from '../auth/oauth-advice.js'
import type {OrgConnection} from '../connection.js'
import type {OktaRefusal} from './refusal.js'

/** What one refusal means for the person. */
interface Advice {
  readonly code: OpsCode
  readonly failure: Failure
  /** One clause on what happened and what to do; Okta's own words follow. */
  readonly words: string
  readonly next?: string
}

type Org = Pick<OrgConnection, 'name' | 'auth' | 'orgUrl'>

/**
 * The failure that a refusal of the org's API becomes: what the person must do, Okta's own words and the request id. Decided
 * by HTTP status first and `errorCode` second, never by text (Okta uses one code with several statuses).
 */
export function explainRefusal(refusal: OktaRefusal, org: Org): OpsError {
  const {code, failure, words, next} = adviceFor(refusal, org)
  const said = refusal.summary === '' ? '' : ` Okta says: ${refusal.summary}`
  const marks = [`HTTP ${refusal.status}`, refusal.errorCode, requestPart(refusal)].filter(Boolean).join(', ')
  return new OpsError(code, `${words}.${said} (${marks})`, {
    failure,
    cause: refusal,
    ...(next === undefined ? {} : {next}),
  })
}

function requestPart({requestId}: OktaRefusal): string {
  return requestId === undefined ? '' : `request ${requestId}`
}

function adviceFor(refusal: OktaRefusal, org: Org): Advice {
  const {status} = refusal
  if (status === 401) return unauthorized(refusal, org)
  if (status === 403) return forbidden(refusal, org)
  if (status === 429)
    return {
      code: 'OPS_THROTTLED',
      failure: 'unavailable',
      words: 'the org asked to slow down again and again: something else uses up its rate limit',
      next: checkCommand(org),
    }
  if (status >= 500)
    return {
      code: 'OPS_SERVICE',
      failure: 'unavailable',
      words:
        refusal.errorCode === 'E0000009'
          ? 'the org gave the request up or failed; a narrower time range or filter is quicker'
          : 'the org failed',
      next: 'curl -sSI https://status.okta.com',
    }
  if (status >= 300 && status < 400) return redirected(org)
  return byErrorCode(refusal, org)
}

/** Every code of the 4xx answers that this program can meet. */
function byErrorCode({status, errorCode}: OktaRefusal, org: Org): Advice {
  const rejected = {code: 'OPS_REQUEST_REJECTED', failure: 'failure'} as const
  switch (errorCode) {
    case 'E0000001':
      return {...rejected, words: 'the org does not accept a value of this request'}
    case 'E0000003':
      return {...rejected, words: 'the org could not read what was sent; this is a fault of okta-ops'}
    case 'E0000007':
      return {...rejected, words: 'the org does not know this user, group or object'}
    case 'E0000031':
      return {
        code: 'OPS_FILTER',
        failure: 'usage',
        words: 'the org cannot use this operator with this field of the filter',
        next: 'okta-ops logs query --help',
      }
    case 'E0000053':
      return {
        code: 'OPS_FILTER',
        failure: 'usage',
        words: 'the org does not accept the filter, or the time range begins more than 180 days back',
        next: 'okta-ops logs query --help',
      }
    case 'E0000239':
      return {
        code: 'OPS_SERVICE',
        failure: 'unavailable',
        words: 'the org is still working through its group rules; try again in a minute',
      }
    case 'E0000195':
      return {...rejected, words: 'this does not go together with what the org has already'}
    default:
      return status === 404
        ? {
            ...rejected,
            words:
              'the org does not know this address: is it the right org, and not a custom authorization server?',
            next: checkCommand(org),
          }
        : {...rejected, words: 'the org refused the request'}
  }
}

function unauthorized({errorCode, challenge}: OktaRefusal, org: Org): Advice {
  const {name, orgUrl} = org
  const signedOut = {code: 'OPS_SIGNED_OUT', failure: 'signedOut'} as const
  if (errorCode === 'E0000015')
    return {
      code: 'OPS_ACCESS_DENIED',
      failure: 'denied',
      words: 'the org does not have this feature; ask your Okta administrator whether it is licensed',
      next: checkCommand(org),
    }
  if (challenge === 'invalid_dpop_proof')
    return {
      code: 'OPS_OAUTH',
      failure: 'denied',
      words: "the org does not accept the proof that goes with the token: is this machine's clock right?",
      next: 'date -u',
    }
  switch (org.auth.kind) {
    case 'api-token':
      return {
        ...signedOut,
        words:
          'the org does not accept the API token: it was revoked, was not used for 30 days, is bound to another network zone, or the admin who made it was deactivated; make a new one in the Admin Console (Security > API > Tokens)',
        next: `okta-ops org add${name === undefined ? '' : ` ${shellWord(name)} --force`} --org-url ${orgUrl} --api-token -`,
      }
    case 'person':
      return {
        ...signedOut,
        words: 'the org does not accept the sign-in any more',
        next: loginCommand(org),
      }
    case 'service-app':
      return {
        ...signedOut,
        words: 'the org does not accept a fresh token of the service app: is the app still active?',
        next: checkCommand(org),
      }
  }
}

function forbidden({errorCode, challenge}: OktaRefusal, org: Org): Advice {
  const denied = {code: 'OPS_ACCESS_DENIED', failure: 'denied', next: checkCommand(org)} as const
  if (challenge === 'insufficient_scope')
    return {
      ...denied,
      words:
        "the token lacks a scope for this: add it to the connection's scopes and grant it to the app in the Admin Console (the app's Okta API Scopes tab; a Super Admin may)",
    }
  if (errorCode === 'E0000005') return {...denied, words: 'the org does not accept this session'}
  if (org.auth.kind === 'service-app')
    return {
      ...denied,
      words:
        "the service app may not do this: its admin role is too small, even where the scope is granted; give it one that covers this in the Admin Console (the app's Admin roles tab; Read-only Administrator for logs)",
    }
  return {
    ...denied,
    words:
      org.auth.kind === 'person'
        ? 'your own admin role is too small for this, even where the app has the scope; ask your Okta administrator for a role that covers it'
        : 'the admin role of whoever made the API token is too small for this; use the token of an admin whose role covers it',
  }
}

/** A sign-in page in front of the org, or an address that has moved; a token is never sent along. */
function redirected(org: Org): Advice {
  return {
    code: 'OPS_BAD_ANSWER',
    failure: 'unavailable',
    words:
      'the org sends to another address, which is not followed: the org URL is not quite right, or a proxy wants a sign-in',
    next: checkCommand(org),
  }
}
