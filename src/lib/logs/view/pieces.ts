import {cutTo, widthOf} from '../../shared/text-fit.js'

/** A stretch of a line in one style; `text` is measured without it. */
export interface Piece {
  readonly text: string
  readonly style?: (text: string) => string
}

/** Puts the pieces into at most `columns` terminal columns: what does not fit is cut from the end. */
export function fitPieces(pieces: readonly Piece[], columns: number): {text: string; width: number} {
  let [text, width] = ['', 0]
  for (const piece of pieces) {
    const left = columns - width
    const cut = cutTo(piece.text, left)
    text += dressed(cut, piece)
    width += widthOf(cut)
    if (cut !== piece.text) break
  }
  return {text, width}
}

/** The pieces in exactly `columns` terminal columns. */
export function fillColumn(pieces: readonly Piece[], columns: number): string {
  const {text, width} = fitPieces(pieces, columns)
  return text + ' '.repeat(Math.max(0, columns - width))
}

/** The pieces as they are, filled up to `columns` when they are shorter. */
export function atLeast(pieces: readonly Piece[], columns: number): string {
  const {text, width} = fitPieces(pieces, Infinity)
  return text + ' '.repeat(Math.max(0, columns - width))
}

function dressed(text: string, {style}: Piece): string {
  return style === undefined || text === '' ? text : style(text)
}
