import type {SourceStatus} from '../logs/source-status.js'
import type {ReadingState} from '../triggers/alerts/lag.js'
import type {AlertWish} from './alert-flags.js'
import {triggersDomain, type Context} from './context.js'
import type {OpenedTriggers} from './open-triggers.js'

/** What alerts are made of besides the flags. */
export interface WatchedTriggers {
  readonly triggers: OpenedTriggers
  /** The org whose events are acted on; empty for events that come without one. */
  readonly orgUrl: string
  /** How reading stands; undefined: nothing is followed. */
  readonly source: () => SourceStatus | undefined
  readonly warn: (line: string) => void
}

/** Looks now and then. */
export interface RunningAlerts {
  /**
   * Resolves once what is being told has been told, or could not be.
   * @param how `look`: once more, since all is done; a process that was stopped in the middle has nothing new to say
   */
  readonly end: (how: {readonly look: boolean}) => Promise<void>
}

const everyMs = 10_000

export async function watchAlerts(
  context: Context,
  {rules, places}: AlertWish,
  {triggers, orgUrl, source, warn}: WatchedTriggers,
): Promise<RunningAlerts> {
  const {createAlertWatch, createLagMeter} = await triggersDomain()
  const {machine, every} = context
  const {store} = triggers
  const lag = createLagMeter(machine.now())
  const lagMs = (): number => {
    const status = source()
    return lag(machine.now(), {
      reading: status && readingOf(status),
      dueAt: store.nextDueAt({rules: triggers.rules().limits, org: orgUrl}),
    })
  }
  const watch = createAlertWatch({machine, store, rules, places, org: orgUrl, lagMs, warn})
  let looking: Promise<void> | undefined
  const stop = every(everyMs, () => {
    looking ??= watch.look().finally(() => {
      looking = undefined
    })
  })
  return {
    end: async ({look}) => {
      stop()
      await looking
      if (look) await watch.look()
    },
  }
}

/** What has ended by itself, as --once does, is not behind any more. */
function readingOf({state, lastPageAt, lagMs}: SourceStatus): ReadingState | undefined {
  if (state === 'stopped') return undefined
  return {
    isCaughtUp: state === 'idle',
    ...(lastPageAt === undefined ? {} : {lastPageAt}),
    ...(lagMs === undefined ? {} : {newestAgeMs: lagMs}),
  }
}
