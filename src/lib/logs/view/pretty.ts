import type {JsonObject} from '../../shared/json.js'
import {visibleText} from '../../shared/visible-text.js'
import {factsOf} from './event-facts.js'
import {fieldText, type Field} from './fields.js'
import {localTime, type LocalTime} from './local-time.js'
import {flowing, open, wide, type EventLine} from './pretty-layout.js'
import type {Styles} from '../../shared/styles.js'

export interface PrettyOptions {
  /** Width of the terminal; undefined where the line goes into a file or a pipe and nothing is cut off. */
  readonly columns: number | undefined
  readonly styles: Styles
  /** Shown after what happened. */
  readonly fields: readonly Field[]
  /** The page of the org that an event's line leads to. */
  readonly linkTo: (uuid: string | undefined) => string | undefined
}

/** From here on every fact has a column of its own. */
const wideFrom = 150

/**
 * Prints one line an event for people: when, how grave, how it ended, who, what, to whom, from where. It never wraps at a
 * known width, and what comes from outside is shown, never obeyed. A line with the date stands where the day changes; in a
 * file or a pipe every line has its date instead.
 */
export function prettyPrinter(options: PrettyOptions): (event: JsonObject) => string {
  const {columns, styles} = options
  let lastDay: string | undefined
  const layout =
    columns === undefined ? open : columns >= wideFrom && options.fields.length === 0 ? wide : flowing
  return (event) => {
    const line = lineOf(event, options)
    const text = layout(line, {columns: columns ?? Infinity, styles})
    const day = line.at?.day
    if (columns === undefined || day === undefined || day === lastDay) return `${text}\n`
    lastDay = day
    return `${styles.dim(dayRule(day, columns))}\n${text}\n`
  }
}

function lineOf(event: JsonObject, {fields, linkTo}: PrettyOptions): EventLine {
  const facts = factsOf(event)
  const {who} = facts
  const at: LocalTime | undefined = localTime(facts.published)
  return {
    at,
    severity: shown(facts.severity),
    outcome: shown(facts.outcome),
    who: shown(who?.name),
    login: shown(who?.login),
    whoKey: who?.id ?? who?.name ?? '',
    message: shown(facts.message),
    reason: shown(facts.reason),
    eventType: shown(facts.eventType),
    targets: facts.targets.map(({name}) => visibleText(clipped(name))).join(' · '),
    ip: shown(facts.ip),
    place: shown(facts.place),
    uuid: shown(facts.uuid),
    link: linkTo(facts.uuid),
    extra: fields
      .map((field) => `${field.name}=${visibleText(fieldText(field.read(event)) || '-')}`)
      .join(' '),
  }
}

function dayRule(day: string, columns: number): string {
  return `── ${day} ${'─'.repeat(Math.max(0, columns - day.length - 4))}`.slice(0, columns)
}

function shown(text: string | undefined): string {
  return text === undefined ? '' : visibleText(clipped(text))
}

/** Names of a megabyte are somebody's joke. */
function clipped(text: string): string {
  return text.length > 4000 ? `${text.slice(0, 4000)}…` : text
}
