import {formatDuration} from '../../shared/duration.js'
import type {LiveLine} from '../../shared/live-line.js'
import type {Machine} from '../../shared/machine.js'
import type {FollowWait} from '../follow-notice.js'

const sayAgainAfterMs = 300_000
/** Shorter waits nobody notices at a terminal, and nobody wants in a service's log. */
const worthShowingMs = 1500
const worthSayingMs = 5000

const reasons: Readonly<Record<FollowWait['reason'], string>> = {
  rate: 'our share of the rate limit is used up',
  '429': "the org's rate limit is reached",
  concurrency: 'the org answers too many requests at once',
  retry: 'the org did not answer',
  breaker: 'the org has been failing',
  trouble: 'that has not passed yet',
}

/** Where waits are told. */
export interface WaitTold {
  readonly machine: Pick<Machine, 'monotonicMs' | 'now'>
  readonly say: (line: string) => void
  /** A terminal, where they are counted down. */
  readonly live?: LiveLine | undefined
}

export interface WaitTeller {
  readonly tell: (wait: FollowWait) => void
  /** Reading has ended: nothing is waited for any more. */
  readonly end: () => void
}

/** Says why nothing moves: counted down at a terminal; else until when, once in a while for each reason. */
export function waitTeller({machine, say, live}: WaitTold): WaitTeller {
  const saidAt = new Map<string, number>()
  let hide: (() => void) | undefined
  const count = ({reason, ms}: FollowWait): void => {
    hide?.()
    const end = machine.monotonicMs() + ms
    hide = ms < worthShowingMs ? undefined : live?.show(() => countdown(reason, end - machine.monotonicMs()))
  }
  const sayOnce = ({reason, ms}: FollowWait): void => {
    const now = machine.monotonicMs()
    if (ms < worthSayingMs || now - (saidAt.get(reason) ?? -Infinity) < sayAgainAfterMs) return
    saidAt.set(reason, now)
    const until = new Date(machine.now().getTime() + ms).toISOString().slice(0, 19)
    say(`${reasons[reason]}: waiting until ${until}Z (${formatDuration(ms)})`)
  }
  return {tell: live === undefined ? sayOnce : count, end: () => hide?.()}
}

/** `the org's rate limit is reached: going on in 42s`; empty when that is over. */
export function countdown(reason: FollowWait['reason'], leftMs: number): string {
  return leftMs <= 0 ? '' : `${reasons[reason]}: going on in ${Math.ceil(leftMs / 1000)}s`
}
