import type {SystemLog} from '../../ports/system-log.js'
import {OpsError} from '../../shared/errors.js'
import {tapePages, type TapePage} from './tape-pages.js'

/** An address on a tape means nothing but "the next page". */
const onTape = 'tape:'

/**
 * A System Log made of files, read once from their beginning: what reads an org reads this. `orgUrl` is that of the first
 * recorded page, or empty where only events are known.
 */
export async function openTape(files: readonly string[], now: () => Date): Promise<SystemLog> {
  const pages = tapePages(files, now)
  let waiting = await pages.next()
  let count = 0
  const first = waiting.done === true ? undefined : waiting.value
  return {
    orgUrl: originOf(first),
    self: {userAgent: ''},
    firstUrl: () => onTape,
    read: async () => {
      if (waiting.done === true)
        return {
          ...(first ?? emptyPage(now())),
          body: Buffer.from('[]'),
          next: undefined,
          requestId: undefined,
        }
      const page = waiting.value
      waiting = await pages.next()
      return {...page, requestId: undefined, next: waiting.done === true ? undefined : `${onTape}${++count}`}
    },
  }
}

function emptyPage(servedAt: Date): TapePage {
  return {url: onTape, body: Buffer.from('[]'), servedAt}
}

function originOf(page: TapePage | undefined): string {
  return page !== undefined && /^https?:/.test(page.url) ? new URL(page.url).origin : ''
}

/**
 * Reads `max`, `1x` or `10x` into how many times faster than it happened.
 * @throws OpsError OPS_USAGE
 */
export function parseSpeed(text: string): number {
  const speed = text === 'max' ? Infinity : Number(/^(\d+(?:\.\d+)?)x?$/.exec(text)?.[1])
  if (speed > 0) return speed
  throw new OpsError(
    'OPS_USAGE',
    `--speed is max, or how many times faster, like 10x, not ${JSON.stringify(text)}`,
    {
      failure: 'usage',
    },
  )
}
