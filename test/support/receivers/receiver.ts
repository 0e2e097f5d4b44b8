import type {Wire} from './wire.js'

/** Where a collector's events end up: outlives every collector that is killed, and knows what it has. */
export interface Receiver {
  /** As `--sink` takes it. */
  readonly target: string
  /** What a collector's environment needs to reach it. */
  readonly env: Readonly<Record<string, string>>
  /** Between the collector and it, where there is one. */
  readonly wire?: Wire
  /** The uuids of all that it has, in its own order, repeats included. */
  readonly uuids: () => Promise<readonly string[]>
  /** How many of the repeats it has brought about itself, by losing its own answer. */
  readonly askedAgain: () => number
  readonly close: () => Promise<void>
}

/** The uuids of NDJSON; a line that is not whole shows as itself and so equals no event. */
export function uuidsOf(ndjson: string): string[] {
  return ndjson
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      try {
        return (JSON.parse(line) as {uuid: string}).uuid
      } catch {
        return `torn: ${line}`
      }
    })
}
