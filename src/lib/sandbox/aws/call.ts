import type {World} from '../world.js'
import type {Operation} from '../faults/fault.js'
import type {ReadRequest} from '../request-log.js'

/** A request as the handlers see it: no framework in it. */
export interface Call extends ReadRequest {
  readonly rawQuery: string
}

/** What a handler answers; an object is sent as JSON, text as it is. */
export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: object | string
  /** Who asked, for the request log. */
  readonly login?: string
}

export type Service = 'oidc' | 'portal' | 'sts' | 'secrets' | 'identity_store' | 'signin'

/** One operation of one service. */
export interface Endpoint {
  readonly service: Service
  /** Undefined: this call is none we play. */
  readonly operation: (call: Call) => Operation | undefined
  readonly handle: (world: World, call: Call) => Answer
}

/** A text field of the body; undefined when absent or of another type. */
export function textField(call: Call, name: string): string | undefined {
  const value = call.fields[name]
  return typeof value === 'string' ? value : undefined
}

/** A list of texts in the body; empty when absent. */
export function listField(call: Call, name: string): readonly string[] {
  const value = call.fields[name]
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []
}
