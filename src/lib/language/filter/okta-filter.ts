import {printFilter} from './filter-print.js'
import {allOf, anyOf, namesOf, testsOf, type Filter, type Literal, type Span} from './filter-tree.js'

/** Something Okta's `/api/v1/logs` refuses, and where it stands. */
export interface OktaRefusal {
  readonly reason: string
  readonly at: Span
}

/** What goes to Okta and what is left for us; both together mean the whole filter. */
export interface SplitFilter {
  readonly server?: Filter
  readonly local?: Filter
}

/** Okta documents no limit for an address; proxies and servers commonly take 8 kB for the whole of it. */
const longestEncoded = 6000
const noContains = ['debugContext.debugData.url', 'debugContext.debugData.requestUri']

/**
 * What Okta's System Log would refuse of a filter (developer.okta.com, core-okta-api "Filter" and System Log query), in the
 * order of the text; none means that it takes the filter.
 */
export function checkForOkta(filter: Filter): readonly OktaRefusal[] {
  return [...testsOf(filter)].flatMap((test): OktaRefusal[] => {
    const names = namesOf(test.path)
    const refusals: OktaRefusal[] = []
    const refuse = (reason: string, at: Span = test.path.at): void => void refusals.push({reason, at})
    if (test.path.steps.some(({where}) => where !== undefined)) refuse('Okta takes no [ ] in a filter')
    if (names.split('.')[0] === 'published')
      refuse('Okta takes published only as a time range (--since, --until)')
    if (names === 'target.changeDetails' || names.startsWith('target.changeDetails.'))
      refuse('Okta cannot look into target.changeDetails')
    if (test.kind === 'in') refuse('Okta knows no in', test.operatorAt)
    if (test.kind === 'compare') {
      if (test.operator === 'co' && noContains.includes(names))
        refuse(`Okta knows no co on ${names}`, test.operatorAt)
      if (test.value === null) refuse('Okta takes no null', test.valueAt)
      if (isHalfCharacter(test.value)) refuse('half a character cannot be sent', test.valueAt)
    }
    return refusals
  })
}

/**
 * Splits a filter at its top-level `and`: what Okta takes goes to Okta as far as an address is long, the rest is evaluated
 * here. `in` goes to Okta spelled out with `or`. The two halves joined by `and` mean the same as the whole.
 */
export function splitForOkta(filter: Filter): SplitFilter {
  const server: Filter[] = []
  const local: Filter[] = []
  let left = longestEncoded
  for (const part of filter.kind === 'and' ? filter.parts : [filter]) {
    const asked = withoutIn(part)
    const size =
      checkForOkta(asked).length > 0 ? Infinity : encodeURIComponent(printFilter(asked)).length + 20
    if (size > left) {
      local.push(part)
      continue
    }
    server.push(asked)
    left -= size
  }
  const [ours, theirs] = [allOf(local), allOf(server)]
  return {...(theirs && {server: theirs}), ...(ours && {local: ours})}
}

/** Every `in` outside brackets as `eq ... or eq ...`. */
function withoutIn(filter: Filter): Filter {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return {...filter, parts: filter.parts.map(withoutIn)}
    case 'not':
      return {...filter, part: withoutIn(filter.part)}
    case 'in': {
      const {path, at, operatorAt} = filter
      const tests = filter.values.map((value): Filter => ({
        kind: 'compare',
        path,
        operator: 'eq',
        value,
        operatorAt,
        valueAt: at,
        at,
      }))
      return anyOf(tests) ?? filter
    }
    default:
      return filter
  }
}

function isHalfCharacter(value: Literal): boolean {
  return typeof value === 'string' && /\p{Surrogate}/u.test(value)
}
