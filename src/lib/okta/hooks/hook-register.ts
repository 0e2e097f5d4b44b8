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
import {hookSets, partsOf, setName, type HookPart, type HookSet} from './hook-set.js'

/** Active ones of an org; Okta's own limit. */
const mostHooks = 25

/** The org's event hooks, and what may be done to them. */
export interface HookRegister {
  readonly list: () => Promise<readonly HookSet[]>
  /**
   * Looks for room and for the name before anything is made; tells what would be.
   * @throws OpsError OPS_HOOK (refused) when the org would have more than 25 active hooks, or has one of that name, (usage) for no
   *   types, or a name that is a part's
   */
  readonly check: (hook: HookPart) => Promise<readonly HookPart[]>
  /**
   * Makes as many hooks as its types need, or none.
   * @throws OpsError OPS_HOOK when one was made, another was not, and the one could not be removed again
   */
  readonly create: (hook: NewEventHook) => Promise<HookSet>
  /**
   * The hook of that id or name, with those that belong to it.
   * @throws OpsError OPS_HOOK (usage) when there is none, or several of that name
   */
  readonly find: (asked: string) => Promise<HookSet>
  /** @throws OpsError OPS_HOOK when the address does not answer as it must */
  readonly verify: (set: HookSet) => Promise<HookSet>
  /** Deactivates them first, as Okta wants it. */
  readonly remove: (set: HookSet) => Promise<void>
}

export function openHookRegister(api: OktaApi): HookRegister {
  const client = createEventHooksClient(api)
  return {
    list: async () => hookSets(await client.list()),
    check: async (hook) => {
      const parts = checkedParts(hook)
      checkRoom(parts, await client.list())
      return parts
    },
    create: (hook) => create(client, hook),
    find: async (asked) => {
      const sets = hookSets(await client.list())
      const found = sets.filter(
        ({name, hooks}) => name === asked || hooks.some((hook) => hook.id === asked || hook.name === asked),
      )
      const [set] = found
      if (set !== undefined && found.length === 1) return set
      const what = found.length > 1 ? `several event hooks are called` : 'the org has no event hook'
      throw new OpsError('OPS_HOOK', `${what} ${shown(asked)}`, {
        failure: 'usage',
        next: 'okta-ops triggers hook list',
      })
    },
    verify: async (set) => {
      const hooks: EventHook[] = []
      for (const hook of set.hooks) hooks.push(await verify(client, hook))
      return {...set, hooks}
    },
    remove: async ({hooks}) => {
      for (const hook of hooks) await remove(client, hook)
    },
  }
}

function checkedParts(hook: HookPart): readonly HookPart[] {
  const [message, next] =
    hook.types.length === 0
      ? [
          'no event hook can deliver any event type of these rules: they come by the System Log',
          'okta-ops triggers validate',
        ]
      : [`${shown(hook.name)} is how one of several hooks is called`, 'okta-ops triggers hook create --help']
  if (hook.types.length > 0 && setName(hook.name) === hook.name) return partsOf(hook)
  throw new OpsError('OPS_HOOK', message, {failure: 'usage', next})
}

function checkRoom(parts: readonly HookPart[], hooks: readonly EventHook[]): void {
  const wanted = parts.map(({name}) => setName(name))
  const same = hooks.find(({name}) => wanted.includes(setName(name)))
  if (same !== undefined)
    throw new OpsError('OPS_HOOK', `the org has an event hook ${shown(same.name)} already: ${same.id}`, {
      failure: 'refused',
      next: `okta-ops triggers hook remove ${same.id}`,
    })
  const active = hooks.filter(({status}) => status === 'ACTIVE').length
  if (active + parts.length <= mostHooks) return
  const wish = parts.length === 1 ? '' : `, and ${parts.length} are needed`
  throw new OpsError(
    'OPS_HOOK',
    `the org has ${active} active event hooks of ${mostHooks} that it may have${wish}`,
    {
      failure: 'refused',
      next: 'okta-ops triggers hook list',
    },
  )
}

async function create(client: EventHooksClient, hook: NewEventHook): Promise<HookSet> {
  const parts = partsOf(hook)
  const hooks: EventHook[] = []
  for (const part of parts)
    try {
      hooks.push(await client.create({...hook, ...part}))
    } catch (error) {
      await undo(client, {name: hook.name, hooks, of: parts.length}, error)
      throw error
    }
  return {name: hook.name, hooks, of: parts.length}
}

/** A part of what was wanted would look as if it were all of it. */
async function undo(client: EventHooksClient, {hooks, name, of}: HookSet, cause: unknown): Promise<void> {
  try {
    for (const hook of hooks) await remove(client, hook)
  } catch {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new OpsError('OPS_HOOK', `only ${hooks.length} of ${of} event hooks were made, and stay: ${why}`, {
      next: `okta-ops triggers hook remove ${shellWord(name)}`,
      cause,
    })
  }
}

async function remove(client: EventHooksClient, {id, status}: EventHook): Promise<void> {
  if (status === 'ACTIVE') await client.change(id, 'deactivate')
  await client.remove(id)
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
