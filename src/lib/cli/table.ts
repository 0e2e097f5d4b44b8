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

/** How many terminal columns `text` takes: none for combining marks, two for East Asian wide characters and pictographs. */
function columnsOf(text: string): number {
  let columns = 0
  for (const character of text) {
    if (/\p{Mark}/u.test(character)) continue
    columns +=
      /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}/u.test(
        character,
      )
        ? 2
        : 1
  }
  return columns
}
