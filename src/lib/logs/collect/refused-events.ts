import type {Sink} from '../../delivery/sink.js'
import {visibleText} from '../../shared/visible-text.js'
import type {StatusEntry} from './status-board.js'

/** Whose refusals are watched, and where they are told. */
interface RefusedWatched {
  readonly sinks: readonly Sink[]
  readonly status: StatusEntry
  readonly say: (line: string) => void
}

/**
 * Looks at the sinks' dead letters after each batch: what a receiver refuses for good is counted, and said when it begins.
 */
export function createRefusedWatch({sinks, status, say}: RefusedWatched): () => void {
  return () => {
    const before = status.get().refused
    const kept = sinks.map(({deadLetters}) => ({file: deadLetters?.file, ...deadLetters?.kept()}))
    const refused = kept.reduce((sum, {count = 0}) => sum + count, 0)
    if (refused === before) return
    const {file = '', reason = ''} = kept.find(({count = 0}) => count > 0) ?? {}
    status.set({refused, deadLetters: file})
    if (before === 0)
      say(
        `${status.get().name}: events are refused for good (${visibleText(reason)}); they are kept in ${file}`,
      )
  }
}
