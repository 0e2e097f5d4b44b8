import type {JsonValue} from '../../shared/json.js'
import {isShallow} from '../../shared/shallow-json.js'
import {visibleText} from '../../shared/visible-text.js'
import {isWebPage} from '../../shared/web-page.js'
import type {RunEnd} from '../journal/run-journal.js'

/** What came of sending one invocation. */
export type Exchange =
  | {readonly kind: 'answer'; readonly answer: InvokeAnswer}
  /** No whole answer. `reached`: the request may have left this machine. */
  | {readonly kind: 'lost'; readonly reached: boolean; readonly why: string}

export interface InvokeAnswer {
  readonly status: number
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
  /** By this machine's clock. */
  readonly receivedAt: Date
}

/** How an invocation ended. */
export type Outcome = RunEnd & {readonly state: 'succeeded' | 'failed' | 'refused' | 'unknown'}

/** The kinds of error that Okta's console shows for flows that cannot be invoked; in answers UNVERIFIED. */
const consoleKinds = ['not active', 'not found', 'forbidden', 'unauthorized']
const oktaRefuses = [400, 401, 403, 404]

/**
 * What an answer, or the lack of one, says about the flow. A flow may answer 200 and 400 to 599 itself (help.okta.com, Return
 * Raw), so a status alone tells little: a header whose name contains "execution" proves that it ran (Okta says that answers carry
 * the execution's id, not in which header), and Okta's own error shapes that it did not. What neither tells is `unknown`, or
 * `failed` where a flow most probably said so; both are never repeated by themselves. So is a web page with 200: a network that
 * wants a sign-in, or a proxy, answers so before any flow is reached, and a flow may Return Raw one.
 */
export function judgeExchange(exchange: Exchange): Outcome {
  if (exchange.kind === 'answer') return judgeAnswer(exchange.answer)
  return exchange.reached
    ? {state: 'unknown', reason: `${exchange.why}; the flow may have run`}
    : {state: 'refused', reason: exchange.why}
}

function judgeAnswer(answer: InvokeAnswer): Outcome {
  const {status} = answer
  const executionId = executionIdOf(answer)
  const body = readBody(answer)
  const said = {
    status,
    ...(executionId === undefined ? {} : {executionId}),
    ...(body.value === undefined ? {} : {output: body.value}),
  }
  if (status >= 200 && status < 300) {
    if (executionId === undefined && isPage(answer)) {
      const reason = `a web page came (${status}), and nothing tells that the flow sent it: a proxy or the network may have`
      return {state: 'unknown', ...said, reason}
    }
    if (!body.broken) return {state: 'succeeded', ...said}
    return {state: 'unknown', ...said, reason: `the answer (${status}) says it is JSON and is not`}
  }
  if (executionId !== undefined) return {state: 'failed', ...said, reason: `the flow answered ${status}`}
  const refusal = refusalIn(answer, body.value)
  if (refusal !== undefined) {
    return {
      state: 'refused',
      ...said,
      reason: `Okta refused with ${status}: ${refusal}`,
      ...(status === 429 ? {retryAfterMs: retryAfterMs(answer)} : {}),
    }
  }
  if (status >= 400 && status < 500) {
    const reason = `answered ${status}: nothing tells whether the flow said so or Okta`
    return {state: 'failed', ...said, reason}
  }
  return {state: 'unknown', ...said, reason: `answered ${status}; the flow may have run`}
}

/** The value of the first header whose name contains "execution". */
function executionIdOf({headers}: InvokeAnswer): string | undefined {
  for (const [name, value] of Object.entries(headers)) {
    const text = (Array.isArray(value) ? value[0] : value)?.trim() ?? ''
    if (/execution/i.test(name) && text !== '') return visibleText(text.slice(0, 200))
  }
  return undefined
}

function isPage({headers, body}: InvokeAnswer): boolean {
  return /^text\/html\b/i.test(one(headers['content-type'])) || isWebPage(body)
}

interface ReadBody {
  readonly value: JsonValue | undefined
  /** It calls itself JSON and cannot be read. */
  readonly broken: boolean
}

/** JSON where it can be read as that and is not nested beyond what can be handled, else text; nothing for an empty body. */
function readBody({headers, body}: InvokeAnswer): ReadBody {
  const text = body.toString('utf8')
  if (text.trim() === '') return {value: undefined, broken: false}
  try {
    const value = JSON.parse(text) as JsonValue
    return {value: isShallow(value) ? value : text, broken: false}
  } catch {
    return {value: text, broken: /\bjson\b/i.test(one(headers['content-type']))}
  }
}

/** Okta's own words in an answer that no flow gave; undefined where it cannot be known that none did. */
function refusalIn({status, headers}: InvokeAnswer, body: JsonValue | undefined): string | undefined {
  const words = oktaWords(body)
  if (status !== 429) return oktaRefuses.includes(status) ? words : undefined
  const plain = typeof body === 'string' && /^too many requests\.?$/i.test(body.trim())
  const counted = Object.keys(headers).some((name) => /^x-rate-?limit-/.test(name))
  return words ?? (plain || counted ? 'too many requests' : undefined)
}

/** Okta's error JSON (`errorCode`, `errorSummary`), or one of the console's kinds. */
function oktaWords(body: JsonValue | undefined): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  const {errorCode, errorSummary, kind} = body as Readonly<Record<string, unknown>>
  if (typeof errorCode === 'string')
    return line(typeof errorSummary === 'string' ? `${errorCode} ${errorSummary}` : errorCode)
  return typeof kind === 'string' && consoleKinds.includes(kind.toLowerCase()) ? line(kind) : undefined
}

function line(text: string): string {
  return visibleText(text.slice(0, 300))
}

function one(value: string | string[] | undefined): string {
  return typeof value === 'string' ? value.trim() : ''
}

const usualPauseMs = 1000
const longestPauseMs = 3_600_000

/** `Retry-After` in seconds or as a date, else the reset of the rate limit (Unix seconds), else a second. */
function retryAfterMs({headers, receivedAt}: InvokeAnswer): number {
  const now = receivedAt.getTime()
  const after = one(headers['retry-after'])
  const reset = one(headers['x-rate-limit-reset'])
  let ms: number = usualPauseMs
  if (/^\d+$/.test(after)) ms = Number(after) * 1000
  else if (after !== '') ms = Date.parse(after) - now
  else if (/^\d+$/.test(reset)) ms = Number(reset) * 1000 - now
  return Number.isFinite(ms) ? Math.min(longestPauseMs, Math.max(0, ms)) : usualPauseMs
}
