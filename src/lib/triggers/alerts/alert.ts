/*
 * When somebody is told, as a pure function of what is measured and what they were told before. An alert begins at its limit and
 * is over well below it, so that a value at the limit does not make it come and go.
 */

/** What is watched, and from which value on somebody is told. */
export type AlertRule =
  | {
      readonly kind: 'failure-rate'
      /** 0 to 1. */
      readonly limit: number
      /** Of the runs that ended within so many milliseconds. */
      readonly windowMs: number
    }
  | {
      readonly kind: 'lag'
      /** Milliseconds. */
      readonly limit: number
      /** Whose: the name under which events are read. */
      readonly of: string
    }
  | {readonly kind: 'dead-letters'; readonly limit: number}

/** A value of what is watched, in the unit of its limit. */
export interface AlertReading {
  readonly value: number
  /** False: too little has happened to begin an alert with. */
  readonly isEnough: boolean
}

/** An alert that has begun. */
export interface AlertState {
  readonly since: Date
  /** When somebody was last told of it; undefined: nobody has been yet. */
  readonly toldAt?: Date
}

/** What there is to tell. */
export type AlertNews = 'begun' | 'still' | 'over'

/** Where an alert stands now (undefined: there is none), and what is to be told; `over` is over once it has been told. */
export interface AlertVerdict {
  readonly state: AlertState | undefined
  readonly news?: AlertNews
}

/** An alert is over below this share of its limit. */
const lowerShare = 0.8
const remindEveryMs = 3_600_000
/** A rate of fewer runs says nothing. */
export const fewestRuns = 5

export function judgeAlert(
  {limit}: Pick<AlertRule, 'limit'>,
  {value, isEnough}: AlertReading,
  {state, now}: {readonly state: AlertState | undefined; readonly now: Date},
): AlertVerdict {
  if (state === undefined)
    return value >= limit && isEnough ? {state: {since: now}, news: 'begun'} : {state: undefined}
  const {toldAt} = state
  const isOver = value < limit * lowerShare
  // What nobody was told of, because telling failed, need not be taken back.
  if (toldAt === undefined) return isOver ? {state: undefined} : {state, news: 'begun'}
  if (isOver) return {state, news: 'over'}
  return now.getTime() - toldAt.getTime() >= remindEveryMs ? {state, news: 'still'} : {state}
}

/** What makes two processes, or two runs of one, watch the same thing: they tell of it once. */
export function alertName(rule: AlertRule): string {
  const {kind, limit} = rule
  if (kind === 'failure-rate') return `${kind} ${limit} in ${rule.windowMs}`
  return kind === 'lag' ? `${kind} ${limit} of ${rule.of}` : `${kind} ${limit}`
}
