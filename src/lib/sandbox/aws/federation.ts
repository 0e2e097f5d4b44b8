import type {Answer, Call} from './call.js'
import type {RoleKeys} from './role-keys.js'
import {ServiceError} from './service-error.js'
import {opaqueSecret} from '../random.js'
import type {World} from '../world.js'

/** What a sign-in token opens: the console as this identity. */
export interface ConsoleSession {
  readonly keys: RoleKeys
  readonly expiresAt: Date
}

const signinTokenMs = 900_000

/** Sign-in tokens of the federation endpoint, each good for fifteen minutes. */
export class SigninTokens {
  readonly #tokens = new Map<string, ConsoleSession>()

  issue(keys: RoleKeys, now: Date): string {
    const token = opaqueSecret('sandbox-signin-', 96)
    this.#tokens.set(token, {keys, expiresAt: new Date(now.getTime() + signinTokenMs)})
    return token
  }

  find(token: string, now: Date): ConsoleSession | undefined {
    const session = this.#tokens.get(token)
    return session !== undefined && session.expiresAt > now ? session : undefined
  }
}

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
