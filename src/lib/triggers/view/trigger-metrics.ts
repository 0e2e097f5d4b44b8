import {metricFamilyText} from '../../shared/metrics-format.js'
import type {TriggerStore} from '../journal/trigger-store.js'

/** What the journal holds, in the Prometheus text format; of all processes together but for `inFlight`. */
export function triggerMetrics(
  store: Pick<TriggerStore, 'counts' | 'oldestDueAt'>,
  {inFlight, now}: {readonly inFlight: number; readonly now: Date},
): string {
  const oldest = store.oldestDueAt(now)
  return [
    metricFamilyText({
      name: 'okta_ops_triggers_work',
      kind: 'gauge',
      help: 'Steps of rules in the journal, by rule and state.',
      samples: store.counts().map(({rule, state, count}) => ({labels: {rule, state}, value: count})),
    }),
    metricFamilyText({
      name: 'okta_ops_triggers_in_flight',
      kind: 'gauge',
      help: 'Flow runs of this process on their way.',
      samples: [{labels: {}, value: inFlight}],
    }),
    metricFamilyText({
      name: 'okta_ops_triggers_oldest_due_seconds',
      kind: 'gauge',
      help: 'For how long the oldest work that is due has waited.',
      samples: [{labels: {}, value: oldest === undefined ? 0 : (now.getTime() - oldest.getTime()) / 1000}],
    }),
  ].join('')
}
