import type {EventHook} from './event-hooks.js'

/** How one try to reach a receiver ended. */
export interface Attempt {
  /** Undefined when no answer came. */
  readonly status: number | undefined
  readonly text: string
  /** Status, or why there was none. */
  readonly outcome: string
}

export interface HookRequest {
  readonly method: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly timeoutMs: number
}

/** Asks a receiver, with the hook's own headers; redirects are not followed, and an answer must come in time. */
export async function reach(
  {uri, headers, authScheme}: Pick<EventHook, 'uri' | 'headers' | 'authScheme'>,
  {method, headers: more = {}, body, timeoutMs}: HookRequest,
): Promise<Attempt> {
  const own = [...headers, ...(authScheme === undefined ? [] : [authScheme])]
  try {
    const response = await fetch(uri, {
      method,
      headers: {...Object.fromEntries(own.map(({key, value}) => [key, value])), ...more},
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : {body}),
    })
    const text = (await response.text()).slice(0, 10_000)
    return {status: response.status, text, outcome: String(response.status)}
  } catch (error) {
    const timedOut = error instanceof Error && error.name === 'TimeoutError'
    return {status: undefined, text: '', outcome: timedOut ? 'timeout' : 'no answer'}
  }
}

/** A second try is made after 5xx and when no answer came; never after anything the receiver meant. */
export function isWorthAnotherTry({status}: Attempt): boolean {
  return status === undefined || status >= 500
}
