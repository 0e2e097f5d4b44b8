import type {OktaApi} from '../../ports/okta-api.js'
import {OpsError} from '../../shared/errors.js'
import {shellWord} from '../../shared/shell-word.js'
import {visibleText} from '../../shared/visible-text.js'
import {refusalOf} from '../api/refusal.js'
import {
  createEventHooksClient,
  type EventHook,
  type EventHooksClient,
  type NewEventHook,
} from './event-hooks-client.js'

/** Of an org, active ones; of one hook. Okta's own limits. */
const mostHooks = 25
const mostTypes = 300

/** The org's event hooks, and what may be done to them. */
export interface HookRegister {
  readonly list: () => Promise<readonly EventHook[]>
  /**
   * Looks for room and for the name before anything is made.
   * @throws OpsError OPS_HOOK (refused) when the org has 25 active hooks or one of that name, (usage) for too many types or none
   */
  readonly check: (hook: Pick<NewEventHook, 'name' | 'types'>) => Promise<void>
  readonly create: (hook: NewEventHook) => Promise<EventHook>
  /**
   * The hook of that id or name.
   * @throws OpsError OPS_HOOK (usage) when there is none, or several of that name
   */
  readonly find: (asked: string) => Promise<EventHook>
  /** @throws OpsError OPS_HOOK when the address does not answer as it must */
  readonly verify: (hook: EventHook) => Promise<EventHook>
  /** Deactivates it first, as Okta wants it. */
  readonly remove: (hook: EventHook) => Promise<void>
}

export function openHookRegister(api: OktaApi): HookRegister {
  const client = createEventHooksClient(api)
  return {
    list: client.list,
    create: client.create,
    check: async ({name, types}) => {
      checkTypes(types)
      const hooks = await client.list()
      const same = hooks.find((hook) => hook.name === name)
      if (same !== undefined)
        throw new OpsError('OPS_HOOK', `the org has an event hook ${shown(name)} already: ${same.id}`, {
          failure: 'refused',
          next: `okta-ops triggers hook remove ${same.id}`,
        })
      if (hooks.filter(({status}) => status === 'ACTIVE').length >= mostHooks)
        throw new OpsError(
          'OPS_HOOK',
          `the org has ${mostHooks} active event hooks, as many as it may have`,
          {
            failure: 'refused',
            next: 'okta-ops triggers hook list',
          },
        )
    },
    find: async (asked) => {
      const hooks = await client.list()
      const found = hooks.filter(({id, name}) => id === asked || name === asked)
      const [hook] = found
      if (hook !== undefined && found.length === 1) return hook
      const what = found.length > 1 ? `several event hooks are called` : 'the org has no event hook'
      throw new OpsError('OPS_HOOK', `${what} ${shown(asked)}`, {
        failure: 'usage',
        next: 'okta-ops triggers hook list',
      })
    },
    verify: (hook) => verify(client, hook),
    remove: async ({id, status}) => {
      if (status === 'ACTIVE') await client.change(id, 'deactivate')
      await client.remove(id)
    },
  }
}

function checkTypes(types: readonly string[]): void {
  if (types.length > 0 && types.length <= mostTypes) return
  const message =
    types.length === 0
      ? 'no event hook can deliver any event type of these rules: they come by the System Log'
      : `${types.length} event types are more than one event hook may have (${mostTypes}): name fewer in the rules`
  throw new OpsError('OPS_HOOK', message, {failure: 'usage', next: 'okta-ops triggers validate'})
}

async function verify(client: EventHooksClient, hook: EventHook): Promise<EventHook> {
  try {
    return await client.change(hook.id, 'verify')
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal?.status !== 400) throw error
    const said = refusal.summary === '' ? '' : ` Okta says: ${refusal.summary}`
    throw new OpsError(
      'OPS_HOOK',
      `${shown(hook.url)} did not answer Okta's verification: is okta-ops triggers serve running, and reached there?${said}`,
      {next: `okta-ops triggers hook verify ${shellWord(hook.id)}`, cause: refusal},
    )
  }
}

function shown(text: string): string {
  return visibleText(JSON.stringify(text))
}
