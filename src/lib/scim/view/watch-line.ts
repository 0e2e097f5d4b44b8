import {counted, grouped} from '../../shared/counted.js'
import {formatDuration} from '../../shared/duration.js'
import {visibleText} from '../../shared/visible-text.js'
import type {WatchNews, WatchTally} from '../watch/watch-news.js'

/** News of a watch as a line for people, with the time of day in UTC. */
export function watchLine(news: WatchNews, now: Date): string {
  return `${now.toISOString().slice(11, 19)}  ${visibleText(wordsOf(news))}`
}

function wordsOf(news: WatchNews): string {
  switch (news.kind) {
    case 'pass':
      return `full pass: ${counted(news.groups, 'group')}, ${changes(news)}, in ${formatDuration(news.tookMs)}`
    case 'group':
      return groupWords(news)
    case 'held':
      return news.guards.length === 0
        ? `${news.group} fails: ${news.reason}`
        : `${news.group} is held by ${news.guards.join(', ')}: ${news.reason}`
    case 'released':
      return `${news.group} is not held any more`
    case 'trouble':
      return `tried again later: ${news.reason}`
    case 'well':
      return 'it works again'
  }
}

function groupWords({
  group,
  state,
  reason,
  lagMs,
  ...counts
}: Extract<WatchNews, {readonly kind: 'group'}>): string {
  const became = state === 'applied' ? '' : `, ${state}${reason === undefined ? '' : `: ${reason}`}`
  const after = lagMs === undefined ? '' : `, ${formatDuration(lagMs)} after the event`
  return `${group}  ${changes(counts)}${after}${became}`
}

function changes({added, removed}: {readonly added: number; readonly removed: number}): string {
  return `+${grouped(added)} -${grouped(removed)}`
}

/** What a watch has done, when it ends. */
export function watchTallyLine({passes, looked, added, removed, held, open}: WatchTally): string {
  const parts = [
    `${grouped(passes)} full ${passes === 1 ? 'pass' : 'passes'}`,
    `${counted(looked, 'look')} at groups`,
    `${grouped(added)} added`,
    `${grouped(removed)} removed`,
    ...(held > 0 ? [`${counted(held, 'group')} held`] : []),
    ...(open > 0 ? [`${counted(open, 'hint')} left for the next time`] : []),
  ]
  return `${parts.join(', ')}.`
}
