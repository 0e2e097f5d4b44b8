import {spawn} from 'node:child_process'
import {systemErrorCode} from '../shared/errors.js'
import {visibleText} from '../shared/visible-text.js'

/** A command that is told something. */
export interface ToldCommand {
  readonly words: readonly [string, ...string[]]
  /** Its whole environment (command-environment.ts). */
  readonly env: Readonly<Record<string, string>>
  /** Goes to its stdin as one line of JSON: never into its words. */
  readonly value: unknown
  /** It is killed then. */
  readonly timeoutMs: number
}

/** Its stdout joins our stderr, where words for people go; so much of it is enough. */
const largestSaid = 4096

/**
 * Runs a command without a shell, in a process group of its own, with `value` on stdin.
 * @returns undefined when it ended well, else one line on what went wrong; it never throws
 */
export function runToldCommand({words, env, value, timeoutMs}: ToldCommand): Promise<string | undefined> {
  const [command, ...args] = words
  return new Promise((resolve) => {
    let said = ''
    let late = false
    let child
    try {
      child = spawn(command, args, {
        env,
        stdio: ['pipe', 'pipe', 'pipe'],
        detached: process.platform !== 'win32',
      })
    } catch (error) {
      resolve(cannotStart(command, error))
      return
    }
    const {pid} = child
    const timer = setTimeout(() => {
      late = true
      kill(pid)
    }, timeoutMs)
    const hear = (chunk: Buffer): void => {
      if (said.length < largestSaid) said += chunk.toString('utf8')
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    // A command need not read what it is told.
    child.stdin.on('error', () => undefined)
    child.stdin.end(`${JSON.stringify(value)}\n`)
    child.on('error', (error) => {
      clearTimeout(timer)
      resolve(cannotStart(command, error))
    })
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      if (late) resolve(`${visibleText(command)} was stopped after ${timeoutMs / 1000} s`)
      else
        resolve(
          code === 0
            ? undefined
            : `${visibleText(command)} ended with ${code ?? signal ?? '?'}${lastLine(said)}`,
        )
    })
  })
}

/** With its children, which would hold its pipes open. */
function kill(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
  } catch {
    // It has just ended by itself.
  }
}

function lastLine(said: string): string {
  const line = said.slice(0, largestSaid).trim().split('\n').at(-1) ?? ''
  return line === '' ? '' : `: ${visibleText(line.slice(0, 200))}`
}

function cannotStart(command: string, error: unknown): string {
  const code = systemErrorCode(error)
  return code === 'ENOENT'
    ? `command not found: ${visibleText(command)}`
    : `cannot run ${visibleText(command)} (${code ?? 'unknown reason'})`
}
