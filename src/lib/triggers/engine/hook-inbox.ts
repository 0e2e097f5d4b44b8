import type {HookInbox} from '../../ports/hook-receiver.js'
import type {ActiveRules} from './active-rules.js'
import {planEvents, type PlanningDeps} from './trigger-sink.js'

/** The journal as the place where deliveries of event hooks go: they are in it when this returns. */
export function createHookInbox(planning: PlanningDeps): HookInbox {
  return ({events}) => {
    planEvents(planning, events, 'hook')
  }
}

/** Rules that act on a hook's event only once the System Log has it too. */
export function rulesThatWait({byId}: ActiveRules): readonly string[] {
  return [...byId.values()].filter(({confirm}) => confirm === 'log').map(({id}) => id)
}
