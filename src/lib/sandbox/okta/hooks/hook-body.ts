import type {EventHook, HookHeader, NewHook} from './event-hooks.js'
import {isObject, objectAt, readBody, requiredText, textsAt} from '../api/read-body.js'
import {invalid} from '../refusal.js'
import type {Call} from '../../aws/call.js'
import type {World} from '../../world.js'
import {isLoopbackHost} from '../../../shared/loopback.js'
import type {JsonObject} from '../../../shared/json.js'

const mostTypes = 300

/** A hook as the API shows it: the secret of its authScheme is never told again. */
export function hookBody({origin}: World, hook: EventHook): JsonObject & {readonly id: string} {
  const {id, name, description, status, verificationStatus, items, uri, headers, authScheme} = hook
  const self = `${origin}/api/v1/eventHooks/${id}`
  return {
    id,
    status,
    verificationStatus,
    name,
    description: description ?? null,
    created: hook.createdAt.toISOString(),
    createdBy: hook.createdBy,
    lastUpdated: hook.lastUpdatedAt.toISOString(),
    events: {type: 'EVENT_TYPE', items, filter: null},
    channel: {
      type: 'HTTP',
      version: '1.0.0',
      config: {
        uri,
        method: 'POST',
        headers: headers.map(({key, value}) => ({key, value})),
        authScheme: authScheme === undefined ? null : {type: 'HEADER', key: authScheme.key},
      },
    },
    _links: {self: {href: self}, verify: {href: `${self}/lifecycle/verify`, hints: {allow: ['POST']}}},
  }
}

/**
 * The hook that a body describes. The sandbox delivers to this machine only, and plays no filters.
 * @throws OktaRefusal 400 naming the field
 */
export async function readHook(call: Call): Promise<NewHook> {
  const body = readBody(call)
  const {description} = body
  const config = objectAt(objectAt(body, 'channel'), 'config')
  return {
    name: requiredText(body, 'name'),
    description: typeof description === 'string' ? description : undefined,
    items: await readTypes(objectAt(body, 'events')),
    uri: readAddress(requiredText(config, 'uri', 1024)),
    headers: readHeaders(config),
    authScheme: readScheme(config),
  }
}

async function readTypes(events: JsonObject): Promise<readonly string[]> {
  if (events['type'] !== 'EVENT_TYPE') throw invalid('events.type', 'must be EVENT_TYPE')
  if (events['filter'] !== undefined && events['filter'] !== null)
    throw invalid('events.filter', 'the sandbox does not play filters')
  const items = textsAt(events, 'items')
  if (items.length === 0) throw invalid('events.items', 'The field cannot be left blank')
  if (items.length > mostTypes) throw invalid('events.items', `at most ${mostTypes} event types`)
  const {eventTypeNamed} = await import('../../../language/event-types.js')
  for (const item of items) {
    if (eventTypeNamed(item)?.hookEligible !== true)
      throw invalid('events.items', `${item} is not an event type that a hook may deliver`)
  }
  return [...new Set(items)]
}

function readAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw invalid('uri', 'must be an address')
  if (!isLoopbackHost(url.hostname))
    throw invalid(
      'uri',
      'the sandbox delivers only to this machine: use an address on 127.0.0.1 or localhost',
    )
  return text
}

function readHeaders({headers}: JsonObject): readonly HookHeader[] {
  if (!Array.isArray(headers)) return []
  return headers.map((header) => readPair(header, 'headers'))
}

function readScheme({authScheme}: JsonObject): HookHeader | undefined {
  return authScheme === undefined || authScheme === null ? undefined : readPair(authScheme, 'authScheme')
}

function readPair(pair: unknown, field: string): HookHeader {
  const {key, value} = isObject(pair as JsonObject) ? (pair as JsonObject) : {}
  if (
    typeof key !== 'string' ||
    !/^[\w-]{1,64}$/.test(key) ||
    typeof value !== 'string' ||
    /[^\x20-\x7e]/.test(value)
  )
    throw invalid(field, 'needs a header name as key, and a value')
  return {key, value}
}
