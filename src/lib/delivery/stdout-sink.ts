import type {Writable} from 'node:stream'
import {systemErrorCode} from '../shared/errors.js'
import {unwritableFile} from '../shared/file-errors.js'
import type {Sink} from './sink.js'
import {redirectedTo, type RedirectedOutput} from './redirected-output.js'

/**
 * Lines on a stream that somebody reads, waiting while the reader is slow. A reader that goes away (`| head`) ends the
 * work: `onClosed` is told once. At least once: what a pipe has taken may be printed again after a crash.
 */
export function createStdoutSink(stream: Writable & {readonly fd?: number}, onClosed: () => void): Sink {
  const file = redirectedTo(stream.fd)
  return file === undefined ? streamSink(stream, onClosed) : fileSink(file)
}

/** stdout that the shell has led into a file. */
function fileSink(file: RedirectedOutput): Sink {
  return {
    label: 'stdout',
    open: () => Promise.resolve(),
    write: async ({bytes}) => {
      await file.append(bytes)
      return null
    },
    close: () => Promise.resolve(),
  }
}

function streamSink(stream: Writable, onClosed: () => void): Sink {
  let isClosed = false
  const onError = (error: Error): void => {
    if (isClosed || systemErrorCode(error) !== 'EPIPE') return
    isClosed = true
    onClosed()
  }
  stream.on('error', onError)
  return {
    label: 'stdout',
    open: () => Promise.resolve(),
    write: (batch) =>
      new Promise((resolve, reject) => {
        stream.write(batch.bytes, (error) => {
          if (!error) resolve(null)
          else {
            onError(error)
            reject(isClosed ? new ReaderGone() : unwritableFile('stdout', error))
          }
        })
      }),
    close: () => {
      stream.off('error', onError)
      return Promise.resolve()
    },
  }
}

/** Nobody reads any more: not a failure, but the batch is not safe and its checkpoint must not move. */
export class ReaderGone extends Error {}
