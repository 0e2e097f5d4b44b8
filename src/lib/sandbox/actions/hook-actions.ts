import {usage, type ActionResult} from './result.js'
import {NoSuchThing} from '../company/company.js'
import {mostActiveHooks, type EventHook} from '../okta/hooks/event-hooks.js'
import type {World} from '../world.js'
import {isLoopbackHost} from '../../shared/loopback.js'

/* Actions on event hooks. The words of each are listed in act.ts. */

/** `hook.create`: taken as verified, without a challenge; `authorization=SECRET` becomes the header of that name. */
export function createHook(world: World, [uri = '', ...words]: readonly string[]): ActionResult {
  const url = URL.canParse(uri) ? new URL(uri) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || !isLoopbackHost(url.hostname))
    throw usage(`${uri} is no address on this machine`)
  if (world.okta.hooks.activeCount >= mostActiveHooks)
    throw usage(`there are ${mostActiveHooks} active hooks already`)
  const secret = words.find((word) => word.startsWith('authorization='))?.slice('authorization='.length)
  const items = words.filter((word) => !word.includes('='))
  if (items.length === 0) throw usage('name at least one event type')
  const hook = world.okta.hooks.create(
    {
      name: `hook ${world.okta.hooks.all.length + 1}`,
      description: undefined,
      items,
      uri,
      headers: [],
      authScheme: secret === undefined ? undefined : {key: 'Authorization', value: secret},
    },
    world.company.users[0]?.id ?? 'unknown',
  )
  return told(world.okta.hooks.update(hook, {verificationStatus: 'VERIFIED'}))
}

/** `hook.activate` */
export function activateHook(world: World, [name = '']: readonly string[]): ActionResult {
  return told(world.okta.hooks.update(hookOf(world, name), {status: 'ACTIVE'}))
}

/** `hook.deactivate` */
export function deactivateHook(world: World, [name = '']: readonly string[]): ActionResult {
  return told(world.okta.hooks.update(hookOf(world, name), {status: 'INACTIVE'}))
}

/** `hook.delete` */
export function deleteHook(world: World, [name = '']: readonly string[]): ActionResult {
  const hook = hookOf(world, name)
  world.okta.hooks.delete(hook)
  return {text: `the hook ${hook.id} is gone`, data: {id: hook.id}}
}

function hookOf(world: World, name: string): EventHook {
  const {all} = world.okta.hooks
  const hook = all.find(({id, name: called}) => id === name || called === name)
  if (hook !== undefined) return hook
  const known = all.length > 0 ? `; there is ${all.map(({id}) => id).join(', ')}` : ''
  throw new NoSuchThing(`no event hook ${JSON.stringify(name)}${known}`)
}

function told({id, status, uri, items}: EventHook): ActionResult {
  return {
    text: `the hook ${id} is ${status} and gets ${items.join(', ')} at ${uri}`,
    data: {id, status, uri, items},
  }
}
