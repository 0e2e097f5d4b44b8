import {createLiveLine, type Every, type LiveLine} from '../../src/lib/shared/live-line.js'

/** The last line of a terminal whose seconds pass when the test says so. */
export interface FakeTerminal {
  readonly live: LiveLine
  /** What stands in the line now. */
  readonly text: () => string
  /** A second's redraw. */
  readonly tick: () => void
  readonly ticking: () => boolean
}

export function fakeTerminal(columns = 100): FakeTerminal {
  let written = ''
  const clock = fakeEvery()
  const screen = {write: (text: string) => void (written += text), columns: () => columns}
  return {
    live: createLiveLine(screen, clock.every),
    text: () => written.split('\u001B[2K').at(-1) ?? '',
    tick: clock.tick,
    ticking: () => clock.intervals().length > 0,
  }
}

/** Timers whose time comes when the test says so. */
export function fakeEvery(): {
  readonly every: Every
  readonly tick: () => void
  /** In ms, of the timers that run. */
  readonly intervals: () => readonly number[]
} {
  const works = new Map<() => void, number>()
  return {
    every: (ms, work) => {
      works.set(work, ms)
      return () => void works.delete(work)
    },
    tick: () => {
      for (const work of works.keys()) work()
    },
    intervals: () => [...works.values()],
  }
}
