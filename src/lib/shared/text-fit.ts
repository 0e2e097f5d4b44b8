import {columnsOf} from './text-columns.js'

const printableAscii = /^[ -~]*$/

/** How many terminal columns `text` takes; quick for plain text. */
export function widthOf(text: string): number {
  return printableAscii.test(text) ? text.length : columnsOf(text)
}

/** `text` in at most `columns` terminal columns, its end replaced by an ellipsis where it is longer. */
export function cutTo(text: string, columns: number): string {
  // A character takes no more than two columns, so what is far too long need not be measured whole.
  const near = text.length > 8 * columns + 64 ? text.slice(0, 8 * columns + 64) : text
  if (near.length === text.length && widthOf(text) <= columns) return text
  if (columns <= 0) return ''
  let [taken, used] = ['', 0]
  for (const character of near) {
    const wide = columnsOf(character)
    if (used + wide > columns - 1) break
    taken += character
    used += wide
  }
  return `${taken.trimEnd()}…`
}
