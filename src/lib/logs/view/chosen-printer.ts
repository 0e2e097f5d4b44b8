import {parseTemplate} from '../../language/template/template-parse.js'
import {renderText} from '../../language/template/template-render.js'
import type {JsonObject} from '../../shared/json.js'
import {visibleText} from '../../shared/visible-text.js'
import {parseFields} from './fields.js'
import {createPrinter, type EventPrinter, type Output} from './printer.js'

export interface PrinterChoice {
  readonly output: Output
  /** As in `--fields`. */
  readonly fields?: string | undefined
  /** As in `--template`. */
  readonly template?: string | undefined
  readonly orgUrl: string
  readonly terminal: {readonly width: number | undefined; readonly colour: boolean}
}

/**
 * The printer for what a person asked for.
 * @throws OpsError OPS_FILTER or OPS_TEMPLATE (usage) with a caret under the fault
 */
export function choosePrinter({output, fields, template, orgUrl, terminal}: PrinterChoice): EventPrinter {
  return createPrinter({
    output,
    fields: fields === undefined ? [] : parseFields(fields),
    ...(template === undefined ? {} : {template: templatePrinter(template, terminal.width !== undefined)}),
    columns: terminal.width,
    colour: terminal.colour,
    orgUrl,
  })
}

/** At a terminal what events bring is shown, never obeyed; a file gets it as it is, but on one line. */
function templatePrinter(text: string, atTerminal: boolean): (event: JsonObject) => string {
  const template = parseTemplate(text, '--template')
  const escape = atTerminal ? visibleText : (filled: string): string => filled.replace(/[\r\n]+/g, ' ')
  return (event) => renderText(template, event, {escape})
}
