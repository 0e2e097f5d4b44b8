import type {OpenHint} from '../journal/hint-store.js'

/** Everything that is hinted at about one group, or about one person. */
export interface Task {
  readonly about: {readonly group: string} | {readonly user: string}
  /** Of a group: whose pairs are hinted at; undefined: the whole group is. Okta's ids. */
  readonly users: ReadonlySet<string> | undefined
  /** Hints that are answered with it; none where it is only looked at again. */
  readonly hints: readonly number[]
  /** When the oldest of their events happened. */
  readonly publishedAt: Date | undefined
  /** How often it was tried in vain. */
  readonly tries: number
}

/** Hints that wait until their group is quiet; times are milliseconds of one clock that does not jump. */
export interface HintQueue {
  readonly add: (hints: readonly OpenHint[], now: number) => void
  /** A whole group, which no event hinted at. */
  readonly lookAt: (group: string, at: number) => void
  /** Takes what is due: what comes in afterwards about the same group is a task of its own. */
  readonly take: (now: number) => readonly Task[]
  /** Puts a task back, to be tried again then. */
  readonly again: (task: Task, at: number) => void
  /** A look at everything has answered the hints up to this one. @returns their ids */
  readonly answered: (upTo: number) => readonly number[]
  /** When the next is due; undefined when nothing waits. */
  readonly nextAt: () => number | undefined
  /** Nothing waits but what was tried in vain, or is only looked at again. */
  readonly isQuiet: () => boolean
}

interface Waiting {
  readonly about: Task['about']
  users: Set<string> | undefined
  hints: Map<number, Date>
  readonly firstAt: number
  lastAt: number
  notBefore: number
  tries: number
}

/** A group that is never quiet is looked at all the same. */
const mostDebounces = 10

/** @param debounceMs how long a group must be quiet before it is looked at: Okta changes come in bursts */
export function createHintQueue(debounceMs: number): HintQueue {
  const waiting = new Map<string, Waiting>()

  const entry = (about: Task['about'], now: number): Waiting => {
    const key = 'group' in about ? `group ${about.group}` : `user ${about.user}`
    const found = waiting.get(key)
    if (found !== undefined) return found
    const made = {about, users: new Set<string>(), hints: new Map<number, Date>(), firstAt: now}
    const one: Waiting = {...made, lastAt: now, notBefore: 0, tries: 0}
    waiting.set(key, one)
    return one
  }

  const dueAt = ({firstAt, lastAt, notBefore}: Waiting): number =>
    Math.max(notBefore, Math.min(lastAt + debounceMs, firstAt + mostDebounces * debounceMs))

  return {
    add: (hints, now) => {
      for (const {id, groupId, userId, publishedAt} of hints) {
        if (groupId === undefined && userId === undefined) continue
        const one = entry(groupId === undefined ? {user: userId ?? ''} : {group: groupId}, now)
        one.hints.set(id, publishedAt)
        one.lastAt = now
        if (userId === undefined) one.users = undefined
        else one.users?.add(userId)
      }
    },
    lookAt: (group, at) => {
      const one = entry({group}, at)
      one.users = undefined
      one.notBefore = Math.max(one.notBefore, at)
    },
    take: (now) => {
      const due = [...waiting].filter(([, one]) => dueAt(one) <= now)
      for (const [key] of due) waiting.delete(key)
      return due.map(([, {about, users, hints, tries}]) => ({
        about,
        users,
        hints: [...hints.keys()],
        publishedAt: oldest(hints.values()),
        tries,
      }))
    },
    again: ({about, users, hints, publishedAt, tries}, at) => {
      const one = entry(about, at)
      for (const id of hints) one.hints.set(id, publishedAt ?? new Date(0))
      if (users === undefined) one.users = undefined
      else for (const user of users) one.users?.add(user)
      one.notBefore = Math.max(one.notBefore, at)
      one.tries = tries + 1
    },
    answered: (upTo) => {
      const ids: number[] = []
      for (const [key, one] of waiting) {
        const old = [...one.hints.keys()].filter((id) => id <= upTo)
        for (const id of old) one.hints.delete(id)
        ids.push(...old)
        if (one.hints.size === 0) waiting.delete(key)
      }
      return ids
    },
    nextAt: () => {
      let next: number | undefined
      for (const one of waiting.values()) next = Math.min(next ?? Infinity, dueAt(one))
      return next
    },
    isQuiet: () => [...waiting.values()].every(({notBefore}) => notBefore > 0),
  }
}

function oldest(times: Iterable<Date>): Date | undefined {
  let found: Date | undefined
  for (const at of times) if (found === undefined || at < found) found = at
  return found
}

/** More hints about one group than that cost more calls than the group does. */
const mostPairs = 20

/**
 * Whether the pairs of a group are looked at one by one, which costs a few calls each, or the group as a whole.
 * @param size members in Identity Center, as far as it is known
 */
export function arePairsCheaper(users: ReadonlySet<string> | undefined, size: number): boolean {
  return users !== undefined && users.size <= mostPairs && users.size * 100 <= size
}
