import type {HookDelivery} from '../../ports/hook-receiver.js'
import type {JsonObject, JsonValue} from '../../shared/json.js'

/** A body, read: what it delivers and how many of its events are none, or what is wrong with it. */
export type ReadDelivery =
  {readonly delivery: HookDelivery; readonly skipped: number} | {readonly wrong: string}

/** Deeper than any event of Okta's by far, and far from what a recursive function can take. */
const mostDepth = 64
const longestId = 200

/** Reads the body of a delivery: Okta's envelope (`com.okta.event_hook`) around events. */
export function readDelivery(bytes: Buffer): ReadDelivery {
  const body = parse(bytes)
  if (body === undefined) return {wrong: 'not JSON'}
  if (isTooDeep(body)) return {wrong: 'too deeply nested'}
  const {eventType, eventId, data} = asObject(body)
  if (eventType !== 'com.okta.event_hook') return {wrong: 'not the delivery of an event hook'}
  if (!isId(eventId)) return {wrong: 'no eventId'}
  const {events} = asObject(data)
  if (!Array.isArray(events)) return {wrong: 'no events'}
  const good = (events as readonly JsonValue[]).filter(isEvent)
  if (good.length === 0 && events.length > 0) return {wrong: 'no event has a uuid and a type'}
  return {delivery: {id: eventId, events: good}, skipped: events.length - good.length}
}

function parse(bytes: Buffer): JsonValue | undefined {
  try {
    return JSON.parse(new TextDecoder('utf-8', {fatal: true}).decode(bytes)) as JsonValue
  } catch {
    return undefined
  }
}

function isEvent(value: JsonValue): value is JsonObject {
  const {uuid, eventType} = asObject(value)
  return isId(uuid) && isId(eventType)
}

function isId(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && value !== '' && value.length <= longestId
}

/** Its own names only: a body may have a `__proto__`. */
function asObject(value: JsonValue | undefined): JsonObject {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject ? Object.assign(Object.create(null) as JsonObject, value) : {}
}

/** Without recursion: that is what the depth would break. */
function isTooDeep(value: JsonValue): boolean {
  let level: readonly JsonValue[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > mostDepth) return true
    level = level.flatMap((one) =>
      typeof one === 'object' && one !== null
        ? Object.values(one).filter((inner) => inner !== undefined)
        : [],
    )
  }
  return false
}
