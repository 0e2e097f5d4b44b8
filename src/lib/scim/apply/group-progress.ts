import type {GroupWork} from '../plan/work.js'

/** What was made of a group's work, up to its end or to what ended it. */
export interface GroupProgress {
  added: number
  removed: number
  created: boolean
  deleted: boolean
  set: boolean
  /** Changes that were there already: an earlier run has made them. */
  already: number
  /** Whether any request of it may have been sent. */
  begun: boolean
  /** Undefined: all of it was made. */
  ended?: {
    readonly by: 'moved' | 'failed' | 'stopped' | 'fatal'
    readonly reason: string
    readonly error: Error
  }
}

export function newProgress(): GroupProgress {
  return {added: 0, removed: 0, created: false, deleted: false, set: false, already: 0, begun: false}
}

/** Changes of membership, and one for the group itself: made, deleted, or its attributes set. */
export function sizeOf({
  action,
  set,
  add,
  remove,
}: Pick<GroupWork, 'action' | 'set' | 'add' | 'remove'>): number {
  return add.length + remove.length + (action !== 'update' || set !== undefined ? 1 : 0)
}

/** How many of them were made, or found made. */
export function madeOf({added, removed, created, deleted, set, already}: GroupProgress): number {
  return added + removed + already + (created || deleted || set ? 1 : 0)
}
