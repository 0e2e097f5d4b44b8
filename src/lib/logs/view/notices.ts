import type {OktaWait} from '../../ports/okta-api.js'
import {formatDuration} from '../../shared/duration.js'
import type {Machine} from '../../shared/machine.js'

const sayAgainAfterMs = 300_000
/** Shorter waits nobody notices. */
const worthSayingMs = 1500

const reasons: Readonly<Record<OktaWait['reason'], string>> = {
  rate: 'our share of the rate limit is used up',
  '429': "the org's rate limit is reached",
  concurrency: 'the org answers too many requests at once',
  retry: 'the org did not answer',
  breaker: 'the org has been failing',
}

/** Says why nothing moves, once in a while for each reason. */
export function waitTeller(
  machine: Pick<Machine, 'monotonicMs'>,
  say: (line: string) => void,
): (wait: OktaWait) => void {
  const saidAt = new Map<string, number>()
  return ({reason, ms}) => {
    const now = machine.monotonicMs()
    if (ms < worthSayingMs || now - (saidAt.get(reason) ?? -Infinity) < sayAgainAfterMs) return
    saidAt.set(reason, now)
    say(`${reasons[reason]}: waiting ${formatDuration(Math.max(1000, ms))}`)
  }
}
