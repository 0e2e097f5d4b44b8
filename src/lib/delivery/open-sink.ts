import path from 'node:path'
import {OpsError} from '../shared/errors.js'
import type {Machine} from '../shared/machine.js'
import type {FileSinkOptions} from './file-sink.js'
import type {Sink} from './sink.js'

/** A sink as a person asks for it. */
export interface SinkRequest {
  /** `-`, a path, or an address with a scheme. */
  readonly target: string
  /** How a file is rotated; other sinks do not look at it. */
  readonly file?: Omit<FileSinkOptions, 'file'>
}

/** Makes the sink of one scheme; loads what it needs only then. */
export type SinkMaker = (request: SinkRequest) => Promise<Sink>

/** By scheme, without the colon. Files and stdout are built in. */
export type SinkMakers = Readonly<Record<string, SinkMaker>>

/** What opening needs besides the request. */
export interface SinkSurroundings {
  readonly makers: SinkMakers
  /** Told when the reader of stdout goes away. */
  readonly onReaderGone: () => void
}

/**
 * The sink that `target` names; nothing is touched before its `open`.
 * @throws OpsError OPS_USAGE for a scheme that is not built
 */
export async function openSink(
  machine: Machine,
  request: SinkRequest,
  {makers, onReaderGone}: SinkSurroundings,
): Promise<Sink> {
  const {target, file} = request
  if (target === '-') {
    const {createStdoutSink} = await import('./stdout-sink.js')
    return createStdoutSink(process.stdout, onReaderGone)
  }
  // One letter before the colon is a Windows drive.
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(target)?.[1]?.toLowerCase()
  if (scheme === undefined || scheme === 'file') {
    const {createFileSink} = await import('./file-sink.js')
    const place = scheme === undefined ? target : target.slice('file:'.length).replace(/^\/\/(?=\/)/, '')
    return createFileSink({
      ...file,
      file: path.resolve(place.replace(/^~(?=\/)/, machine.env['HOME'] ?? '~')),
    })
  }
  const make = Object.hasOwn(makers, scheme) ? makers[scheme] : undefined
  if (make === undefined) throw unknownScheme(scheme, Object.keys(makers))
  return make(request)
}

function unknownScheme(scheme: string, known: readonly string[]): OpsError {
  const built = ['- (stdout)', 'PATH', ...known.map((name) => `${name}:`)].join(', ')
  return new OpsError('OPS_USAGE', `there is no sink for ${scheme}: addresses; known are ${built}`, {
    failure: 'usage',
    next: 'okta-ops logs collect --help',
  })
}
