import type {GroupOutcome} from '../apply/outcome.js'
import type {HeldGroup} from '../journal/watch-record.js'
import type {WatchNews} from './watch-news.js'

/** Groups of which something is held back, each told once until it is something else, or over. */
export interface HeldGroups {
  /** What has become of a group, by its name; undefined: nothing was to be done. */
  readonly note: (group: string, outcome: GroupOutcome | undefined, at: Date) => void
  /** Of a look at everything: who is not named here is not held any more. */
  readonly noteAll: (outcomes: readonly GroupOutcome[], at: Date) => void
  readonly all: () => readonly HeldGroup[]
}

export function createHeldGroups(tell: (news: WatchNews) => void): HeldGroups {
  const held = new Map<string, HeldGroup>()

  const note: HeldGroups['note'] = (group, outcome, at) => {
    const before = held.get(group)
    const isHeld = outcome?.state === 'failed' || outcome?.refusedBy === 'guard'
    if (!isHeld) {
      if (held.delete(group)) tell({kind: 'released', group})
      return
    }
    const {guards, reason = ''} = outcome
    const isSame = before?.guards.join() === guards.join()
    held.set(group, {group, guards, reason, since: isSame ? before.since : at.toISOString()})
    if (!isSame) tell({kind: 'held', group, guards, reason})
  }

  return {
    note,
    noteAll: (outcomes, at) => {
      const named = new Set(outcomes.map(({name}) => name))
      for (const group of [...held.keys()]) if (!named.has(group)) note(group, undefined, at)
      for (const outcome of outcomes) note(outcome.name, outcome, at)
    },
    all: () => [...held.values()],
  }
}
