import {cutTo} from './text-fit.js'
import {visibleText} from './visible-text.js'

/** Calls `work` again and again, `ms` apart, until what it returns is called. A timer of its own keeps no process alive. */
export type Every = (ms: number, work: () => void) => () => void

/** The last line of a terminal, written over as time passes. */
export interface LiveLine {
  /**
   * Shows what `line` says, now and every second; '' shows nothing. Takes the place of what was shown before.
   * @returns ends it, and leaves nothing behind
   */
  readonly show: (line: () => string) => () => void
  /** Makes room for other text; the line comes back within a second. */
  readonly hide: () => void
}

/** Where it is drawn: a terminal's stderr. */
export interface LiveScreen {
  readonly write: (text: string) => unknown
  /** Asked for every time, since a window's width changes. */
  readonly columns: () => number
}

const refreshMs = 1000
const eraseLine = '\r\u001B[2K'

export function createLiveLine(screen: LiveScreen, every: Every): LiveLine {
  let current: (() => string) | undefined
  let isDrawn = false
  let stop: (() => void) | undefined
  const hide = (): void => {
    if (isDrawn) screen.write(eraseLine)
    isDrawn = false
  }
  const draw = (): void => {
    const text = current?.() ?? ''
    hide()
    if (text === '') return
    // One column is left free: a full line would make some terminals go to the next.
    screen.write(cutTo(visibleText(text), screen.columns() - 1))
    isDrawn = true
  }
  return {
    hide,
    show: (line) => {
      current = line
      stop ??= every(refreshMs, draw)
      draw()
      return () => {
        if (current !== line) return
        current = undefined
        hide()
        stop?.()
        stop = undefined
      }
    },
  }
}
