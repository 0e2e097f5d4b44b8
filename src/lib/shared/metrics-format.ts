/** The content type of the Prometheus text format, version 0.0.4. */
export const metricsType = 'text/plain; version=0.0.4; charset=utf-8'

/** One metric with its samples. */
export interface MetricFamily {
  readonly name: string
  readonly kind: 'counter' | 'gauge'
  readonly help: string
  readonly samples: readonly {readonly labels: Readonly<Record<string, string>>; readonly value: number}[]
}

/** A metric in the Prometheus text exposition format. */
export function metricFamilyText({name, kind, help, samples}: MetricFamily): string {
  const lines = samples.map(({labels, value}) => {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${labelValue(text)}"`)
    return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}\n`
  })
  return `# HELP ${name} ${help}\n# TYPE ${name} ${kind}\n${lines.join('')}`
}

/** Backslash, quote and newline are what the format escapes. */
function labelValue(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
