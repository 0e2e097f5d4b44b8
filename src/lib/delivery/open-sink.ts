import type {Machine} from '../shared/machine.js'
import type {FileSinkOptions} from './file-sink.js'
import type {Sink} from './sink.js'
import {fileOfTarget, schemeOf, unknownScheme} from './sink-target.js'

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
  const written = fileOfTarget(machine, target)
  if (written !== undefined) {
    const {createFileSink} = await import('./file-sink.js')
    return createFileSink({...file, file: written})
  }
  const scheme = schemeOf(target) ?? ''
  const make = Object.hasOwn(makers, scheme) ? makers[scheme] : undefined
  if (make === undefined) throw unknownScheme(scheme, Object.keys(makers))
  return make(request)
}
