import {readFileSync, existsSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {collectedFile} from './collecting.js'
import {seededRandom, startHostileLog} from './hostile-log-server.js'
import {runProgram, testNode, type BinOutcome} from './run-bin.js'
import {createTempHome} from './temp-home.js'

export interface KillOptions {
  readonly events: number
  readonly kills: number
  readonly seed: number
  readonly pageSize: number
  /** A guarantee to leave out (process-collect.ts); then every kill is of that program. */
  readonly slip?: 'truncation' | 'transaction'
  readonly onKill?: (kill: number) => void
}

export interface KillResult {
  readonly kills: number
  readonly events: number
  readonly lost: number
  readonly repeated: number
}

const programs = fileURLToPath(new URL('.', import.meta.url))
const bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

/**
 * Collects a hostile System Log into one file while the collector is killed again and again, in turn the built program
 * after a random time and a collector that dies between two random writes; then lets it catch up and compares.
 */
export async function killCollector(options: KillOptions): Promise<KillResult> {
  const random = seededRandom(options.seed)
  const home = createTempHome()
  const log = await startHostileLog(options)
  const config = home.write('logs.yaml', configFor(collectedFile(home.path), options.pageSize))
  const mortal = (step: number): Promise<BinOutcome> =>
    runProgram([
      process.execPath,
      '--import=tsx/esm',
      `${programs}process-collect.ts`,
      ...[home.path, log.url, String(options.pageSize), String(step), options.slip ?? ''],
    ])
  const timed = (ms: number): Promise<BinOutcome> =>
    runProgram([testNode(), bin, 'logs', 'collect', '--config', config], {
      env: {
        HOME: home.path,
        OKTA_OPS_STATE_DIR: `${home.path}/state`,
        OKTA_ORG_URL: log.url,
        OKTA_API_TOKEN: 'halyard-kill-test',
      },
      onStart: (child) => setTimeout(() => child.kill('SIGKILL'), ms).unref(),
    })
  let kills = 0
  try {
    for (let turn = 0; kills < options.kills; turn++) {
      if (turn > options.kills * 3) throw new Error(`only ${kills} kills in ${turn} starts`)
      log.release((kills + 1) / options.kills)
      const byTime = options.slip === undefined && turn % 2 === 0
      const outcome = await (byTime ? timed(300 + random() * 900) : mortal(1 + Math.floor(random() * 25)))
      if (outcome.exitCode === 137) {
        kills++
        options.onKill?.(kills)
      } else if (outcome.exitCode !== 0) throw new Error(`ended with ${outcome.exitCode}: ${outcome.stderr}`)
    }
    log.release(1)
    const last = await mortal(0)
    if (last.exitCode !== 0) throw new Error(`the last run ended with ${last.exitCode}: ${last.stderr}`)
    return {kills, events: options.events, ...compare(home.path, log.uuids)}
  } finally {
    await log.close()
    home.remove()
  }
}

function compare(home: string, uuids: readonly string[]): {lost: number; repeated: number} {
  const file = collectedFile(home)
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : []
  const found = lines.map((line) => {
    try {
      return (JSON.parse(line) as {uuid: string}).uuid
    } catch {
      return `torn: ${line}`
    }
  })
  const once = new Set(found)
  return {lost: uuids.filter((uuid) => !once.has(uuid)).length, repeated: found.length - once.size}
}

function configFor(file: string, pageSize: number): string {
  return `version: 1
sources:
  - name: audit
    since: 2026-11-21T11:00:00Z
    pageSize: ${pageSize}
    interval: 2s
    retries: {attempts: 20, initial: 10ms, max: 50ms, multiplier: 1.5}
    sinks: [{to: ${file}}]
`
}
