import {formatDuration} from '../../shared/duration.js'
import {visibleText} from '../../shared/visible-text.js'
import {againSince, keptDays} from '../../shared/when.js'
import type {Selection} from './selection.js'

/** A search that found nothing. */
export interface NothingFound {
  readonly since: Date
  readonly until: Date
  readonly selection: Pick<Selection, 'filter' | 'q' | 'locally'>
  /** Events that were read and did not fit what is filtered here. */
  readonly seen: number
  /** The command's words, to build the next one from. */
  readonly command: readonly string[]
}

const dayMs = 86_400_000

/** For people: where was looked and for what, and the widest thing to try next. */
export function describeNothing(found: NothingFound): readonly string[] {
  const {since, until, selection} = found
  const {filter, q, locally} = selection
  const looked = [
    filter === undefined ? undefined : `filter ${filter}`,
    q === undefined ? undefined : `keywords ${q}`,
    locally === undefined
      ? undefined
      : filter === undefined && q === undefined
        ? `${locally} (here, not by Okta)`
        : `and here ${locally}`,
  ].filter((part) => part !== undefined)
  const spanMs = until.getTime() - since.getTime()
  const passed = found.seen > 0 ? ` (${found.seen} were read and did not match here)` : ''
  return [
    `no events from ${since.toISOString()} to ${until.toISOString()} (${formatDuration(spanMs)})${passed}`,
    ...(looked.length === 0 ? [] : [visibleText(`looked for: ${looked.join(', ')}`)]),
    ...nextTry(found, looked.length > 0, spanMs),
  ]
}

function nextTry({command}: NothingFound, filtered: boolean, spanMs: number): readonly string[] {
  const wider = spanMs < 7 * dayMs ? '7d' : spanMs < keptDays * dayMs ? `${keptDays}d` : undefined
  if (wider !== undefined) return [`  next: ${againSince(command, wider)}`]
  if (filtered) return [`  next: okta-ops logs query --since ${keptDays}d --limit 20`]
  return [`  Okta keeps ${keptDays} days, and there is nothing in them`]
}
