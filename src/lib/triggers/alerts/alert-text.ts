import {formatDuration} from '../../shared/duration.js'
import type {AlertNews, AlertReading, AlertRule} from './alert.js'

/** What is told of an alert: as JSON to a command, as `text` to people. Names of rules and the org are all that is in it from outside. */
export interface AlertMessage {
  readonly alert: AlertRule['kind']
  readonly news: AlertNews
  readonly text: string
  /** A share, milliseconds, or a count, as `limit`. */
  readonly value: number
  readonly limit: number
  readonly since: string
  readonly at: string
  readonly host: string
  readonly org?: string
}

/** What a message is made of. */
export interface AlertFacts {
  readonly rule: AlertRule
  readonly news: AlertNews
  readonly since: Date
  readonly now: Date
  readonly reading: AlertReading & {readonly about?: string}
  readonly host: string
  /** Empty for events that came without one. */
  readonly org: string
}

export function alertMessage({rule, news, since, now, reading, host, org}: AlertFacts): AlertMessage {
  const {value} = reading
  const lasted = formatDuration(now.getTime() - since.getTime())
  const where = org === '' ? host : `${org.replace(/^https?:\/\//, '')} on ${host}`
  const head = {begun: 'alert', still: `alert, still (for ${lasted})`, over: `over after ${lasted}`}[news]
  const about = reading.about === undefined ? '' : ` (${reading.about})`
  const next = news === 'over' ? [] : [`See: ${nextCommand(rule)}`]
  return {
    alert: rule.kind,
    news,
    text: [`okta-ops triggers, ${where}: ${head}: ${said(rule, value)}${about}`, ...next].join('\n'),
    value,
    limit: rule.limit,
    since: since.toISOString(),
    at: now.toISOString(),
    host,
    ...(org === '' ? {} : {org}),
  }
}

function said(rule: AlertRule, value: number): string {
  const {limit} = rule
  switch (rule.kind) {
    case 'failure-rate':
      return `${percent(value)} of the runs of the last ${formatDuration(rule.windowMs)} did not succeed; the limit is ${percent(limit)}`
    case 'lag':
      return `${rule.of} is ${formatDuration(value)} behind; the limit is ${formatDuration(limit)}`
    case 'dead-letters':
      return `${value} dead ${value === 1 ? 'letter' : 'letters'}; the limit is ${limit}`
  }
}

function nextCommand(rule: AlertRule): string {
  switch (rule.kind) {
    case 'failure-rate':
      return `okta-ops triggers history --since ${Math.ceil(rule.windowMs / 60_000)}m`
    case 'lag':
      return 'okta-ops triggers pending'
    case 'dead-letters':
      return 'okta-ops triggers dead-letters list'
  }
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`
}
