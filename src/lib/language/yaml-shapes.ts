import {nearest} from '../shared/nearest.js'
import type {YamlValue} from './yaml-value.js'

/*
 * What a YAML file may look like, written down as a value: `record({name: text(), port: optional(wholeNumber())})`. A
 * shape reads one value or throws an OpsError that names file, line and column. What no shape knows is an error.
 */

/** Reads one value into a `T`. */
export type Shape<T> = (value: YamlValue) => T

/** What a shape reads. */
export type ShapeOf<S> = S extends Shape<infer T> ? T : never

/** A key that may be left out; `record` then leaves it out of the result. */
export interface Optional<T> {
  readonly optional: Shape<T>
}

type Fields = Readonly<Record<string, Shape<unknown> | Optional<unknown>>>
type RequiredKeys<F extends Fields> = {[K in keyof F]: F[K] extends Optional<unknown> ? never : K}[keyof F]
type OptionalKeys<F extends Fields> = Exclude<keyof F, RequiredKeys<F>>

/** What a record of these fields reads. */
export type RecordOf<F extends Fields> = {readonly [K in RequiredKeys<F>]: ShapeOf<F[K]>} & {
  readonly [K in OptionalKeys<F>]?: F[K] extends Optional<infer T> ? T : never
}

/** A text; with `pattern`, one that matches, else the error says `wanted`. */
export function text(rule?: {readonly pattern: RegExp; readonly wanted: string}): Shape<string> {
  return (value) => {
    const found = value.text()
    if (rule && !rule.pattern.test(found))
      throw value.trouble(`should be ${rule.wanted}, not ${quote(found)}`)
    return found
  }
}

/** One of the given words. */
export function choice<const T extends string>(words: readonly T[]): Shape<T> {
  return (value) => {
    const found = value.text()
    const chosen = words.find((word) => word === found)
    if (chosen === undefined) throw value.trouble(`should be one of ${words.join(', ')}, not ${quote(found)}`)
    return chosen
  }
}

/** `true` or `false`. */
export const yesOrNo: Shape<boolean> = (value) => choice(['true', 'false'])(value) === 'true'

/** A whole number from `least` to `most`, both included. */
export function wholeNumber(least = 0, most = Number.MAX_SAFE_INTEGER): Shape<number> {
  return (value) => {
    const found = value.text()
    const number = /^-?\d+$/.test(found) ? Number(found) : Number.NaN
    if (number >= least && number <= most) return number
    throw value.trouble(`should be a whole number from ${least} to ${most}, not ${quote(found)}`)
  }
}

/** A text that `read` turns into something else; what it throws is shown with the place in the file. */
export function converted<T>(read: (text: string) => T): Shape<T> {
  return (value) => {
    const found = value.text()
    try {
      return read(found)
    } catch (error) {
      throw value.trouble(error instanceof Error ? error.message : String(error))
    }
  }
}

/** A list of which every item has one shape. */
export function listOf<T>(item: Shape<T>): Shape<readonly T[]> {
  return (value) => value.items().map(item)
}

/** A list of at least one item. */
export function filledList<T>(item: Shape<T>): Shape<readonly T[]> {
  return (value) => {
    const found = listOf(item)(value)
    if (found.length === 0) throw value.trouble('is an empty list')
    return found
  }
}

/** One value, or a list of at least one. */
export function oneOrMore<T>(item: Shape<T>): Shape<readonly T[]> {
  return (value) => (value.kind === 'list' ? filledList(item)(value) : [item(value)])
}

/** Free keys, each with a value of one shape. */
export function mapOf<T>(shape: Shape<T>): Shape<ReadonlyMap<string, T>> {
  return (value) => new Map(value.entries().map((entry) => [entry.key, shape(entry.value)]))
}

/** The first of two shapes that fits; when none does, the error is the second's. */
export function either<A, B>(first: Shape<A>, second: Shape<B>): Shape<A | B> {
  return (value) => {
    try {
      return first(value)
    } catch {
      return second(value)
    }
  }
}

/** A key of a record that may be left out. */
export function optional<T>(shape: Shape<T>): Optional<T> {
  return {optional: shape}
}

/** Exactly these keys: an unknown one is an error with the nearest known one, a missing one is named. */
export function record<F extends Fields>(fields: F): Shape<RecordOf<F>> {
  const known = Object.keys(fields)
  return (value) => {
    const found: Record<string, unknown> = {}
    for (const entry of value.entries()) {
      const field = Object.hasOwn(fields, entry.key) ? fields[entry.key] : undefined
      if (field === undefined) throw entry.at.trouble(unknownKey(entry.key, known))
      found[entry.key] = shapeOf(field)(entry.value)
    }
    for (const [key, field] of Object.entries(fields))
      if (typeof field === 'function' && !(key in found)) throw value.trouble(`the key "${key}" is missing`)
    return found as RecordOf<F>
  }
}

function shapeOf(field: Shape<unknown> | Optional<unknown>): Shape<unknown> {
  return typeof field === 'function' ? field : field.optional
}

function unknownKey(key: string, known: readonly string[]): string {
  const [close] = nearest(key, known)
  return `unknown key ${quote(key)}; ${close === undefined ? `known: ${known.join(', ')}` : `did you mean "${close}"?`}`
}

function quote(found: string): string {
  return JSON.stringify(found)
}
