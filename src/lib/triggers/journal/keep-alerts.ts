import type {Store} from '../../store/store.js'
import type {AlertNews, AlertState, AlertVerdict} from '../alerts/alert.js'

/** An alert as one place is told of it. */
export interface AlertKey {
  /** `alertName` of it. */
  readonly alert: string
  /** `slack`, `command`: each is told for itself. */
  readonly place: string
}

/** What is to be told, and since when it holds. */
export interface ClaimedNews {
  readonly news: AlertNews
  readonly since: Date
}

/** Remembers who was told what, over restarts and for all processes together. */
export interface AlertKeeper {
  /**
   * Judges in one transaction. What is to be told is this process's to tell until `heldUntil`; when nothing is heard of it by
   * then, whoever judges next tells it.
   */
  readonly claimNews: (
    key: AlertKey,
    judge: (state: AlertState | undefined) => AlertVerdict,
    at: {readonly now: Date; readonly heldUntil: Date},
  ) => ClaimedNews | undefined
  readonly told: (key: AlertKey, news: AlertNews, now: Date) => void
  /** It could not be told; not tried again before then. */
  readonly notTold: (key: AlertKey, until: Date) => void
}

export function createAlertKeeper(store: Store): AlertKeeper {
  const find = store.prepare('SELECT since, told_at, held_until FROM alert WHERE name = ? AND place = ?')
  const begin = store.prepare('INSERT INTO alert (name, place, since, held_until) VALUES (?, ?, ?, ?)')
  const hold = store.prepare('UPDATE alert SET held_until = ? WHERE name = ? AND place = ?')
  const tell = store.prepare('UPDATE alert SET told_at = ?, held_until = 0 WHERE name = ? AND place = ?')
  const end = store.prepare('DELETE FROM alert WHERE name = ? AND place = ?')
  return {
    claimNews: ({alert, place}, judge, {now, heldUntil}) =>
      store.transaction(() => {
        const row = find.get(alert, place)
        if (Number(row?.['held_until'] ?? 0) > now.getTime()) return undefined
        const before = row && stateOf(row['since'], row['told_at'])
        const {state, news} = judge(before)
        if (state === undefined) {
          if (before !== undefined) end.run(alert, place)
          return undefined
        }
        if (news === undefined) return undefined
        if (before === undefined) begin.run(alert, place, state.since.getTime(), heldUntil.getTime())
        else hold.run(heldUntil.getTime(), alert, place)
        return {news, since: state.since}
      }),
    told: ({alert, place}, news, now) => {
      if (news === 'over') end.run(alert, place)
      else tell.run(now.getTime(), alert, place)
    },
    notTold: ({alert, place}, until) => {
      hold.run(until.getTime(), alert, place)
    },
  }
}

function stateOf(since: unknown, toldAt: unknown): AlertState {
  return {
    since: new Date(Number(since)),
    ...(toldAt === null ? {} : {toldAt: new Date(Number(toldAt))}),
  }
}
