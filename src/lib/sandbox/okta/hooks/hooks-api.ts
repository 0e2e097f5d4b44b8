import {mostActiveHooks, type EventHook} from './event-hooks.js'
import {hookBody, readHook} from './hook-body.js'
import {challenge} from './verify.js'
import type {OktaReply, OktaRequest} from '../api/request.js'
import {selfUrl} from '../api/links.js'
import {recordFor} from '../log/journal.js'
import {invalid, notFound, OktaRefusal} from '../refusal.js'

/** GET /api/v1/eventHooks */
export function listHooks({world, call}: OktaRequest): OktaReply {
  const links = [{url: selfUrl(world, call), rel: 'self'}] as const
  return {links, body: world.okta.hooks.all.map((hook) => hookBody(world, hook))}
}

/** GET /api/v1/eventHooks/{id} */
export function readOneHook(request: OktaRequest): OktaReply {
  return {body: hookBody(request.world, hookAsked(request))}
}

/** POST /api/v1/eventHooks: active, but not verified. */
export async function postHook(request: OktaRequest): Promise<OktaReply> {
  const given = await readHook(request.call)
  const {hooks} = request.world.okta
  if (hooks.activeCount >= mostActiveHooks) throw tooMany()
  const hook = hooks.create(given, request.caller.userId ?? request.caller.id)
  return told(request, hook, 'created')
}

/** PUT /api/v1/eventHooks/{id}: another channel has to be verified anew. */
export async function putHook(request: OktaRequest): Promise<OktaReply> {
  const given = await readHook(request.call)
  const hook = hookAsked(request)
  const same =
    JSON.stringify([hook.uri, hook.headers, hook.authScheme]) ===
    JSON.stringify([given.uri, given.headers, given.authScheme])
  const verificationStatus = same ? hook.verificationStatus : 'UNVERIFIED'
  return told(request, request.world.okta.hooks.update(hook, {...given, verificationStatus}), 'updated')
}

/** DELETE /api/v1/eventHooks/{id}: only what is INACTIVE. */
export function deleteHook(request: OktaRequest): OktaReply {
  const hook = hookAsked(request)
  if (hook.status === 'ACTIVE')
    throw invalid('status', 'The event hook must be deactivated before it is deleted')
  request.world.okta.hooks.delete(hook)
  told(request, hook, 'deleted')
  return {}
}

/** POST /api/v1/eventHooks/{id}/lifecycle/{verify|activate|deactivate} */
export async function changeHook(request: OktaRequest): Promise<OktaReply> {
  const hook = hookAsked(request)
  const {hooks} = request.world.okta
  const {step} = request.params
  if (step === 'deactivate') return told(request, hooks.update(hook, {status: 'INACTIVE'}), 'deactivated')
  if (step === 'activate') {
    if (hook.status === 'INACTIVE' && hooks.activeCount >= mostActiveHooks) throw tooMany()
    return told(request, hooks.update(hook, {status: 'ACTIVE'}), 'activated')
  }
  if (step !== 'verify') throw notFound(step ?? '', 'RESTEndpoint')
  const why = await challenge(hook, request.world.lifetimes.hookMs)
  if (why !== undefined)
    throw new OktaRefusal(400, 'E0000001', {
      summary: `Api validation failed: Event hook verification failed`,
      causes: [`uri: ${why}`],
    })
  return told(request, hooks.update(hook, {verificationStatus: 'VERIFIED'}), 'verified')
}

function told(request: OktaRequest, hook: EventHook, what: string): OktaReply {
  recordFor(request, {
    eventType: `event_hook.${what}`,
    displayMessage: `Event hook ${what}`,
    target: [{id: hook.id, type: 'EventHook', alternateId: 'unknown', displayName: hook.name}],
  })
  return {body: hookBody(request.world, hook)}
}

function hookAsked({world, params}: OktaRequest): EventHook {
  const asked = params['hook'] ?? ''
  const hook = world.okta.hooks.find(asked)
  if (hook === undefined) throw notFound(asked, 'EventHook')
  return hook
}

function tooMany(): OktaRefusal {
  return invalid('status', `An org has at most ${mostActiveHooks} active event hooks`)
}
