import {randomBytes} from 'node:crypto'
import type {EventHook} from './event-hooks.js'
import {isWorthAnotherTry, reach, type Attempt} from './post.js'

/**
 * Asks a receiver whether it wants the events: one GET with a challenge, once more when that fails, and the answer must hold
 * it. Undefined when it does, else why not.
 */
export async function challenge(hook: EventHook, timeoutMs: number): Promise<string | undefined> {
  const secret = randomBytes(24).toString('base64url')
  const ask = (): Promise<Attempt> =>
    reach(hook, {method: 'GET', headers: {'x-okta-verification-challenge': secret}, timeoutMs})
  const first = await ask()
  const last = isWorthAnotherTry(first) ? await ask() : first
  if (last.status !== 200) return `the receiver answered ${last.outcome}`
  return verificationIn(last.text) === secret
    ? undefined
    : 'the answer does not hold the challenge as "verification"'
}

function verificationIn(text: string): unknown {
  try {
    return (JSON.parse(text) as {verification?: unknown} | null)?.verification
  } catch {
    return undefined
  }
}
