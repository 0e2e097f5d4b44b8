import {OpsError, type OpsCode} from '../shared/errors.js'
import {columnsOf} from '../shared/text-columns.js'
import {visibleText} from '../shared/visible-text.js'

/** A fault at one place of a text that a person wrote. */
export interface TextFault {
  /** The flag or YAML key the text came from; empty where the message gets its place from elsewhere. */
  readonly what: string
  readonly text: string
  /** Offset of the fault; the text's length means its end. */
  readonly at: number
  /** What is wrong, as a sentence without its full stop. */
  readonly reason: string
}

const columnsBefore = 50
const columnsAfter = 26

/**
 * A usage error of three lines: what is wrong, the text around the fault, and a caret below it. The text is shown as
 * `visibleText` shows it, on one line, and the caret counts terminal columns.
 */
export function faultError(code: OpsCode, fault: TextFault): OpsError {
  const begun = fault.what === '' ? '' : `${fault.what}: `
  return new OpsError(code, `${begun}${fault.reason}\n${pointAt(fault.text, fault.at)}`, {
    failure: 'usage',
  })
}

/** The text around `at` and a caret below it, as two lines. */
export function pointAt(text: string, at: number): string {
  const near = Array.from(text.slice(Math.max(0, at - 4 * columnsBefore), at))
  const before = fitting(near.reverse(), columnsBefore).reverse().join('')
  const after = fitting(Array.from(text.slice(at, at + 4 * columnsAfter)), columnsAfter).join('')
  const cutBefore = before.length < at ? '…' : ''
  const cutAfter = at + after.length < text.length ? '…' : ''
  const left = `  ${cutBefore}${onOneLine(before)}`
  return `${left}${onOneLine(after)}${cutAfter}\n${' '.repeat(columnsOf(left))}^`
}

/** The first of `characters` that fit into so many columns. */
function fitting(characters: readonly string[], columns: number): string[] {
  let left = columns
  const tooMany = characters.findIndex((character) => (left -= columnsOf(onOneLine(character))) < 0)
  return characters.slice(0, tooMany === -1 ? undefined : tooMany)
}

function onOneLine(text: string): string {
  return visibleText(text.replace(/[\t\r\n]/g, ' '))
}
