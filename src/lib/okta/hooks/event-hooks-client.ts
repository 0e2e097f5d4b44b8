import type {OktaApi} from '../../ports/okta-api.js'
import {asFields, readObject, readPages, type Kind} from '../api/read-answer.js'

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
    list: () => readPages(api, {url: base}, hookKind),
    create: async (hook) => {
      const answer = await api.call({method: 'POST', url: base, body: bodyFor(hook)})
      return readObject(answer, hookKind)
    },
    change: async (id, step) => {
      const answer = await api.call({method: 'POST', url: at(id, `/lifecycle/${step}`)})
      return readObject(answer, hookKind)
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

const hookKind: Kind<EventHook> = {
  what: 'event hooks',
  read: ({id, name, status, verificationStatus, events, channel}) => {
    const {uri, authScheme} = asFields(asFields(channel)['config'])
    const {items} = asFields(events)
    const {key} = asFields(authScheme)
    if (typeof id !== 'string' || typeof name !== 'string' || typeof uri !== 'string' || !isTexts(items))
      return undefined
    return {
      id,
      name,
      status: status === 'ACTIVE' ? 'ACTIVE' : 'INACTIVE',
      verified: verificationStatus === 'VERIFIED',
      url: uri,
      types: items,
      ...(typeof key === 'string' ? {secretHeader: key} : {}),
    }
  },
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}
