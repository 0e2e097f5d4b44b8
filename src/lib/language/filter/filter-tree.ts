/** What an attribute is compared with. */
export type Literal = string | number | boolean | null

/** The operators between an attribute and one value. */
export type Comparison = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le'

/** A stretch of the text that was parsed: offsets in UTF-16 units, the end not included. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** One name of a path, and which of the values found there go on (`target[type eq "User"]`). */
export interface PathStep {
  readonly name: string
  readonly where?: Filter
}

/** Where a value hangs, like `client.userAgent.os` or `target[type eq "User"].alternateId`. */
export interface ValuePath {
  readonly steps: readonly PathStep[]
  readonly at: Span
}

/** A condition on what one path leads to. */
export type PathTest =
  | {
      readonly kind: 'compare'
      readonly path: ValuePath
      readonly operator: Comparison
      readonly value: Literal
      readonly operatorAt: Span
      readonly valueAt: Span
      readonly at: Span
    }
  | {readonly kind: 'present'; readonly path: ValuePath; readonly at: Span}
  | {
      readonly kind: 'in'
      readonly path: ValuePath
      readonly values: readonly Literal[]
      readonly operatorAt: Span
      readonly at: Span
    }
  /** A path whose last step has a condition that some value there meets. */
  | {readonly kind: 'some'; readonly path: ValuePath; readonly at: Span}

/** A condition on one JSON object, with where each part stood in the text; never changed once made. */
export type Filter =
  | PathTest
  | {readonly kind: 'and' | 'or'; readonly parts: readonly Filter[]; readonly at: Span}
  | {readonly kind: 'not'; readonly part: Filter; readonly at: Span}

/** Met when every one is; undefined when there is none. Offsets of filters from several texts say nothing afterwards. */
export function allOf(filters: readonly Filter[]): Filter | undefined {
  return joined('and', filters)
}

/** Met when at least one is; undefined when there is none. */
export function anyOf(filters: readonly Filter[]): Filter | undefined {
  return joined('or', filters)
}

function joined(kind: 'and' | 'or', filters: readonly Filter[]): Filter | undefined {
  const parts = filters.flatMap((filter) => (filter.kind === kind ? filter.parts : [filter]))
  const [first] = parts
  const last = parts.at(-1)
  if (first === undefined || last === undefined) return undefined
  return parts.length === 1 ? first : {kind, parts, at: {start: first.at.start, end: last.at.end}}
}

/** The names of a path without its conditions, like `target.alternateId`. */
export function namesOf(path: ValuePath): string {
  return path.steps.map(({name}) => name).join('.')
}

/** Every test in a filter, also those inside brackets, in the order of the text. */
export function* testsOf(filter: Filter): Generator<PathTest> {
  switch (filter.kind) {
    case 'and':
    case 'or':
      for (const part of filter.parts) yield* testsOf(part)
      return
    case 'not':
      yield* testsOf(filter.part)
      return
    default:
      yield filter
      for (const {where} of filter.path.steps) if (where !== undefined) yield* testsOf(where)
  }
}
