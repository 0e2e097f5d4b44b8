import type {HookNews} from '../../ports/hook-receiver.js'
import type {Machine} from '../../shared/machine.js'
import {visibleText} from '../../shared/visible-text.js'

/** Between two lines about the same kind of refusal: whoever knocks must not fill the log. */
const sayAgainMs = 60_000

/** Tells a person what a receiver meets: each kind of refusal at once, then at most once a minute with a count. */
export function createHookVoice(
  machine: Pick<Machine, 'monotonicMs' | 'debug'>,
  say: (line: string) => void,
): (news: HookNews) => void {
  const refused = new Map<string, {saidAt: number; since: number}>()

  const refusal = (status: number, reason: string): void => {
    const kind = `${status} ${reason}`
    const now = machine.monotonicMs()
    const known = refused.get(kind) ?? {saidAt: -Infinity, since: 0}
    known.since++
    if (now - known.saidAt >= sayAgainMs) {
      say(`refused ${known.since === 1 ? 'a request' : `${known.since} requests`}: ${reason} (${status})`)
      refused.set(kind, {saidAt: now, since: 0})
    } else refused.set(kind, known)
  }

  return (news) => {
    switch (news.kind) {
      case 'verified':
        say('the verification was answered')
        return
      case 'delivered': {
        const {id, events, repeated, skipped} = news
        machine.debug(`delivery ${visibleText(id)}: ${events} events${repeated ? ', it came before' : ''}`)
        if (skipped > 0) say(`${skipped} events of a delivery are none, and were left out`)
        return
      }
      case 'refused':
        refusal(news.status, news.reason)
        return
      case 'failed': {
        const {error} = news
        refusal(503, `not taken: ${visibleText(error instanceof Error ? error.message : String(error))}`)
      }
    }
  }
}
