import {isIP} from 'node:net'
import {globMatches, isGlob} from '../../language/glob.js'
import {parseFilter} from '../../language/filter/filter-parse.js'
import {allOf, anyOf, type Filter} from '../../language/filter/filter-tree.js'
import {OpsError} from '../../shared/errors.js'
import type {JsonObject} from '../../shared/json.js'
import {addressRange} from './address-range.js'

/** The flags that stand for pieces of a filter; several values of one flag mean any of them, several flags all of them. */
export interface Shorthands {
  /** Event types, exact or with `*` and `?`. */
  readonly type?: readonly string[] | undefined
  /** Ids, logins (also up to their @) or display names. */
  readonly actor?: readonly string[] | undefined
  readonly target?: readonly string[] | undefined
  /** Addresses, CIDR ranges or beginnings such as `10.20.`. */
  readonly ip?: readonly string[] | undefined
  readonly outcome?: readonly string[] | undefined
  /** `WARN`, or `WARN+` for that and what is graver. */
  readonly severity?: readonly string[] | undefined
  /** Names or ids of apps and groups among the targets. */
  readonly app?: readonly string[] | undefined
  readonly group?: readonly string[] | undefined
  readonly oktaSession?: readonly string[] | undefined
  readonly txn?: readonly string[] | undefined
}

/** What one flag asks for: `filter` and `also` together are its meaning; `hint` follows from it and may go to Okta. */
export interface Condition {
  readonly filter?: Filter | undefined
  readonly hint?: Filter | undefined
  readonly also?: {readonly test: (event: JsonObject) => boolean; readonly words: string}
}

/** `outcome.result` as Okta's management API specification lists it. */
const outcomes =
  'SUCCESS FAILURE SKIPPED ALLOW DENY CHALLENGE UNKNOWN RATE_LIMIT DEFERRED SCHEDULED ABANDONED UNANSWERED'
const severities = ['DEBUG', 'INFO', 'WARN', 'ERROR']

/**
 * The conditions of the flags, in no order that matters.
 * @throws OpsError OPS_USAGE naming the flag whose value means nothing
 */
export function conditionsOf(flags: Shorthands): readonly Condition[] {
  return [
    some(flags.type, typeCondition),
    some(flags.actor, (values) => ({filter: any(values, (value) => partyText('actor', value))})),
    some(flags.target, (values) => ({filter: any(values, (value) => partyText('target', value))})),
    some(flags.ip, ipCondition),
    some(flags.outcome, (values) => ({filter: any(values, outcomeText)})),
    some(flags.severity, (values) => ({filter: any(values, severityText)})),
    some(flags.app, (values) => namedTarget('AppInstance', values)),
    some(flags.group, (values) => namedTarget('UserGroup', values)),
    some(flags.oktaSession, (values) => ({filter: any(values, sessionText)})),
    some(flags.txn, (values) => ({filter: any(values, (value) => `transaction.id eq ${quoted(value)}`)})),
  ].filter((condition) => condition !== undefined)
}

function some(
  values: readonly string[] | undefined,
  make: (values: readonly string[]) => Condition,
): Condition | undefined {
  return values === undefined || values.length === 0 ? undefined : make(values)
}

/** A `*` at the end alone is what Okta can do (`sw`); other patterns narrow what it sends and are matched here. */
function typeCondition(patterns: readonly string[]): Condition {
  const easy = patterns.every((pattern) => !isGlob(pattern.replace(/(?<=.)\*$/, '')))
  if (easy) return {filter: any(patterns, typeText)}
  const hints = patterns.map((pattern) => globHint(pattern))
  const known = hints.filter((hint) => hint !== undefined)
  return {
    ...(known.length === hints.length ? {hint: any(known, (hint) => hint)} : {}),
    also: {
      words: `eventType like ${patterns.join(', ')}`,
      test: ({eventType}) =>
        typeof eventType === 'string' && patterns.some((pattern) => globMatches(pattern, eventType)),
    },
  }
}

function typeText(pattern: string): string {
  return pattern.endsWith('*')
    ? `eventType sw ${quoted(pattern.slice(0, -1))}`
    : `eventType eq ${quoted(pattern)}`
}

/** What every type that fits the pattern begins with; capitals do not count in a pattern, so only as far as it has none. */
function globHint(pattern: string): string | undefined {
  const [start = ''] = /^[^*?]*/.exec(pattern) ?? []
  return start === '' || start !== start.toLowerCase() ? undefined : `eventType sw ${quoted(start)}`
}

