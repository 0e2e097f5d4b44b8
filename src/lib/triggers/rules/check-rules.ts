import {oddEventTypes, oddName} from '../../language/filter/odd-event-types.js'
import {isGlob} from '../../language/glob.js'
import {nearest} from '../../shared/nearest.js'
import {oddPaths} from './check-templates.js'
import type {Finding, Oddity} from './finding.js'
import type {KeyPath, Rule} from './rule.js'
import type {RulesFile} from './rules-file.js'
import {firstHints, rememberTypes, type TypeMemory} from './type-memory.js'

/**
 * What is odd about rules that could be read, in the order of the file.
 * @param flows the names of the flows that can be run; without it flows are not checked
 */
export async function checkRules(
  file: RulesFile,
  flows: readonly string[] | undefined,
): Promise<readonly Finding[]> {
  const types = rememberTypes(await import('../../language/event-types.js'))
  const known = flows && {names: new Set(flows), near: firstHints((name) => nearest(name, flows))}
  const findings: Finding[] = []
  for (const rule of file.rules) {
    const oddities = [
      ...rule.on.flatMap((name, index) => oddListening(name, index, types)),
      ...(await oddConditions(rule, types)),
      ...(known === undefined ? [] : oddFlows(rule, known)),
      ...oddPaths(rule, types),
      ...oddCourage(rule),
      ...hookNotes(rule, types),
    ]
    findings.push(
      ...oddities.map(({at, ...oddity}) => ({...oddity, rule: rule.id, ...file.placeOf(rule, at)})),
    )
  }
  return findings
}

function oddListening(name: string, index: number, types: TypeMemory): readonly Oddity[] {
  const at = ['on', index]
  if (!isGlob(name)) return oddName(name, types).map((message) => ({level: 'warning', at, message}))
  return types.matchEventTypes(name).length > 0
    ? []
    : [{level: 'warning', at, message: `no event type that is known fits ${name}`}]
}

async function oddConditions(rule: Rule, types: TypeMemory): Promise<readonly Oddity[]> {
  const all = await Promise.all(
    (['when', 'unless'] as const).map(async (at) => {
      const filter = rule[at]
      const warnings = filter === undefined ? [] : await oddEventTypes(filter, types)
      return warnings.map((message): Oddity => ({level: 'warning', at: [at], message}))
    }),
  )
  return all.flat()
}

interface KnownFlows {
  readonly names: ReadonlySet<string>
  readonly near: (name: string) => readonly string[]
}

function oddFlows(rule: Rule, known: KnownFlows): readonly Oddity[] {
  return flowsOf(rule).flatMap(({flow, at}): Oddity[] => {
    if (known.names.has(flow)) return []
    const near = known.near(flow)
    const hint =
      near.length === 0 ? `okta-ops flows add ${flow} ... makes it known` : `did you mean ${near.join(', ')}?`
    return [{level: 'error', at, message: `no flow is called ${flow}; ${hint}`}]
  })
}

/** Every flow that a rule runs, and where it says so. */
export function flowsOf({flow, then, onFailure}: Rule): readonly {flow: string; at: KeyPath}[] {
  return [
    {flow, at: ['flow']},
    ...then.map((step, index) => ({flow: step.flow, at: ['then', index, 'flow']})),
    ...(onFailure === undefined ? [] : [{flow: onFailure.flow, at: ['on_failure', 'flow']}]),
  ]
}

/** What a rule may do that its writer should have thought of. */
function oddCourage(rule: Rule): readonly Oddity[] {
  const oddities: Oddity[] = []
  if (rule.destructive && rule.confirm === 'none')
    oddities.push({
      level: 'warning',
      at: ['confirm'],
      message:
        "it takes something away on the word of an event hook alone; confirm: log waits for Okta's own log",
    })
  if (rule.retry.on.includes('unknown'))
    oddities.push({
      level: 'warning',
      at: ['retry', 'on'],
      message: 'after unknown the flow may run twice for one event: it has to look at _okta_ops.key itself',
    })
  return oddities
}

/** Which of the types never come by an event hook; types that are not known are left out. */
function hookNotes(rule: Rule, catalogue: TypeMemory): readonly Oddity[] {
  return rule.on.flatMap((name, index): Oddity[] => {
    const types = catalogue.matchEventTypes(name)
    const without = types.filter(({hookEligible}) => !hookEligible)
    if (without.length === 0) return []
    const which = isGlob(name) ? `${without.length} of the ${types.length} types of ${name}` : name
    return [
      {
        level: 'note',
        at: ['on', index],
        message: `no event hook delivers ${which}: triggers run reads it from the log`,
      },
    ]
  })
}
