import {mixes, type Mix} from './okta/traffic/generate.js'
import {actRemotely} from './remote.js'
import type {RunningSandbox} from './running-file.js'
import {OpsError} from '../shared/errors.js'
import type {Machine} from '../shared/machine.js'

export {mixes, type Mix}

export interface TrafficPlan {
  /** Events a second. */
  readonly rate: number
  /** Undefined: until told to stop. */
  readonly count: number | undefined
  readonly seed: number
  readonly mix: Mix
}

/** Sent to the sandbox at once, however much is due. */
const mostAtOnce = 500
const tickMs = 100

/**
 * Keeps the running sandbox busy at a rate, until `count` is reached or `signal` says stop. Resolves with how many events
 * were made.
 * @throws OpsError OPS_SANDBOX when the sandbox does not answer any more
 */
export async function generateTraffic(
  running: RunningSandbox,
  {rate, count = Infinity, seed, mix}: TrafficPlan,
  {machine, signal}: {readonly machine: Machine; readonly signal: AbortSignal},
): Promise<number> {
  const startedMs = machine.monotonicMs()
  let made = 0
  while (!signal.aborted && made < count) {
    const due = Math.floor(((machine.monotonicMs() - startedMs) * rate) / 1000) + 1
    const batch = Math.min(count, due) - made
    if (batch > 0) {
      const size = Math.min(batch, mostAtOnce)
      await actRemotely(running, ['log.generate', String(size), mix, String(seed), String(made)])
      made += size
      continue
    }
    await machine.sleep(Math.max(1000 / rate, tickMs), signal).catch((error: unknown) => {
      if (!signal.aborted) throw error
    })
  }
  return made
}

const secondsOf: Readonly<Record<string, number>> = {s: 1, m: 60, h: 3600}

/**
 * `50/s`, `600/m`, `100/h` in events a second.
 * @throws OpsError OPS_USAGE
 */
export function parseRate(text: string): number {
  const match = /^(?<number>\d+(?:\.\d+)?)(?:\/(?<unit>[smh]))?$/.exec(text)
  const rate = Number(match?.groups?.['number'] ?? 0) / (secondsOf[match?.groups?.['unit'] ?? 's'] ?? 1)
  if (rate > 0 && rate <= 20_000) return rate
  throw new OpsError('OPS_USAGE', `--rate ${JSON.stringify(text)} is no rate such as 50/s, 600/m or 100/h`, {
    failure: 'usage',
    next: 'okta-ops sandbox generate --help',
  })
}
