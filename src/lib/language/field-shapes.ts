import {parseDuration} from '../shared/duration.js'
import {converted, text, type Shape} from './yaml-shapes.js'
import type {YamlValue} from './yaml-value.js'

/** What was read, and where it stands. */
export interface Placed<T> {
  readonly found: T
  readonly value: YamlValue
}

/** What `shape` reads, with its place: what is wrong with it may only be seen beside other values. */
export function placed<T>(shape: Shape<T>): Shape<Placed<T>> {
  return (value) => ({found: shape(value), value})
}

/** A span such as `90s`, in milliseconds. */
export const duration = converted((written) => parseDuration(written, 'it'))

/** A span of more than nothing, in milliseconds. */
export const positiveDuration = converted((written) => {
  const ms = parseDuration(written, 'it')
  if (ms > 0) return ms
  throw new Error('should be longer than nothing')
})

/** What rules, steps and flows may be called, and how that is said. */
export const namePattern = /^[A-Za-z0-9][\w.-]{0,63}$/
export const nameCharacters = 'of letters, digits, dots, - and _ (64 at most)'

/** A flow as flows.yaml names it: another name could never be found there. */
export const flowName = text({pattern: namePattern, wanted: `the name of a flow, ${nameCharacters}`})
