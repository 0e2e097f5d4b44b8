import type {ChildProcess} from 'node:child_process'
import {fileURLToPath} from 'node:url'
import {collectedFile} from './collecting.js'
import {seededRandom, startHostileLog} from './hostile-log-server.js'
import {fileReceiver} from './receivers/file-receiver.js'
import type {Receiver} from './receivers/receiver.js'
import {runProgram, testNode, type BinOutcome} from './run-bin.js'
import {createTempHome} from './temp-home.js'

export interface KillOptions {
  readonly events: number
  readonly kills: number
  readonly seed: number
  readonly pageSize: number
  /** Where the events go; a file unless said. The caller closes it. */
  readonly into?: Receiver
  /**
   * A guarantee to leave out; then nothing else goes wrong, and each kill comes where that guarantee was needed. `truncation`:
   * what a crash left in a file stays. `transaction`: the place is saved apart from the rest. `confirmation`: the place is
   * saved before the sink has answered.
   */
  readonly slip?: 'truncation' | 'transaction' | 'confirmation'
  readonly onKill?: (kill: number) => void
}

export interface KillResult {
  readonly kills: number
  readonly events: number
  readonly lost: number
  /** Without what the receiver asked for again itself. */
  readonly repeated: number
}

/** What process-collect.ts is told. */
export interface MortalCollector extends Pick<KillOptions, 'pageSize'> {
  readonly slip: KillOptions['slip'] | undefined
  readonly home: string
  readonly url: string
  readonly since: string
  readonly target: string
  /** The step at which it dies; 0: never; `slip`: where what is left out hurts. */
  readonly step: number | 'slip'
}

const mortal = fileURLToPath(new URL('process-collect.ts', import.meta.url))
const bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url))
const hourMs = 3_600_000

/**
 * Collects a hostile System Log into one receiver while the collector is killed again and again: the built program after a
 * random time, and in between where it hurts, between two pieces on the wire (the built program) or two steps of its own
 * (process-collect.ts). Then lets it catch up and compares.
 */
export async function killCollector(options: KillOptions): Promise<KillResult> {
  const {pageSize, slip, kills: wanted} = options
  const random = seededRandom(options.seed)
  const home = createTempHome()
  // Within what CloudWatch Logs takes and Okta keeps, whenever this runs.
  const startAt = new Date(Math.floor(Date.now() / hourMs) * hourMs - 96 * hourMs)
  const log = await startHostileLog({...options, startAt, ...(slip === undefined ? {} : {wrongPercent: 0})})
  const receiver = options.into ?? fileReceiver(collectedFile(home.path))
  const {target, wire} = receiver
  const since = startAt.toISOString()
  const config = home.write('logs.yaml', configFor({target, pageSize, since}))
  const env = {...receiver.env, HOME: home.path, OKTA_OPS_STATE_DIR: `${home.path}/state`}

  const byStep = (step: MortalCollector['step']): Promise<BinOutcome> => {
    const task: MortalCollector = {home: home.path, url: log.url, pageSize, slip, since, target, step}
    return runProgram([process.execPath, '--import=tsx/esm', mortal, JSON.stringify(task)], {env})
  }
  const built = (onStart: (child: ChildProcess) => void): Promise<BinOutcome> =>
    runProgram([testNode(), bin, 'logs', 'collect', '--config', config], {
      env: {...env, OKTA_ORG_URL: log.url, OKTA_API_TOKEN: 'halyard-kill-test'},
      onStart,
    })
  const byTime = (ms: number): Promise<BinOutcome> =>
    built((child) => setTimeout(() => child.kill('SIGKILL'), ms).unref())
  const byPiece = (piece: number, kept: boolean): Promise<BinOutcome> =>
    built((child) => {
      const end = (): void => void child.kill('SIGKILL')
      wire?.arm({piece, kept, end})
      // Fewer pieces than that may be needed for all there is.
      setTimeout(end, 1500).unref()
    })
  const deadlyStep = (): number => 1 + Math.floor(random() * 25)
  const turns = [
    () => byTime(300 + random() * 900),
    () =>
      wire === undefined ? byStep(deadlyStep()) : byPiece(1 + Math.floor(random() * 12), random() < 0.5),
    () => byTime(300 + random() * 900),
    () => byStep(deadlyStep()),
  ]

  let kills = 0
  try {
    for (let turn = 0; kills < wanted; turn++) {
      if (turn > wanted * 3) throw new Error(`only ${kills} kills in ${turn} starts`)
      log.release((kills + 1) / wanted)
      const outcome = await (slip === undefined ? turns[turn % turns.length]?.() : byStep('slip'))
      wire?.disarm()
      if (outcome?.exitCode === 137) {
        kills++
        options.onKill?.(kills)
      } else if (outcome?.exitCode !== 0)
        throw new Error(`ended with ${outcome?.exitCode}: ${outcome?.stderr}`)
    }
    log.release(1)
    const last = await byStep(0)
    if (last.exitCode !== 0) throw new Error(`the last run ended with ${last.exitCode}: ${last.stderr}`)
    return {kills, events: options.events, ...(await compare(receiver, log.uuids))}
  } finally {
    await log.close()
    home.remove()
  }
}

async function compare(
  receiver: Receiver,
  uuids: readonly string[],
): Promise<{lost: number; repeated: number}> {
  const found = await receiver.uuids()
  const once = new Set(found)
  return {
    lost: uuids.filter((uuid) => !once.has(uuid)).length,
    repeated: Math.max(0, found.length - once.size - receiver.askedAgain()),
  }
}

function configFor(at: {readonly target: string; readonly pageSize: number; readonly since: string}): string {
  return `version: 1
sources:
  - name: audit
    since: ${at.since}
    pageSize: ${at.pageSize}
    interval: 2s
    retries: {attempts: 20, initial: 10ms, max: 50ms, multiplier: 1.5}
    sinks: [{to: '${at.target}'}]
`
}
