import {changeable, groupAsked} from './groups-api.js'
import {addMember, removeMember} from './membership-changes.js'
import {userBody} from './user-body.js'
import {pageOf} from '../api/paging.js'
import type {OktaReply, OktaRequest} from '../api/request.js'
import {originOf} from '../log/journal.js'
import {notFound} from '../refusal.js'
import type {User} from '../../company/company.js'

/** GET /api/v1/groups/{id}/users: everybody, whatever their status. */
export function listMembers(request: OktaRequest): OktaReply {
  const {world} = request
  const members = groupAsked(request).members.flatMap((login) => world.company.findUser(login) ?? [])
  const {items, links} = pageOf(request, members, {usual: 1000, most: 1000})
  return {links, body: items.map((user) => userBody(world, user))}
}

/** PUT /api/v1/groups/{id}/users/{userId}: 204, also for somebody who is in already. */
export function putMember(request: OktaRequest): OktaReply {
  addMember(
    request.world,
    {group: changeable(groupAsked(request)), user: userOfPath(request)},
    originOf(request),
  )
  return {}
}

/** DELETE /api/v1/groups/{id}/users/{userId}: 204, also for somebody who is not in. */
export function deleteMember(request: OktaRequest): OktaReply {
  removeMember(
    request.world,
    {group: changeable(groupAsked(request)), user: userOfPath(request)},
    originOf(request),
  )
  return {}
}

function userOfPath({world, params}: OktaRequest): User {
  const asked = params['user'] ?? ''
  const user = world.company.userOfId(asked)
  if (user === undefined) throw notFound(asked, 'User')
  return user
}