function partyText(path: 'actor' | 'target', value: string): string {
  if (isOktaId(value)) return `${path}.id eq ${quoted(value)}`
  const login = `${path}.alternateId eq ${quoted(value)}`
  if (value.includes('@')) return login
  return `${login} or ${path}.alternateId sw ${quoted(`${value}@`)} or ${path}.displayName eq ${quoted(value)}`
}

/** An app or group by what it is called or by its id; Okta cannot tie both to one target, but each alone narrows. */
function namedTarget(type: string, values: readonly string[]): Condition {
  const nameText = (prefix: string, value: string): string =>
    isOktaId(value)
      ? `${prefix}id eq ${quoted(value)}`
      : `${prefix}displayName eq ${quoted(value)} or ${prefix}alternateId eq ${quoted(value)}`
  return {
    filter: any(values, (value) => `target[type eq ${quoted(type)} and (${nameText('', value)})]`),
    hint: allOf(
      [parse(`target.type eq ${quoted(type)}`), any(values, (value) => nameText('target.', value))].filter(
        (filter) => filter !== undefined,
      ),
    ),
  }
}

function ipCondition(values: readonly string[]): Condition {
  const ranges = values.map((value) => (isIP(value) === 0 ? addressRange(value) : undefined))
  const texts = values.map((value, index) => {
    const range = ranges[index]
    if (range === undefined) return `client.ipAddress eq ${quoted(value)}`
    return range.prefix === undefined ? undefined : `client.ipAddress sw ${quoted(range.prefix)}`
  })
  const known = texts.filter((text) => text !== undefined)
  const hint = known.length === texts.length ? any(known, (text) => text) : undefined
  if (hint !== undefined && ranges.every((range) => range?.includes === undefined)) return {filter: hint}
  return {
    ...(hint === undefined ? {} : {hint}),
    also: {
      words: `client.ipAddress within ${values.join(', ')}`,
      test: (event) => {
        const ip = clientAddress(event)
        return ip !== undefined && values.some((value, index) => covers(ranges[index], {value, ip}))
      },
    },
  }
}

function covers(
  range: ReturnType<typeof addressRange> | undefined,
  {value, ip}: {readonly value: string; readonly ip: string},
): boolean {
  if (range === undefined) return value === ip
  return range.includes?.(ip) ?? ip.startsWith(range.prefix ?? ip)
}

function clientAddress({client}: JsonObject): string | undefined {
  const ip =
    typeof client === 'object' && client !== null && !Array.isArray(client)
      ? (client as JsonObject)['ipAddress']
      : undefined
  return typeof ip === 'string' ? ip : undefined
}

function outcomeText(value: string): string {
  const result = value.toUpperCase()
  if (outcomes.split(' ').includes(result)) return `outcome.result eq ${quoted(result)}`
  throw usage(`--outcome is one of ${outcomes.replaceAll(' ', ', ')}, not ${quoted(value)}`)
}

function severityText(value: string): string {
  const level = value.toUpperCase()
  const from = severities.indexOf(level.replace(/\+$/, ''))
  if (from === -1)
    throw usage(
      `--severity is one of ${severities.join(', ')}, or WARN+ for that and above, not ${quoted(value)}`,
    )
  const levels = level.endsWith('+') ? severities.slice(from) : severities.slice(from, from + 1)
  return levels.map((name) => `severity eq ${quoted(name)}`).join(' or ')
}

function sessionText(value: string): string {
  const path = 'authenticationContext'
  return `${path}.externalSessionId eq ${quoted(value)} or ${path}.rootSessionId eq ${quoted(value)}`
}

function any(values: readonly string[], text: (value: string) => string): Filter | undefined {
  return anyOf(values.map((value) => parse(text(value))))
}

function parse(text: string): Filter {
  return parseFilter(text, 'a filter of ours')
}

/** Okta's ids of users, groups and apps: 20 characters, the first two zeros. */
function isOktaId(value: string): boolean {
  return /^00[A-Za-z0-9]{18}$/.test(value)
}

function quoted(value: string): string {
  return JSON.stringify(value)
}

function usage(message: string): OpsError {
  return new OpsError('OPS_USAGE', message, {failure: 'usage'})
}
