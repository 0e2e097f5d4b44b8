import {compileFilter, propertyOf} from '../../language/filter/filter-match.js'
import {globMatches, isGlob} from '../../language/glob.js'
import type {JsonObject} from '../../shared/json.js'
import type {Rule} from './rule.js'

/** Okta's longest name has 90 characters; what is longer is not compared with globs. */
const longestEventType = 200
/** How many event types are remembered with their rules: made-up ones must not fill the memory. */
const mostTypes = 4096

type Condition = (event: JsonObject) => boolean

interface CompiledRule {
  readonly rule: Rule
  readonly accepts: Condition
}

/** Rules made ready to be asked about many events. */
export interface CompiledRules {
  /** Those that listen to an event type, in the order of the file. */
  readonly listeningTo: (eventType: string) => readonly CompiledRule[]
}

/** Makes rules ready; those that are not enabled are left out. */
export function compileRules(rules: readonly Rule[]): CompiledRules {
  const enabled = rules
    .filter((rule) => rule.enabled)
    .map((rule): CompiledRule => ({rule, accepts: conditionOf(rule)}))
  const known = new Map<string, readonly CompiledRule[]>()
  return {
    listeningTo: (eventType) => {
      const found = known.get(eventType)
      if (found !== undefined) return found
      const listening = enabled.filter(({rule}) => listensTo(rule, eventType))
      if (known.size >= mostTypes) known.clear()
      if (eventType.length <= longestEventType) known.set(eventType, listening)
      return listening
    },
  }
}

/** The rules that an event is work for, in the order of the file. */
export function matchRules(compiled: CompiledRules, event: JsonObject): readonly Rule[] {
  const eventType = propertyOf(event, 'eventType')
  if (typeof eventType !== 'string') return []
  const matching: Rule[] = []
  for (const {rule, accepts} of compiled.listeningTo(eventType)) if (accepts(event)) matching.push(rule)
  return matching
}

/** Whether a rule listens to an event type: one of its names is it, or one of its globs fits it. */
export function listensTo(rule: Rule, eventType: string): boolean {
  return rule.on.some((wanted) =>
    isGlob(wanted)
      ? eventType.length <= longestEventType && globMatches(wanted, eventType)
      : wanted === eventType,
  )
}

function conditionOf({when, unless}: Rule): Condition {
  const meets = when && compileFilter(when)
  const spared = unless && compileFilter(unless)
  if (spared === undefined) return meets ?? (() => true)
  return (event) => (meets === undefined || meets(event)) && !spared(event)
}
