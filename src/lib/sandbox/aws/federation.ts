import type {Answer, Call} from './call.js'
import type {RoleKeys} from './role-keys.js'
import {ServiceError} from './service-error.js'
import type {World} from '../world.js'

/** GET /federation?Action=getSigninToken: trades three keys for a token that a browser may carry. */
export function getSigninToken(world: World, call: Call): Answer {
  const session = readSession(call.query.get('Session') ?? '')
  const keys = world.roleKeys.find(String(session['sessionId']))
  if (
    keys === undefined ||
    keys.secretAccessKey !== session['sessionKey'] ||
    keys.sessionToken !== session['sessionToken']
  ) {
    throw badRequest('the session is not one of ours')
  }
  if (keys.expiresAt <= world.now()) throw badRequest('the session has expired')
  const duration = call.query.get('SessionDuration')
  if (duration !== null) checkDuration(duration, keys)
  return {login: keys.identity.login, body: {SigninToken: world.signinTokens.issue(keys, world.now())}}
}

function checkDuration(duration: string, keys: RoleKeys): void {
  if (keys.identity.chained) throw badRequest('SessionDuration is not allowed for a chained role')
  const seconds = Number(duration)
  if (!Number.isInteger(seconds) || seconds < 900 || seconds > 43_200) {
    throw badRequest('SessionDuration must be from 900 to 43200')
  }
}

function readSession(text: string): Readonly<Record<string, unknown>> {
  try {
    const session: unknown = JSON.parse(text)
    return typeof session === 'object' && session !== null ? {...session} : {}
  } catch {
    throw badRequest('Session is not JSON')
  }
}

function badRequest(message: string): ServiceError {
  return new ServiceError(400, 'BadRequest', {message})
}
