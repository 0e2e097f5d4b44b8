import type {Literal, ValuePath} from './filter-tree.js'
import {instantOf} from './iso-instant.js'

/**
 * What is wrong with a value that is compared whole with the attribute at `path`; undefined when nothing is. `published` is a
 * date: what is none it never equals, comes before or comes after.
 */
export function dateFault({steps: [only, ...more]}: ValuePath, value: Literal): string | undefined {
  if (only?.name !== 'published' || more.length > 0 || value === null) return undefined
  if (typeof value === 'string' && instantOf(value) !== undefined) return undefined
  return 'published is compared with a date, such as "2026-11-25T09:00:00Z"'
}
