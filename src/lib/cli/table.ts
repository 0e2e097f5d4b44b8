import {columnsOf} from '../shared/text-columns.js'
import {visibleText} from '../shared/visible-text.js'

/** One column of a table: its heading, and the cell it shows for a row. */
export interface Column<T> {
  readonly heading: string
  readonly cell: (row: T) => string
}

/** What is known about one thing, label by label; an undefined value leaves its line out. */
export type Fact = readonly [label: string, value: string | undefined]

/**
 * Rows under headings for people, columns two spaces apart and nothing cut off, so that `grep` and `awk` still work.
 * Control and bidi characters from outside are shown, never obeyed. Ends without a newline; no rows give ''.
 */
export function renderTable<T>(rows: readonly T[], columns: readonly Column<T>[]): string {
  if (rows.length === 0) return ''
  return alignColumns([
    columns.map(({heading}) => heading.toUpperCase()),
    ...rows.map((row) => columns.map(({cell}) => visibleText(cell(row)))),
  ])
}

/** `label  value` lines with the values below each other. Ends without a newline. */
export function renderFacts(facts: readonly Fact[]): string {
  return alignColumns(
    facts.flatMap(([label, value]) => (value === undefined ? [] : [[label, visibleText(value)]])),
  )
}

function alignColumns(lines: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const line of lines) {
    for (const [index, text] of line.entries()) widths[index] = Math.max(widths[index] ?? 0, columnsOf(text))
  }
  return lines
    .map((line) =>
      line
        .map((text, index) => text + ' '.repeat((widths[index] ?? 0) - columnsOf(text)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
