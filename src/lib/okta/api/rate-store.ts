import fs from 'node:fs'
import path from 'node:path'
import {withLock} from '../../shared/file-lock.js'
import type {Machine} from '../../shared/machine.js'
import {makeFolder} from '../../shared/make-folder.js'
import {stateFolder} from '../../shared/state-folder.js'
import type {RateWindow} from './rate-window.js'

/** One bucket's window as the processes of this machine share it. */
export interface RateStore {
  /** Reads the window, lets `step` make the next one of it and keeps that, while no other process does the same. */
  readonly update: <T>(
    step: (known: RateWindow | undefined) => {readonly keep?: RateWindow; readonly result: T},
  ) => Promise<T>
}

/** Held for a millisecond, by a few at once. */
const giveUpAfterMs = 5000
/** A lock that a killed container has left stays: not every call shall wait for it. */
const restMs = 60_000

/**
 * The window in a small 0600 file under the state folder. It only saves calls: a file that is missing or broken means
 * starting anew, and one that cannot be locked or written leaves this process with what it knows itself.
 */
export function createRateStore(machine: Machine, org: string, bucket: string): RateStore {
  const host = new URL(org).host.replace(/[^A-Za-z0-9.]/g, '_')
  const file = path.join(stateFolder(machine), 'okta-rate', `${host}-${bucket}.json`)
  let own: RateWindow | undefined
  let shareFrom = 0
  return {
    async update(step) {
      const apply = (known: RateWindow | undefined): ReturnType<typeof step> => {
        const next = step(known)
        own = next.keep ?? known
        return next
      }
      let done: {readonly result: ReturnType<typeof step>['result']} | undefined
      if (machine.monotonicMs() < shareFrom) return apply(own).result
      try {
        await withLock(quiet(machine), {file: `${file}.lock`, giveUpAfterMs}, () => {
          const next = apply(readWindow(file))
          done = next
          if (next.keep !== undefined) replace(file, next.keep)
        })
      } catch (error) {
        shareFrom = machine.monotonicMs() + restMs
        machine.debug(`rate limits are not shared: ${error instanceof Error ? error.message : typeof error}`)
      }
      return (done ?? apply(own)).result
    },
  }
}

/** The lock is taken twice a call; saying so each time would hide everything else. */
function quiet(machine: Machine): Machine {
  return {...machine, debug: () => undefined}
}

/** Not synced to disk, unlike what must not be lost: after a power cut the minute is over anyway. */
function replace(file: string, window: RateWindow): void {
  makeFolder(path.dirname(file), 0o700)
  const temporary = `${file}.tmp`
  fs.rmSync(temporary, {force: true})
  fs.writeFileSync(temporary, JSON.stringify(window), {mode: 0o600, flag: 'wx'})
  fs.renameSync(temporary, file)
}

function readWindow(file: string): RateWindow | undefined {
  try {
    const found: unknown = JSON.parse(fs.readFileSync(file, 'utf8'))
    return isWindow(found) ? found : undefined
  } catch {
    return undefined
  }
}

function isWindow(value: unknown): value is RateWindow {
  if (typeof value !== 'object' || value === null) return false
  const {limit, remaining, resetAt, assumed, underWay} = value as Readonly<Record<string, unknown>>
  const isNumber = (number: unknown): boolean => typeof number === 'number' && Number.isFinite(number)
  return (
    (limit === undefined || isNumber(limit)) &&
    isNumber(remaining) &&
    isNumber(resetAt) &&
    typeof assumed === 'boolean' &&
    Array.isArray(underWay) &&
    underWay.length < 10_000 &&
    underWay.every(isNumber)
  )
}
