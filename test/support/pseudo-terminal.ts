import pty from '@lydell/node-pty'
import xterm from '@xterm/headless'
import {fileURLToPath} from 'node:url'
import {testNode} from './run-bin.js'

const program = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

/** The built program in a terminal of 100 x 30, or of another width, as a person sees it. What it shows last may arrive after `ended`: wait for it. */
export function openTerminal(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  cols = 100,
) {
  const screen = new xterm.Terminal({cols, rows: 30, allowProposedApi: true})
  const child = pty.spawn(testNode(), [program, ...args], {
    cols,
    rows: 30,
    env: {...env, TERM: 'xterm-256color'},
  })
  const ended = new Promise<number>((resolve) => {
    child.onExit(({exitCode}) => {
      resolve(exitCode)
    })
  })
  let changed: () => void = () => undefined
  child.onData((data) => {
    screen.write(data, () => {
      changed()
    })
  })
  const text = (): string => {
    const lines = Array.from({length: screen.buffer.active.length}, (_, row) =>
      screen.buffer.active.getLine(row)?.translateToString(true),
    )
    return lines.join('\n').trim()
  }
  return {
    /** Rows that go on from the one above: lines that were too long. */
    wrapped: () =>
      Array.from({length: screen.buffer.active.length}, (_, row) => screen.buffer.active.getLine(row)).filter(
        (line) => line?.isWrapped,
      ).length,
    type: (keys: string) => {
      child.write(keys)
    },
    text,
    ended,
    /** Resolves when the screen shows it. */
    shows: (wanted: RegExp) =>
      new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => {
          child.kill()
          reject(new Error(`the screen never showed ${wanted.source}:\n${text()}`))
        }, 15_000)
        changed = () => {
          if (!wanted.test(text())) return
          clearTimeout(timer)
          resolve()
        }
        changed()
      }),
  }
}
