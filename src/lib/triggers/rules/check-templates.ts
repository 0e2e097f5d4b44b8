import {isGlob} from '../../language/glob.js'
import type {InputTemplate} from '../../language/template/input-template.js'
import type {Placeholder, Template} from '../../language/template/template-parse.js'
import type {JsonObject, JsonValue} from '../../shared/json.js'
import {nearest} from '../../shared/nearest.js'
import type {Oddity} from './finding.js'
import type {KeyPath, Rule} from './rule.js'
import type {TypeMemory} from './type-memory.js'

/** A template of a rule, and which steps are over when it is filled in. */
interface Placed {
  readonly template: Template
  readonly at: KeyPath
  readonly stepsBefore: readonly string[]
  readonly afterFailure: boolean
}

/** Below these Okta puts what it likes, so any name may be there. */
const free = /\b(?:debugData|detailEntry|changeDetails|detail)\b/
/** A glob may stand for hundreds of types. */
const mostTypes = 40

/** Placeholders that never have anything to show: steps that are not over by then, and paths that no such event carries. */
export function oddPaths(rule: Rule, types: TypeMemory): readonly Oddity[] {
  const events = eventsOf(rule, types)
  return templatesOf(rule).flatMap((placed) =>
    placed.template.parts.flatMap((part) => (typeof part === 'string' ? [] : oddPath(part, placed, events))),
  )
}

function oddPath(part: Placeholder, placed: Placed, events: readonly JsonObject[]): readonly Oddity[] {
  const {at, stepsBefore, afterFailure} = placed
  const [first = '', second = ''] = part.path.split('.')
  if (first === 'steps') {
    if (stepsBefore.includes(second)) return []
    const [near] = nearest(second, stepsBefore)
    const hint =
      stepsBefore.length === 0
        ? 'no step is over by then'
        : near === undefined
          ? `over by then: ${stepsBefore.join(', ')}`
          : `did you mean steps.${near}?`
    return [
      {level: 'error', at, message: `${part.path}: there is no step ${second} before this one; ${hint}`},
    ]
  }
  if (first === 'failure')
    return afterFailure
      ? []
      : [{level: 'error', at, message: `${part.path}: failure is there only in the input of on_failure`}]
  if (free.test(part.path) || events.some((event) => shows(part, event))) return []
  return [{level: 'warning', at, message: `${part.path}: no event that the rule listens to carries it`}]
}

/** Whether there is something to show, be it by `default`. */
function shows({read, steps}: Placeholder, event: JsonObject): boolean {
  const isThere = (value: JsonValue | undefined): boolean =>
    value !== undefined && !(Array.isArray(value) && value.length === 0)
  if (isThere(read(event))) return true
  const shown = steps.reduce<JsonValue | undefined>((value, step) => step(value), read(event))
  return isThere(shown) && shown !== null && shown !== '' && shown !== 0
}

/** An event of each type that the rule listens to. */
function eventsOf(rule: Rule, types: TypeMemory): readonly JsonObject[] {
  return rule.on
    .flatMap((name) =>
      isGlob(name)
        ? types
            .matchEventTypes(name)
            .slice(0, mostTypes)
            .map((type) => type.name)
        : [name],
    )
    .map(types.exampleOf)
}

function templatesOf(rule: Rule): readonly Placed[] {
  const before = {stepsBefore: [], afterFailure: false}
  const single = (template: Template | undefined, at: KeyPath): Placed[] =>
    template === undefined ? [] : [{template, at, ...before}]
  const all = ['flow', ...rule.then.map(({id}) => id)]
  return [
    ...single(rule.key, ['key']),
    ...single(rule.throttle?.by, ['throttle', 'by']),
    ...single(rule.debounce?.by, ['debounce', 'by']),
    ...single(rule.concurrency?.key, ['concurrency', 'key']),
    ...inInput(rule.input, ['input'], before),
    ...rule.then.flatMap(({input}, index) =>
      inInput(input, ['then', index, 'input'], {stepsBefore: all.slice(0, index + 1), afterFailure: false}),
    ),
    ...inInput(rule.onFailure?.input ?? new Map<string, InputTemplate>(), ['on_failure', 'input'], {
      stepsBefore: all,
      afterFailure: true,
    }),
  ]
}

type When = Pick<Placed, 'stepsBefore' | 'afterFailure'>

function inInput(fields: ReadonlyMap<string, InputTemplate>, at: KeyPath, when: When): readonly Placed[] {
  return [...fields].flatMap(([name, part]) => inPart(part, [...at, name], when))
}

function inPart(part: InputTemplate, at: KeyPath, when: When): readonly Placed[] {
  switch (part.kind) {
    case 'value':
      return []
    case 'template':
      return [{template: part.template, at, ...when}]
    case 'list':
      return part.items.flatMap((item, index) => inPart(item, [...at, index], when))
    case 'object':
      return inInput(part.fields, at, when)
  }
}
