import fc from 'fast-check'
import type {
  Comparison,
  Filter,
  Literal,
  PathStep,
  ValuePath,
} from '../../src/lib/language/filter/filter-tree.js'

const nowhere = {start: 0, end: 0}

const name = fc.stringMatching(/^[A-Za-z_$][\w$-]{0,6}$/).filter((text) => !/^(?:and|or|not)$/i.test(text))
const hostileName = fc.constantFrom(
  '__proto__',
  'constructor',
  'toString',
  'eq',
  'in',
  'pr',
  'null',
  'eventType',
)
const literal: fc.Arbitrary<Literal> = fc.oneof(
  fc.string({unit: 'binary', maxLength: 8}),
  fc.constantFrom('', '"', '\\', '\u0000', '\ud83d', '2026-08-01', '2026-08-01T10:00:00Z'),
  fc.double({noNaN: true, noDefaultInfinity: true}).map((value) => (value === 0 ? 0 : value)),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
)

/** Any filter that can be written, with offsets of 0. */
export const {filter: filterTree} = fc.letrec<{filter: Filter; path: ValuePath; test: Filter}>((tie) => ({
  path: fc
    .array(
      fc.record(
        {
          name: fc.oneof({weight: 4, arbitrary: name}, hostileName),
          where: fc.oneof({depthSize: 'small'}, fc.constant(undefined), tie('filter')),
        },
        {noNullPrototype: true},
      ),
      {minLength: 1, maxLength: 3},
    )
    // Only a name that begins like a word can follow a bracket or begin a path.
    .map((steps) => ({
      steps: steps.map(({name: step, where}): PathStep => (where ? {name: step, where} : {name: step})),
      at: nowhere,
    })),
  test: fc.oneof(
    fc
      .record({path: tie('path'), operator: fc.constantFrom<Comparison>('eq', 'ne'), value: literal})
      .map(compare),
    fc
      .record({
        path: tie('path'),
        operator: fc.constantFrom<Comparison>('co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'),
        value: literal.filter((value) => typeof value === 'string'),
      })
      .map(compare),
    tie('path').map((path): Filter => ({kind: 'present', path, at: nowhere})),
    fc
      .record({path: tie('path'), values: fc.array(literal, {minLength: 1, maxLength: 3})})
      .map(({path, values}): Filter => ({kind: 'in', path, values, operatorAt: nowhere, at: nowhere})),
    tie('path').map((path): Filter =>
      path.steps.at(-1)?.where ? {kind: 'some', path, at: nowhere} : {kind: 'present', path, at: nowhere},
    ),
  ),
  filter: fc.oneof(
    {depthSize: 'small', withCrossShrink: true},
    tie('test'),
    fc
      .record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        parts: fc.array(tie('filter'), {minLength: 2, maxLength: 3}),
      })
      .map(({kind, parts}): Filter => ({kind, parts, at: nowhere})),
    tie('filter').map((part): Filter => ({kind: 'not', part, at: nowhere})),
  ),
}))

function compare({path, operator, value}: {path: ValuePath; operator: Comparison; value: Literal}): Filter {
  return {kind: 'compare', path, operator, value, operatorAt: nowhere, valueAt: nowhere, at: nowhere}
}

/** A tree with every offset 0, so that two can be compared. */
export function withoutOffsets(filter: Filter): unknown {
  return JSON.parse(
    JSON.stringify(filter, (key, value: unknown) =>
      key === 'at' || key === 'operatorAt' || key === 'valueAt' ? nowhere : value,
    ),
  )
}
