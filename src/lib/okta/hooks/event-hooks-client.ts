import type {OktaAnswer, OktaApi} from '../../ports/okta-api.js'
import {OpsError} from '../../shared/errors.js'

/** An event hook as the org tells it; it never tells the secret. */
export interface EventHook {
  readonly id: string
  readonly name: string
  readonly status: 'ACTIVE' | 'INACTIVE'
  /** Only what is active and verified gets events. */
  readonly verified: boolean
  readonly url: string
  /** Event types. */
  readonly types: readonly string[]
  /** The header that its secret is sent in. */
  readonly secretHeader?: string
}

export interface NewEventHook {
  readonly name: string
  readonly url: string
  readonly types: readonly string[]
  readonly secret: {readonly header: string; readonly value: string}
}

/** The org's event hooks (developer.okta.com, Event Hooks API); needs the scope okta.eventHooks.manage. */
export interface EventHooksClient {
  readonly list: () => Promise<readonly EventHook[]>
  /** Active at once, and not verified. */
  readonly create: (hook: NewEventHook) => Promise<EventHook>
  readonly change: (id: string, step: 'verify' | 'activate' | 'deactivate') => Promise<EventHook>
  /** Only of what is not active. */
  readonly remove: (id: string) => Promise<void>
}

const base = '/api/v1/eventHooks'

export function createEventHooksClient(api: OktaApi): EventHooksClient {
  const at = (id: string, step = ''): string => `${base}/${encodeURIComponent(id)}${step}`
  return {
    list: async () => {
      const hooks: EventHook[] = []
      for (let url: string | undefined = base; url !== undefined;) {
        const answer: OktaAnswer = await api.call({method: 'GET', url})
        const page = bodyOf(answer)
        if (!Array.isArray(page)) throw strange(answer)
        hooks.push(...page.map((one) => readHook(one, answer)))
        url = answer.next
      }
      return hooks
    },
    create: async (hook) => {
      const answer = await api.call({method: 'POST', url: base, body: bodyFor(hook)})
      return readHook(bodyOf(answer), answer)
    },
    change: async (id, step) => {
      const answer = await api.call({method: 'POST', url: at(id, `/lifecycle/${step}`)})
      return readHook(bodyOf(answer), answer)
    },
    remove: async (id) => {
      await api.call({method: 'DELETE', url: at(id)})
    },
  }
}

/** The secret goes where the org shows it to nobody again: `authScheme`, not one of `headers`. */
function bodyFor({name, url, types, secret}: NewEventHook): object {
  return {
    name,
    events: {type: 'EVENT_TYPE', items: types},
    channel: {
      type: 'HTTP',
      version: '1.0.0',
      config: {
        uri: url,
        headers: [],
        authScheme: {type: 'HEADER', key: secret.header, value: secret.value},
      },
    },
  }
}

function bodyOf(answer: OktaAnswer): unknown {
  try {
    return JSON.parse(answer.body.toString('utf8')) as unknown
  } catch {
    throw strange(answer)
  }
}

function readHook(value: unknown, answer: OktaAnswer): EventHook {
  const {id, name, status, verificationStatus, events, channel} = asObject(value)
  const {uri, authScheme} = asObject(asObject(channel)['config'])
  const {items} = asObject(events)
  const {key} = asObject(authScheme)
  if (typeof id !== 'string' || typeof name !== 'string' || typeof uri !== 'string' || !isTexts(items))
    throw strange(answer)
  return {
    id,
    name,
    status: status === 'ACTIVE' ? 'ACTIVE' : 'INACTIVE',
    verified: verificationStatus === 'VERIFIED',
    url: uri,
    types: items,
    ...(typeof key === 'string' ? {secretHeader: key} : {}),
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}

function strange({requestId}: OktaAnswer): OpsError {
  const mark = requestId === undefined ? '' : ` (request ${requestId})`
  return new OpsError('OPS_BAD_ANSWER', `the org's answer about event hooks cannot be read${mark}`, {
    failure: 'unavailable',
    next: 'okta-ops org check',
  })
}
