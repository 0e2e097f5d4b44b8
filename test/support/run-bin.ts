import {spawn, type ChildProcess} from 'node:child_process'
import {fileURLToPath} from 'node:url'

export interface BinOutcome {
  readonly stdout: string
  readonly stderr: string
  /** The exit code, or 128 + signal number as a shell reports it. */
  readonly exitCode: number
}

export interface BinOptions {
  /** The whole environment of the child besides PATH: nothing is inherited. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly cwd?: string
  readonly input?: string
  readonly onStart?: (child: ChildProcess) => void
}

const binFolder = fileURLToPath(new URL('../../bin/', import.meta.url))
const signalNumbers: Readonly<Record<string, number>> = {SIGINT: 2, SIGKILL: 9, SIGTERM: 15}

/** Runs the built `okta-ops` as its own process, with the Node of OKTA_OPS_TEST_NODE where CI sets one. */
export function runBin(args: readonly string[], options: BinOptions = {}): Promise<BinOutcome> {
  return runProgram([testNode(), `${binFolder}run.js`, ...args], options)
}

/** Runs the built credential helper as its own process. */
export function runHelper(args: readonly string[], options: BinOptions = {}): Promise<BinOutcome> {
  return runProgram([testNode(), `${binFolder}okta-ops-credentials.cjs`, ...args], options)
}

/** The Node under test: CI runs the e2e stories on four of them. */
export function testNode(): string {
  return process.env['OKTA_OPS_TEST_NODE'] ?? process.execPath
}

/** Runs any program to its end and returns what it said. */
export function runProgram(
  [command = '', ...args]: readonly string[],
  options: BinOptions = {},
): Promise<BinOutcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: {PATH: process.env['PATH'], ...options.env},
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    options.onStart?.(child)
    let [stdout, stderr] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk))
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk))
    child.stdin.on('error', () => undefined)
    child.stdin.end(options.input ?? '')
    child.on('error', reject)
    child.on('close', (code, signal) => {
      resolve({stdout, stderr, exitCode: code ?? 128 + (signalNumbers[signal ?? ''] ?? 0)})
    })
  })
}
