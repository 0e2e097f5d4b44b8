import type {OktaRequest} from './request.js'
import {limitHeaders, warningPercent, type Bucket, type Verdict} from '../limits/rate-limits.js'
import {recordFor} from '../log/journal.js'
import {tooManyRequests} from '../refusal.js'
import type {Fault} from '../../faults/fault.js'

/**
 * Counts a request against its bucket and returns the three headers; a fault may say that a limit is reached.
 * @throws OktaRefusal 429 of one of the two kinds
 */
export function countRequest(
  request: OktaRequest,
  bucket: Bucket,
  fault: Fault | undefined,
): Readonly<Record<string, string>> {
  const {world, caller} = request
  const nowMs = world.now().getTime()
  const verdict = world.okta.limits.take(bucket, caller.id, nowMs)
  if (verdict.notice !== undefined) tell(request, bucket, verdict)
  if (fault?.name === 'concurrency') {
    // Too many at once: both numbers are 0, and the reset says nothing.
    const headers = limitHeaders({...verdict, limit: 0, remaining: 0, resetsAtMs: nowMs})
    throw tooManyRequests(headers)
  }
  if (fault?.name === '429') {
    const resetsAtMs = fault.value === undefined ? verdict.resetsAtMs : nowMs + fault.value * 1000
    throw tooManyRequests(limitHeaders({...verdict, remaining: 0, resetsAtMs}))
  }
  if (!verdict.allowed) throw tooManyRequests(limitHeaders({...verdict, remaining: 0}))
  return limitHeaders(verdict)
}

function tell(request: OktaRequest, bucket: Bucket, {notice, limit, resetsAtMs}: Verdict): void {
  const seconds = Math.ceil((resetsAtMs - request.world.now().getTime()) / 1000)
  const warning = notice === 'warning'
  recordFor(request, {
    eventType: warning ? 'system.org.rate_limit.warning' : 'system.org.rate_limit.violation',
    displayMessage: warning ? 'Rate limit warning' : 'Rate limit violation',
    legacyEventType: `core.framework.ratelimit.${warning ? 'warning' : 'violation'}`,
    severity: 'WARN',
    target: [
      {id: request.call.rawPath, type: 'URL Pattern', alternateId: 'unknown', displayName: 'unknown'},
      {id: `bucket-${bucket}`, type: 'Bucket Uuid', alternateId: 'unknown', displayName: 'unknown'},
    ],
    debugData: {
      rateLimitBucketUuid: `bucket-${bucket}`,
      rateLimitScopeType: 'ORG',
      rateLimitSecondsToReset: String(seconds),
      threshold: String(limit),
      timeSpan: '1',
      timeUnit: 'MINUTES',
      ...(request.caller.userId === undefined ? {} : {userId: request.caller.userId}),
      ...(warning ? {warningPercent: String(warningPercent)} : {}),
    },
  })
}
