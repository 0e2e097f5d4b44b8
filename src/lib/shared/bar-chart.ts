import {grouped} from './counted.js'
import {cutTo, widthOf} from './text-fit.js'
import {visibleText} from './visible-text.js'

/** How often a value was seen; '' where there was none. */
export interface Count {
  readonly value: string
  readonly count: number
}

export interface ChartOptions {
  readonly columns: number
  /** Most rows; what is left is one more row. */
  readonly top: number
  /** Of all that was counted, for the shares. */
  readonly total: number
  readonly dim: (text: string) => string
}

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']
const leastBar = 8
const mostBar = 40

/** Counts as bars for people: label, bar, count and share, in at most `columns` columns. Ends without a newline. */
export function barChart(counts: readonly Count[], {columns, top, total, dim}: ChartOptions): string {
  const shown = counts.slice(0, top)
  const rest = counts.slice(top)
  const most = Math.max(1, ...shown.map(({count}) => count))
  const numbers = shown.map(({count}) => `${grouped(count)}  ${share(count, total)}`)
  const numberColumns = Math.max(0, ...numbers.map(widthOf))
  const room = columns - numberColumns - 6
  const labels = shown.map(({value}) => (value === '' ? '(none)' : visibleText(value)))
  const labelColumns = Math.min(Math.max(6, ...labels.map(widthOf)), Math.max(6, room - leastBar))
  const barColumns = Math.max(1, Math.min(mostBar, room - labelColumns))
  const rows = shown.map(({count}, index) => {
    const label = cutTo(labels[index] ?? '', labelColumns)
    const bar = barOf((count / most) * barColumns)
    const gap = ' '.repeat(labelColumns - widthOf(label))
    const fill = ' '.repeat(Math.max(0, barColumns - widthOf(bar)))
    return `  ${label}${gap}  ${bar}${fill}  ${(numbers[index] ?? '').padStart(numberColumns)}`
  })
  if (rest.length === 0) return rows.join('\n')
  const others = rest.reduce((sum, {count}) => sum + count, 0)
  return [...rows, dim(`  and ${grouped(rest.length)} more with ${grouped(others)} in all`)].join('\n')
}

/** A bar of so many columns, to an eighth; nothing that was counted is invisible. */
function barOf(length: number): string {
  const parts = Math.max(1, Math.round(length * 8))
  return '█'.repeat(Math.floor(parts / 8)) + (eighths[parts % 8] ?? '')
}

function share(count: number, total: number): string {
  const percent = total === 0 ? 0 : (count / total) * 100
  return `${percent < 9.95 ? percent.toFixed(1) : Math.round(percent)}%`.padStart(5)
}
