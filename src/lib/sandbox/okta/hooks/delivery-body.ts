import {randomUUID} from 'node:crypto'
import type {EventHook} from './event-hooks.js'
import type {World} from '../../world.js'
import type {JsonObject, JsonValue} from '../../../shared/json.js'

/** What is posted: one envelope around the events, which differ a little from those of the log. */
export function deliveryBody(world: World, hook: EventHook, events: readonly JsonObject[]): string {
  return JSON.stringify({
    eventType: 'com.okta.event_hook',
    eventTypeVersion: '1.0',
    cloudEventsVersion: '0.1',
    source: `${world.origin}/api/v1/eventHooks/${hook.id}`,
    eventId: randomUUID(),
    data: {events: events.map((event) => hookEvent(event, world.now()))},
    eventTime: world.now().toISOString(),
    contentType: 'application/json',
  })
}

/** An event as a hook sees it: no nulls, the chain of addresses at the client, and when it was filed. */
function hookEvent({request, client, ...event}: JsonObject, filedAt: Date): JsonValue {
  const ipChain = isObject(request) ? (request['ipChain'] ?? []) : []
  return withoutNulls({
    ...event,
    client: {...(isObject(client) ? client : {}), ipChain},
    insertionTimestamp: filedAt.getTime(),
  })
}

function withoutNulls(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(withoutNulls)
  if (!isObject(value)) return value
  const kept = Object.entries(value).filter((entry): entry is [string, JsonValue] => entry[1] != null)
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutNulls(inner)]))
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
