import {timingSafeEqual} from 'node:crypto'

/** What one request to the callback path means for the sign-in that waits. */
export type CallbackMeaning =
  /** The browser brings the code (RFC 6749, 4.1.2). */
  | {readonly kind: 'code'; readonly code: string}
  /** The service says no (RFC 6749, 4.1.2.1); `error` is its word, `description` its sentence. */
  | {readonly kind: 'error'; readonly error: string; readonly description: string | undefined}
  /** Not from this sign-in: a forged, old or broken link. It changes nothing. */
  | {readonly kind: 'stranger'; readonly reason: string}

/** Judges a callback's query. The state is compared before anything else is looked at, in constant time. */
export function readCallback(query: URLSearchParams, state: string): CallbackMeaning {
  const [given, ...more] = query.getAll('state')
  if (given === undefined) return {kind: 'stranger', reason: 'it carries no state'}
  if (more.length > 0 || !sameText(given, state))
    return {kind: 'stranger', reason: 'its state is not the one of the sign-in that waits here'}

  const error = query.get('error')
  if (error !== null) return {kind: 'error', error, description: query.get('error_description') ?? undefined}
  const [code, ...otherCodes] = query.getAll('code')
  if (code === undefined || code === '' || otherCodes.length > 0)
    return {kind: 'stranger', reason: 'it carries neither one code nor an error'}
  return {kind: 'code', code}
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
