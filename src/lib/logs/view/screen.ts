import type {Writable} from 'node:stream'
import {systemErrorCode} from '../../shared/errors.js'

/** Where events are shown. */
export interface Screen {
  /** Resolves when there is room for more; at once when nobody reads any more. */
  readonly write: (text: string | Buffer) => Promise<void>
  /** Aborted when the reader has gone away (`| head`): a reason to end, and no failure. */
  readonly closed: AbortSignal
}

/** Runs `work` with a stream to show events on, waiting while its reader is slow. */
export async function withScreen<T>(stream: Writable, work: (screen: Screen) => Promise<T>): Promise<T> {
  const gone = new AbortController()
  const onError = (error: Error): void => {
    if (systemErrorCode(error) === 'EPIPE') gone.abort()
    else throw error
  }
  stream.on('error', onError)
  try {
    return await work({
      closed: gone.signal,
      write: async (text) => {
        if (gone.signal.aborted || text.length === 0 || stream.write(text)) return
        await roomIn(stream, gone.signal)
      },
    })
  } finally {
    // What is still under way may find the reader gone after this.
    if (!gone.signal.aborted) await flushed(stream, gone.signal)
    stream.off('error', onError)
  }
}

function roomIn(stream: Writable, closed: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done)
      closed.removeEventListener('abort', done)
      resolve()
    }
    stream.on('drain', done)
    closed.addEventListener('abort', done)
  })
}

async function flushed(stream: Writable, closed: AbortSignal): Promise<void> {
  if (stream.writableNeedDrain) await roomIn(stream, closed)
}
