import {metricFamilyText} from '../../shared/metrics-format.js'
import type {SourceStatus} from '../source-status.js'

interface Metric {
  readonly name: string
  readonly kind: 'counter' | 'gauge'
  readonly help: string
  /** Undefined: not known yet, so no line. */
  readonly value: (status: SourceStatus) => number | undefined
}

const metrics: readonly Metric[] = [
  counter('pages_total', 'Pages read from the System Log.', ({pages}) => pages),
  counter('events_seen_total', 'Events read, before filters and repeats are taken out.', ({seen}) => seen),
  counter('events_delivered_total', 'Events the sink has.', ({delivered}) => delivered),
  counter('events_filtered_total', 'Events left out by a filter that runs here.', ({filtered}) => filtered),
  counter(
    'events_repeated_total',
    'Events left out because they were delivered before.',
    ({repeated}) => repeated,
  ),
  counter(
    'events_refused_total',
    'Of the delivered events, those that the receiver refuses for good.',
    ({refused}) => refused,
  ),
  counter('events_late_total', 'Events published well before one that was read earlier.', ({late}) => late),
  counter('failures_total', 'Failures that pass, of the org and of the sink.', ({failures}) => failures),
  counter('healed_total', 'Restarts because the org did not know the place any more.', ({healed}) => healed),
  gauge('lag_seconds', "The org's clock less the newest event's time, at the last page.", ({lagMs}) =>
    lagMs === undefined ? undefined : lagMs / 1000,
  ),
  gauge('last_page_timestamp_seconds', 'When the last page was read.', ({lastPageAt}) =>
    lastPageAt === undefined ? undefined : lastPageAt.getTime() / 1000,
  ),
  gauge('up', '1 unless the source has failed or stopped.', (status) => (isUp(status) ? 1 : 0)),
]

/** Every source's figures in the Prometheus text exposition format. */
export function metricsText(sources: readonly SourceStatus[]): string {
  return metrics.map((metric) => renderMetric(metric, sources)).join('')
}

/** Whether a source still does its work. */
export function isUp({state}: SourceStatus): boolean {
  return state !== 'failed' && state !== 'stopped'
}

function renderMetric({name, kind, help, value}: Metric, sources: readonly SourceStatus[]): string {
  const samples = sources.flatMap((source) => {
    const found = value(source)
    return found === undefined ? [] : [{labels: {source: source.name, sink: source.sink}, value: found}]
  })
  return metricFamilyText({name: `okta_ops_logs_${name}`, kind, help, samples})
}

function counter(name: string, help: string, value: Metric['value']): Metric {
  return {name, kind: 'counter', help, value}
}

function gauge(name: string, help: string, value: Metric['value']): Metric {
  return {name, kind: 'gauge', help, value}
}
