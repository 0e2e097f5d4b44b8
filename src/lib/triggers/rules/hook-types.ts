import {eventTypeNamed, matchEventTypes} from '../../language/event-types.js'
import {isGlob} from '../../language/glob.js'
import type {Rule} from './rule.js'

/** The event types of rules, as far as an event hook is concerned. */
export interface HookTypes {
  /** Sorted, each once. */
  readonly eligible: readonly string[]
  /** What comes by the System Log alone, one line each for a person. */
  readonly left: readonly string[]
}

/** What a hook would have to deliver for these rules; those that are switched off do not count. */
export function hookTypesOf(rules: readonly Rule[]): HookTypes {
  const eligible = new Set<string>()
  const left = new Set<string>()
  for (const {id, on} of rules.filter(({enabled}) => enabled))
    for (const pattern of on) {
      const types = matchEventTypes(pattern)
      const fit = types.filter(({hookEligible}) => hookEligible)
      for (const {name} of fit) eligible.add(name)
      if (isGlob(pattern)) {
        const others = types.length - fit.length
        if (others > 0) left.add(`${id}: ${others} types of ${pattern} come by the System Log alone`)
      } else if (fit.length === 0) {
        const why =
          eventTypeNamed(pattern) === undefined ? 'is not in our list of types' : 'is not hook eligible'
        left.add(`${id}: ${pattern} ${why}, and comes by the System Log alone`)
      }
    }
  return {eligible: [...eligible].sort(), left: [...left]}
}
