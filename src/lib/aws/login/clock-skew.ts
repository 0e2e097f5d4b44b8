import {formatDuration} from '../../shared/duration.js'
import type {AnswerSeen} from '../service/sdk.js'
import type {Voice} from '../../sign-in/voice.js'

/** Below this a wrong clock does no harm that anybody would notice. */
const tolerableMs = 60_000

/**
 * How far this machine's clock is ahead of the service's (negative: behind), in milliseconds, from the `Date` header
 * (RFC 9110, 6.6.1) and the local times around the request. Undefined without a readable header. Resolution: one
 * second.
 */
export function clockSkewMs(
  dateHeader: string | undefined,
  local: {readonly sentAt: Date; readonly receivedAt: Date},
): number | undefined {
  const serviceMs = Date.parse(dateHeader ?? '')
  if (Number.isNaN(serviceMs)) return undefined
  const middleMs = (local.sentAt.getTime() + local.receivedAt.getTime()) / 2
  return Math.round(middleMs - serviceMs)
}

/** A warning when the clock is more than a minute off, since every expiry on this machine is then misjudged. */
export function skewWarning(skewMs: number | undefined): string | undefined {
  if (skewMs === undefined || Math.abs(skewMs) <= tolerableMs) return undefined
  const direction = skewMs > 0 ? 'ahead of' : 'behind'
  return (
    `this machine's clock is ${formatDuration(Math.abs(skewMs))} ${direction} the service's: ` +
    'sign-ins and credentials will seem to end at the wrong time. Set the clock.'
  )
}

/** Watches the answers of one sign-in and warns once when the clock is off. */
export function createSkewWatch(voice: Pick<Voice, 'warn'>): (answer: AnswerSeen) => void {
  let warned = false
  return ({headers, sentAt, receivedAt}) => {
    const warning = warned ? undefined : skewWarning(clockSkewMs(headers.date, {sentAt, receivedAt}))
    if (warning === undefined) return
    warned = true
    voice.warn(warning)
  }
}
