import type {Filter, ValuePath} from './filter-tree.js'

/** The filter as text, which `parseFilter` reads into the same tree (but for its offsets). */
export function printFilter(filter: Filter): string {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.parts.map((part) => printPart(part, filter.kind)).join(` ${filter.kind} `)
    case 'not':
      return `not (${printFilter(filter.part)})`
    case 'present':
      return `${printPath(filter.path)} pr`
    case 'some':
      return printPath(filter.path)
    case 'in':
      return `${printPath(filter.path)} in [${filter.values.map((value) => JSON.stringify(value)).join(', ')}]`
    case 'compare':
      return `${printPath(filter.path)} ${filter.operator} ${JSON.stringify(filter.value)}`
  }
}

/** A path as text, its conditions included. */
export function printPath({steps}: ValuePath): string {
  return steps
    .map(({name, where}) => (where === undefined ? name : `${name}[${printFilter(where)}]`))
    .join('.')
}

/** Only `and` inside `or` goes without parentheses. */
function printPart(part: Filter, inside: 'and' | 'or'): string {
  const bare = (part.kind !== 'and' && part.kind !== 'or') || (part.kind === 'and' && inside === 'or')
  return bare ? printFilter(part) : `(${printFilter(part)})`
}
