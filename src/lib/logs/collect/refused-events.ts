import {visibleText} from '../../shared/visible-text.js'
import type {CollectDeps} from './collect-source.js'

/**
 * Looks at the sinks' dead letters after each batch: what a receiver refuses for good is counted, and said when it begins.
 */
export function createRefusedWatch({
  sinks,
  status,
  say,
}: Pick<CollectDeps, 'sinks' | 'status' | 'say'>): () => void {
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
