import type {JsonObject} from '../../shared/json.js'
import {fieldText, type Field} from './fields.js'

/** What a table of events shows unless `--fields` says otherwise. */
export const csvColumns =
  'published,severity,outcome.result,eventType,displayMessage,actor.displayName,actor.alternateId,target.displayName,client.ipAddress,uuid'

/** The first line: the columns' paths. */
export function csvHeader(fields: readonly Field[]): string {
  return csvRow(fields.map(({name}) => name))
}

/** One event as a line of RFC 4180, CRLF included. `show` is what makes texts safe for a terminal. */
export function csvLine(
  event: JsonObject,
  fields: readonly Field[],
  show: (text: string) => string = (text) => text,
): string {
  return csvRow(fields.map(({read}) => show(fieldText(read(event)))))
}

function csvRow(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

/** A spreadsheet takes a cell that begins like a formula for one and runs it: an apostrophe in front keeps it a text. */
function csvCell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
