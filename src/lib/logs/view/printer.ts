import type {JsonObject} from '../../shared/json.js'
import {visibleJsonLine, visibleText} from '../../shared/visible-text.js'
import {toBatch, type PageEvents} from '../page-events.js'
import {csvColumns, csvHeader, csvLine} from './csv.js'
import {parseFields, type Field} from './fields.js'
import {logPageLink} from './log-page-link.js'
import {prettyPrinter} from './pretty.js'
import {colourStyles, plainStyles} from '../../shared/styles.js'

/** How events can be shown. */
export const outputs = ['pretty', 'ndjson', 'json', 'csv', 'template'] as const

export type Output = (typeof outputs)[number]

export interface PrinterOptions {
  readonly output: Output
  readonly fields: readonly Field[]
  /** What `--template` became: an event's text, without a newline at its end. */
  readonly template?: (event: JsonObject) => string
  /** Where it goes: a terminal of a known width, or undefined for a file or a pipe, whose reader gets what was there. */
  readonly columns: number | undefined
  readonly colour: boolean
  readonly orgUrl: string
}

/** Turns pages into what goes to stdout. */
export interface EventPrinter {
  /** Before everything else: csv's header, json's bracket. */
  readonly head: string
  /** The events at `picks`, ascending, of a page. */
  readonly page: (read: PageEvents, picks: readonly number[]) => string | Buffer
  readonly tail: string
}

/** The printer for an output. `ndjson` and `json` keep each event's own bytes unless `fields` picks from them. */
export function createPrinter(options: PrinterOptions): EventPrinter {
  switch (options.output) {
    case 'pretty':
      return byEvent(prettyPrinter(prettyOptions(options)))
    case 'template': {
      const {template = () => ''} = options
      return byEvent((event) => `${template(event)}\n`)
    }
    case 'csv': {
      const fields = options.fields.length > 0 ? options.fields : parseFields(csvColumns)
      const show = options.columns === undefined ? undefined : visibleText
      return {...byEvent((event) => csvLine(event, fields, show)), head: csvHeader(fields)}
    }
    case 'ndjson':
      return (
        jsonTexts(options) ?? {head: '', tail: '', page: (read, picks) => toBatch(read, picks, noTime).bytes}
      )
    case 'json':
      return asList(jsonTexts(options) ?? ownTexts)
  }
}

/** Shows nothing and keeps the events, for a result in one piece. */
export function keepingPrinter(): {readonly printer: EventPrinter; readonly events: readonly JsonObject[]} {
  const events: JsonObject[] = []
  const page: EventPrinter['page'] = (read, picks) => {
    for (const pick of picks) events.push(read.events[pick] ?? {})
    return ''
  }
  return {printer: {head: '', tail: '', page}, events}
}

/** A batch wants to know when its page was read; here nobody asks. */
const noTime = new Date(0)

const ownTexts: EventPrinter = {
  head: '',
  tail: '',
  page: (read, picks) => toBatch(read, picks, noTime).bytes.toString('utf8'),
}

/** Events as JSON that is made anew: with the chosen fields only, or for a terminal, which would obey what is in them. */
function jsonTexts({fields, columns}: PrinterOptions): EventPrinter | undefined {
  if (fields.length === 0 && columns === undefined) return undefined
  const show = columns === undefined ? (text: string): string => text : visibleJsonLine
  const project = (event: JsonObject): JsonObject =>
    fields.length === 0
      ? event
      : Object.fromEntries(fields.map(({name, read}) => [name, read(event) ?? null]))
  return byEvent((event) => `${show(JSON.stringify(project(event)))}\n`)
}

/** One list, however many pages it is made of. */
function asList(lines: EventPrinter): EventPrinter {
  let any = false
  return {
    head: '[',
    tail: '\n]\n',
    page: (read, picks) => {
      const texts = lines.page(read, picks).toString().split('\n').slice(0, -1)
      if (texts.length === 0) return ''
      const start = any ? ',\n' : '\n'
      any = true
      return start + texts.join(',\n')
    },
  }
}

function byEvent(print: (event: JsonObject) => string): EventPrinter {
  return {
    head: '',
    tail: '',
    page: (read, picks) => {
      let text = ''
      for (const pick of picks) text += print(read.events[pick] ?? {})
      return text
    },
  }
}

function prettyOptions({
  columns,
  colour,
  fields,
  orgUrl,
}: PrinterOptions): Parameters<typeof prettyPrinter>[0] {
  return {
    columns,
    styles: colour ? colourStyles : plainStyles,
    fields,
    linkTo: colour ? (uuid) => logPageLink(orgUrl, uuid) : () => undefined,
  }
}
