import {randomBytes} from 'node:crypto'
import {logEvent, type Happening, type Origin, type Party} from './log-event.js'
import {objectAt} from '../api/read-body.js'
import type {OktaRequest} from '../api/request.js'
import type {Group, User} from '../../company/company.js'
import type {World} from '../../world.js'
import type {JsonObject} from '../../../shared/json.js'

/*
 * Everything that happens in the sandbox is told here, and stands in its System Log. The `late` fault lets the next one be
 * filed some time after it happened.
 */

/** Writes down what happened at a call of the org's API. */
export function recordFor(request: OktaRequest, happening: Happening): void {
  record(request.world, happening, originOf(request))
}

/** Writes down what happened, and where it came from. */
export function record(world: World, happening: Happening, origin: Origin): void {
  recordEvent(world, logEvent(happening, origin, world.now()))
}

/** Files a whole event; it names the hooks it goes to. */
export function recordEvent(world: World, event: JsonObject): void {
  const {eventType} = event
  const hooks = typeof eventType === 'string' ? world.okta.hooks.targetsOf(eventType) : []
  const late = world.faults.take(['late'], 'okta.logs')?.value ?? 0
  world.okta.log.record(hooks.length === 0 ? event : withTargets(event, hooks), late)
}

function withTargets(event: JsonObject, hooks: readonly {readonly id: string}[]): JsonObject {
  const context = objectAt(event, 'debugContext')
  const debugData = objectAt(context, 'debugData')
  const targetEventHookIds = hooks.map(({id}) => id).join(', ')
  return {...event, debugContext: {...context, debugData: {...debugData, targetEventHookIds}}}
}

/** A call of the API as an event tells it. */
export function originOf({world, call, caller, requestId}: OktaRequest): Origin {
  const user = world.company.userOfId(caller.userId ?? '')
  return {
    actor: user === undefined ? appParty(caller.id) : userParty(user),
    ipAddress: '127.0.0.1',
    userAgent: call.headers['user-agent'] ?? null,
    requestId,
    requestUri: call.rawPath,
    url: `${call.rawPath}?${call.rawQuery}`,
    apiTokenId: caller.kind === 'token' ? caller.id : undefined,
  }
}

/** Somebody in a browser, on a page of the sandbox or in the place of one (`sandbox do`). */
export function browserOrigin(actor: Party, path: string, userAgent = browser): Origin {
  return {
    actor,
    ipAddress: '127.0.0.1',
    userAgent,
    requestId: randomBytes(15).toString('base64url'),
    requestUri: path,
    url: `${path}?`,
    sessionId: `102${randomBytes(15).toString('base64url')}`,
  }
}

/** Okta itself: rules, jobs. */
export function systemOrigin(path: string): Origin {
  return {
    actor: {
      id: 'okta.system',
      type: 'SystemPrincipal',
      alternateId: 'system@okta.com',
      displayName: 'Okta System',
    },
    ipAddress: null,
    userAgent: null,
    requestId: randomBytes(15).toString('base64url'),
    requestUri: path,
    url: `${path}?`,
  }
}

/** Whoever runs the company in a browser: the first active user. */
export function adminOrigin(world: World, path: string): Origin {
  const admin = world.company.users.find(({active}) => active)
  return admin === undefined ? systemOrigin(path) : browserOrigin(userParty(admin), path)
}

export function userParty({id, login, name}: Pick<User, 'id' | 'login' | 'name'>): Party {
  return {id, type: 'User', alternateId: login, displayName: name}
}

export function groupParty({id, name}: Group): Party {
  return {id, type: 'UserGroup', alternateId: 'unknown', displayName: name}
}

export function appParty(clientId: string): Party {
  return {id: clientId, type: 'PublicClientApp', alternateId: clientId, displayName: clientId}
}

/** Somebody whose name nobody knows: what was typed is all there is. */
export function unknownParty(typed: string): Party {
  return {id: 'unknown', type: 'User', alternateId: typed, displayName: 'unknown'}
}

const browser =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36'
