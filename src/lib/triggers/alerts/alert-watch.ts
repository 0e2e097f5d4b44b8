import os from 'node:os'
import type {DeliveryTrouble} from '../../delivery/slack.js'
import type {Machine} from '../../shared/machine.js'
import type {AlertKeeper} from '../journal/keep-alerts.js'
import {alertMessage, type AlertMessage} from './alert-text.js'
import {alertName, judgeAlert, type AlertRule} from './alert.js'
import {measure, type MeasuringDeps} from './measure.js'

/** Where alerts are told. */
export interface AlertPlace {
  readonly name: 'slack' | 'command'
  /** Never throws; undefined: it was taken. */
  readonly tell: (message: AlertMessage) => Promise<DeliveryTrouble | undefined>
}

export interface AlertWatchDeps extends MeasuringDeps {
  readonly machine: Pick<Machine, 'now'>
  readonly store: MeasuringDeps['store'] & AlertKeeper
  readonly rules: readonly AlertRule[]
  readonly places: readonly AlertPlace[]
  /** Empty for events that came without one. */
  readonly org: string
  readonly warn: (line: string) => void
}

/** Longer than any place may take, so that nothing is told twice while it is being told. */
const heldForMs = 120_000
const againAfterMs = 60_000

/** Measures, and tells what there is to tell; what goes wrong in it is a warning, since acting on events must go on. */
export function createAlertWatch(deps: AlertWatchDeps): {readonly look: () => Promise<void>} {
  const {rules, places, warn} = deps
  return {
    look: async () => {
      for (const rule of rules)
        for (const place of places)
          try {
            await lookAt(deps, rule, place)
          } catch (error) {
            warn(`alert ${rule.kind}: ${error instanceof Error ? error.message : String(error)}`)
          }
    },
  }
}

async function lookAt(deps: AlertWatchDeps, rule: AlertRule, place: AlertPlace): Promise<void> {
  const {machine, store, org, warn} = deps
  const now = machine.now()
  const key = {alert: alertName(rule), place: place.name}
  const reading = measure(deps, rule, now)
  const heldUntil = new Date(now.getTime() + heldForMs)
  const claimed = store.claimNews(key, (state) => judgeAlert(rule, reading, {state, now}), {now, heldUntil})
  if (claimed === undefined) return
  const {news, since} = claimed
  const host = os.hostname()
  const trouble = await place.tell(alertMessage({rule, news, since, now, reading, host, org}))
  if (trouble === undefined) {
    store.told(key, news, machine.now())
    return
  }
  const waitMs = Math.max(againAfterMs, trouble.retryAfterMs ?? 0)
  store.notTold(key, new Date(machine.now().getTime() + waitMs))
  warn(`the alert ${rule.kind} could not be told by ${place.name}: ${trouble.why}`)
}
