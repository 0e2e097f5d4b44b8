import type {SourceStatus} from '../logs/source-status.js'
import type {ReadingState} from '../triggers/alerts/lag.js'
import type {AlertWish} from './alert-flags.js'
import {triggersDomain, type Context} from './context.js'
import type {OpenedTriggers} from './open-triggers.js'

/** What is watched. */
export interface WatchedTriggers {
  readonly triggers: OpenedTriggers
  /** The name under which events are read. */
  readonly name: string
  /** The org whose events are acted on; empty for events that come without one. */
  readonly orgUrl: string
  /** How reading stands; undefined: nothing is followed. */
  readonly source: () => SourceStatus | undefined
  /** Between two polls that find nothing new. */
  readonly interval: 'auto' | number
  /** Undefined: nobody is to be told anything. */
  readonly alerts: AlertWish | undefined
  readonly warn: (line: string) => void
}

/** Looks now and then. */
export interface TriggersWatch {
  /**
   * Resolves once what is being told has been told, or could not be.
   * @param how `look`: once more, since all is done; a process that was stopped in the middle has nothing new to say
   */
  readonly end: (how: {readonly look: boolean}) => Promise<void>
}

const everyMs = 10_000
/** The longest rest of a reader that chooses for itself. */
const autoRestMs = 30_000

/** Says in the journal how this process does, for the dashboard, and alerts whom it may concern. */
export async function watchTriggers(context: Context, watched: WatchedTriggers): Promise<TriggersWatch> {
  const {createAlertWatch, createLagMeter} = await triggersDomain()
  const {machine, every} = context
  const {triggers, name, orgUrl, source, interval, alerts, warn} = watched
  const {store, engine} = triggers
  const restMs = interval === 'auto' ? autoRestMs : interval
  const lag = createLagMeter({startedAt: machine.now(), restMs})
  const lagMs = (): number => {
    const status = source()
    return lag(machine.now(), {
      reading: status && readingOf(status),
      dueAt: store.nextDueAt({rules: triggers.rules().limits, org: orgUrl}),
    })
  }
  const pulse = (): void => {
    unlessBroken(() => {
      store.pulse({name, org: orgUrl, lagMs: lagMs(), inFlight: engine.inFlight(), at: machine.now()})
    })
  }
  const watch = alerts && createAlertWatch({machine, store, ...alerts, org: orgUrl, lagMs, warn})
  let looking: Promise<void> | undefined
  const stop = every(everyMs, () => {
    pulse()
    looking ??= watch?.look().finally(() => {
      looking = undefined
    })
  })
  pulse()
  return {
    end: async ({look}) => {
      stop()
      await looking
      if (look) await watch?.look()
      unlessBroken(store.endPulse)
    },
  }

  /** What is shown to people is not worth stopping for: the engine says it when the journal cannot be written. */
  function unlessBroken(act: () => void): void {
    try {
      act()
    } catch (error) {
      machine.debug(`pulse: ${error instanceof Error ? error.message : String(error)}`)
    }
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
