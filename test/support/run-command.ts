import {Config} from '@oclif/core'
import {captureOutput} from '@oclif/test'
import {fileURLToPath} from 'node:url'
import type {Context} from '../../src/lib/cli/context.js'
import type {Prompts} from '../../src/lib/cli/prompts.js'
import type {Terminal} from '../../src/lib/cli/terminal.js'
import type {Every, LiveLine} from '../../src/lib/shared/live-line.js'
import type {Machine} from '../../src/lib/shared/machine.js'
import {fakeMachine} from './fake-machine.js'

/** What a command test may replace; everything else is a quiet, terminal-less default. */
export interface FakeContext {
  readonly machine?: Machine
  readonly terminal?: Partial<Terminal>
  readonly prompts?: Partial<Prompts>
  /** No terminal, and a clock whose hands do not move, unless said. */
  readonly live?: LiveLine
  readonly every?: Every
  /** Hears each line that is said to a person, as it is said. */
  readonly onSaid?: (line: string) => void
}

export interface CommandOutcome {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
  /** stdout as JSON: the envelope under `--json`. */
  readonly json: () => Envelope
}

export interface Envelope {
  readonly ok: boolean
  readonly result?: unknown
  readonly error?: {readonly code: string; readonly message: string; readonly next?: string}
  readonly warnings: readonly string[]
}

type CommandClass = new (argv: string[], config: Config) => Runnable

/** oclif starts a command by its protected `_run`. */
interface Runnable {
  readonly _run: () => Promise<unknown>
}

const root = fileURLToPath(new URL('../..', import.meta.url))
let config: Promise<Config> | undefined

/** Runs a command class in this process with a fake context; argv reaches it untouched. */
export async function runCommand(
  Class: unknown,
  argv: readonly string[],
  fake: FakeContext = {},
): Promise<CommandOutcome> {
  config ??= Config.load({root})
  const loaded = await config
  const Base = Class as CommandClass
  const Testable = class extends Base {
    createContext(): Context {
      return {
        machine: fake.machine ?? fakeMachine(),
        terminal: {interactive: false, colour: false, columns: 80, width: undefined, ...fake.terminal},
        say: (line) => {
          process.stderr.write(`${line}\n`)
          fake.onSaid?.(line)
        },
        live: fake.live,
        every: fake.every ?? (() => () => undefined),
        configs: new Set(),
        prompts: () => Promise.resolve({...unasked, ...fake.prompts}),
      }
    }
  }
  process.exitCode = undefined
  const {stdout, stderr, error} = await captureOutput(async () => {
    await new Testable([...argv], loaded)._run()
  })
  if (error) throw error
  const exitCode = (process.exitCode as number | undefined) ?? 0
  process.exitCode = undefined
  return {stdout, stderr, exitCode, json: () => JSON.parse(stdout) as Envelope}
}

const refuse = (message: string): never => {
  throw new Error(`the test did not expect to be asked: ${message}`)
}

const unasked: Prompts = {search: refuse, text: refuse, secret: refuse, confirm: refuse}
