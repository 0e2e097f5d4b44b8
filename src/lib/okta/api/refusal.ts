import type {OpsError} from '../../shared/errors.js'
import {hideSecrets} from '../../shared/hide-secrets.js'
import {visibleText} from '../../shared/visible-text.js'
import type {AnswerHeaders} from './rate-headers.js'

/** An org's no, as its answer says it; the cause of the OpsError that explains it. Texts are safe to print. */
export class OktaRefusal extends Error {
  readonly status: number
  /** `E0000006`, or `''` where the answer has none. */
  readonly errorCode: string
  /** Okta's sentence and its causes, for people only: nothing is decided by them. */
  readonly summary: string
  readonly requestId: string | undefined
  /** RFC 6750 `error` of a WWW-Authenticate header: `insufficient_scope`, `use_dpop_nonce`, ... */
  readonly challenge: string | undefined

  constructor(answer: {readonly status: number; readonly headers: AnswerHeaders; readonly body: Buffer}) {
    super(`the org answered ${answer.status}`)
    const {errorCode, summary} = readErrorBody(answer.body)
    this.name = 'OktaRefusal'
    this.status = answer.status
    this.errorCode = errorCode
    this.summary = summary
    this.requestId = requestIdOf(answer.headers)
    this.challenge = /\berror="?([A-Za-z0-9_]+)/.exec(answer.headers['www-authenticate'] ?? '')?.[1]
  }
}

/** What the org answered, when `error` came of an answer of its API. */
export function refusalOf(error: unknown): OktaRefusal | undefined {
  const cause = error instanceof Error ? (error as Partial<OpsError>).cause : undefined
  return cause instanceof OktaRefusal ? cause : undefined
}

/** Whether the org has certainly not done what it was asked. */
export function isRefused(error: unknown): boolean {
  const status = refusalOf(error)?.status ?? 0
  return status >= 400 && status < 500
}

/** Okta's code in an error's body, `''` where there is none. */
export function errorCodeOf(body: Buffer): string {
  return readErrorBody(body).errorCode
}

/** X-Okta-Request-Id, which is also the event's transaction id in the System Log; undefined where it has no such form. */
export function requestIdOf(headers: AnswerHeaders): string | undefined {
  const id = headers['x-okta-request-id']
  return id !== undefined && /^[\w@.:-]{1,64}$/.test(id) ? id : undefined
}

/** Some System Log errors have a code and a summary only; a proxy's page has neither. */
function readErrorBody(body: Buffer): {readonly errorCode: string; readonly summary: string} {
  const found = parsed(body.subarray(0, 100_000).toString('utf8'))
  const causes: readonly unknown[] = Array.isArray(found['errorCauses']) ? found['errorCauses'] : []
  const sentences = [found, ...causes.map(asObject)].map((part) => part['errorSummary']).filter(isText)
  const errorCode = found['errorCode']
  return {
    errorCode: isText(errorCode) ? visibleText(errorCode).slice(0, 20) : '',
    summary: visibleText(hideSecrets([...new Set(sentences)].join('; '))).slice(0, 500),
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return asObject(JSON.parse(text))
  } catch {
    return {}
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
