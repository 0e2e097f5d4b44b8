import type {JsonObject, JsonValue} from '../../shared/json.js'
import type {Comparison, Filter, Literal, PathStep} from './filter-tree.js'
import {instantOf} from './iso-instant.js'

/** Says of one value, or of a missing one, whether it passes. */
export type ValueTest = (value: JsonValue | undefined) => boolean

/**
 * Makes a filter into a function that says whether an object meets it. Reads own properties only.
 *
 * At every step of a path an array stands for its items, and one of them is enough. `ne` is the opposite of `eq`: none of
 * them is the value. A path that leads nowhere counts as one missing value: `ne` and `eq null` are true of it, everything
 * else is false. Texts are compared exactly, capitals included; two ISO 8601 dates by the instant they mean; values of
 * different types are never equal.
 */
export function compileFilter(filter: Filter): (value: JsonObject) => boolean {
  return compileTest(filter)
}

/** `compileFilter` for any value, such as the items of an array. */
export function compileTest(filter: Filter): ValueTest {
  switch (filter.kind) {
    case 'and':
      return everyOf(filter.parts.map(compileTest))
    case 'or':
      return someOf(filter.parts.map(compileTest))
    case 'not': {
      const part = compileTest(filter.part)
      return (value) => !part(value)
    }
    case 'present':
      return alongPath(filter.path.steps, isPresent)
    case 'some':
      return alongPath(filter.path.steps, (value) => value !== undefined)
    case 'in':
      return alongPath(filter.path.steps, isOneOf(filter.values))
    case 'compare': {
      if (filter.operator !== 'ne')
        return alongPath(filter.path.steps, comparison(filter.operator, filter.value))
      const equal = alongPath(filter.path.steps, equals(filter.value))
      return (value) => !equal(value)
    }
  }
}

function everyOf(parts: readonly ValueTest[]): ValueTest {
  return (value) => {
    for (const part of parts) if (!part(value)) return false
    return true
  }
}

function someOf(parts: readonly ValueTest[]): ValueTest {
  return (value) => {
    for (const part of parts) if (part(value)) return true
    return false
  }
}

/** `test` on what is found at the end of the path, made from its end to its start. */
function alongPath(steps: readonly PathStep[], test: ValueTest): ValueTest {
  return steps.reduceRight<ValueTest>((next, {name, where}) => {
    const onItems = where === undefined ? eachItem(next) : eachMatching(compileTest(where), next)
    return (value) => onItems(propertyOf(value, name))
  }, test)
}

function eachItem(next: ValueTest): ValueTest {
  return (value) => {
    if (!isList(value)) return next(value)
    for (const item of value) if (next(item)) return true
    return value.length === 0 && next(undefined)
  }
}

function eachMatching(condition: ValueTest, next: ValueTest): ValueTest {
  const single: ValueTest = (value) => next(value !== undefined && condition(value) ? value : undefined)
  return (value) => {
    if (!isList(value)) return single(value)
    let nothing = true
    for (const item of value) {
      if (!condition(item)) continue
      nothing = false
      if (next(item)) return true
    }
    return nothing && next(undefined)
  }
}

/** An own property of an object; undefined of anything else, arrays included. */
export function propertyOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  if (typeof value !== 'object' || value === null || isList(value)) return undefined
  return Object.hasOwn(value, name) ? value[name] : undefined
}

/** `Array.isArray` for JSON. */
export function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value)
}

/** Not missing, null, an empty text or an empty object; an empty array has been taken for a missing value before. */
function isPresent(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null || value === '') return false
  return typeof value !== 'object' || Object.keys(value).length > 0
}

function isOneOf(literals: readonly Literal[]): ValueTest {
  const plain = new Set<unknown>(literals.filter((literal) => instantIn(literal) === undefined))
  const dates = someOf(literals.filter((literal) => instantIn(literal) !== undefined).map(equals))
  if (plain.has(null)) plain.add(undefined)
  return (value) => plain.has(value) || dates(value)
}

function comparison(operator: Exclude<Comparison, 'ne'>, literal: Literal): ValueTest {
  switch (operator) {
    case 'eq':
      return equals(literal)
    case 'co':
      return inText(literal, (text, part) => text.includes(part))
    case 'sw':
      return inText(literal, (text, part) => text.startsWith(part))
    case 'ew':
      return inText(literal, (text, part) => text.endsWith(part))
    case 'gt':
      return ordered(literal, (order) => order > 0)
    case 'ge':
      return ordered(literal, (order) => order >= 0)
    case 'lt':
      return ordered(literal, (order) => order < 0)
    case 'le':
      return ordered(literal, (order) => order <= 0)
  }
}

function equals(literal: Literal): ValueTest {
  if (literal === null) return (value) => value === null || value === undefined
  const instant = instantIn(literal)
  if (instant === undefined) return (value) => value === literal
  return (value) => value === literal || (typeof value === 'string' && instantOf(value) === instant)
}

function inText(literal: Literal, look: (text: string, part: string) => boolean): ValueTest {
  const part = String(literal)
  return (value) => typeof value === 'string' && look(value, part)
}

/** Numbers by size, dates by instant, other texts by their UTF-16 units; anything else has no order. */
function ordered(literal: Literal, accepts: (order: number) => boolean): ValueTest {
  if (typeof literal === 'number') return (value) => typeof value === 'number' && accepts(value - literal)
  if (typeof literal !== 'string') return () => false
  const instant = instantOf(literal)
  return (value) => {
    if (typeof value !== 'string') return false
    const other = instant === undefined ? undefined : instantOf(value)
    if (instant !== undefined && other !== undefined) return accepts(other - instant)
    return accepts(value === literal ? 0 : value < literal ? -1 : 1)
  }
}

function instantIn(literal: Literal): number | undefined {
  return typeof literal === 'string' ? instantOf(literal) : undefined
}
