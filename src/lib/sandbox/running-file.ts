import {readFileSync, rmSync} from 'node:fs'
import path from 'node:path'
import type {Sandbox} from './sandbox.js'
import {writeFileAtomic} from '../shared/atomic-file.js'
import type {Machine} from '../shared/machine.js'
import {stateFolder} from '../shared/state-folder.js'

/** What `sandbox do` and `sandbox exec` need to know of a running sandbox. The file is 0600: it holds the control secret. */
export interface RunningSandbox {
  readonly pid: number
  readonly url: string
  readonly controlSecret: string
  readonly env: Readonly<Record<string, string>>
}

/** Names the file to children inside a sandbox, whose HOME and state folder are others. */
export const runningFileVariable = 'OKTA_OPS_SANDBOX'

/** Where the sandbox is found that `sandbox do`, `exec` and `generate` mean: the one they are inside, else this user's. */
export function runningFile(machine: Pick<Machine, 'env'>): string {
  return surroundingFile(machine) ?? ownRunningFile(machine)
}

/** The file of the sandbox that this process is inside of, if any: it is that sandbox's own, and nobody else writes it. */
export function surroundingFile(machine: Pick<Machine, 'env'>): string | undefined {
  const named = machine.env[runningFileVariable]
  return named === '' ? undefined : named
}

/** Where a sandbox makes itself known to everybody outside. */
export function ownRunningFile(machine: Pick<Machine, 'env'>): string {
  return path.join(stateFolder(machine), 'sandbox.json')
}

/** Makes the sandbox known in `file`; the returned function takes it back, unless another run has put itself there. */
export function announce(file: string, {url, controlSecret, env}: Sandbox): () => void {
  const running: RunningSandbox = {pid: process.pid, url, controlSecret, env}
  writeFileAtomic(file, `${JSON.stringify(running)}\n`)
  return () => {
    if (readRunning(file)?.controlSecret === controlSecret) rmSync(file, {force: true})
  }
}

/** The sandbox that `file` tells of, while its process lives. */
export function readRunning(file: string): RunningSandbox | undefined {
  try {
    const running = JSON.parse(readFileSync(file, 'utf8')) as RunningSandbox
    process.kill(running.pid, 0)
    return running
  } catch {
    return undefined
  }
}
