import {userBody} from './user-body.js'
import type {OktaReply, OktaRequest} from '../api/request.js'
import {notFound} from '../refusal.js'

/** GET /api/v1/users/{id|login|short login|me} */
export function readUser({world, params, caller}: OktaRequest): OktaReply {
  const asked = params['user'] ?? ''
  const user =
    asked === 'me'
      ? world.company.users.find(({id}) => id === caller.userId)
      : world.company.users.find(
          ({id, login}) => id === asked || login === asked || login.split('@')[0] === asked,
        )
  if (user === undefined) throw notFound(asked, 'User')
  return {body: userBody(world, user)}
}
