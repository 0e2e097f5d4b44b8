import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {createInterface} from 'node:readline'
import {fileURLToPath} from 'node:url'
import type {JsonObject} from '../../src/lib/shared/json.js'
import {testNode} from './run-bin.js'

const program = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

/** A built command that goes on until it is told to stop, and prints one JSON object a line. */
export interface Follower {
  /** The first line, already printed or still to come, that is `wanted`; it fails when the command ends without one. */
  readonly line: (wanted: (line: JsonObject) => boolean) => Promise<JsonObject>
  /** Resolves once it has said `text` on stderr. */
  readonly says: (text: string) => Promise<void>
  readonly stop: (signal: NodeJS.Signals) => Promise<FollowerEnd>
  /** When it ends by itself. */
  readonly end: () => Promise<FollowerEnd>
}

export interface FollowerEnd {
  readonly exitCode: number | null
  /** The line that was printed last. */
  readonly last: JsonObject
}

/** Starts `okta-ops ARGS --json` in `cwd`, with nothing of this process's environment but PATH. */
export function follow(
  args: readonly string[],
  {
    env,
    cwd,
    inside = (command) => command,
  }: {
    readonly env: Readonly<Record<string, string>>
    readonly cwd: string
    /** Where else it runs, such as on a small disk. */
    readonly inside?: (command: readonly string[]) => readonly string[]
  },
): Follower {
  const [command = '', ...words] = inside([testNode(), program, ...args, '--json'])
  const child = spawn(command, words, {
    cwd,
    env: {PATH: process.env['PATH'], ...env},
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: JsonObject[] = []
  let [said, ended] = ['', false]
  const waiting = new Set<() => void>()
  const look = (): void => {
    for (const again of waiting) again()
  }
  createInterface({input: child.stdout}).on('line', (line) => {
    lines.push(JSON.parse(line) as JsonObject)
    look()
  })
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk
    look()
  })
  const closed = once(child, 'close').then(([code]) => {
    ended = true
    look()
    return code as number | null
  })

  const until = <T>(what: string, found: () => T | undefined): Promise<T> =>
    new Promise((resolve, reject) => {
      const again = (): void => {
        const value = found()
        if (value === undefined && !ended) return
        waiting.delete(again)
        if (value === undefined)
          reject(new Error(`it ended without ${what}: ${said}${JSON.stringify(lines)}`))
        else resolve(value)
      }
      waiting.add(again)
      again()
    })

  const end = async (): Promise<FollowerEnd> => ({exitCode: await closed, last: lines.at(-1) ?? {}})

  return {
    line: (wanted) => until('that line', () => lines.find(wanted)),
    says: async (text) => {
      await until(`saying "${text}"`, () => (said.includes(text) ? text : undefined))
    },
    stop: (signal) => {
      child.kill(signal)
      return end()
    },
    end,
  }
}
