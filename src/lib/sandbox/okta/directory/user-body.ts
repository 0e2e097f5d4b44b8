import type {User} from '../../company/company.js'
import type {World} from '../../world.js'
import type {JsonObject} from '../../../shared/json.js'

/** A user as the API shows them. */
export function userBody(world: World, user: User): JsonObject & {readonly id: string} {
  const {id, login, status, profile} = user
  const self = `${world.origin}/api/v1/users/${id}`
  const created = user.createdAt.toISOString()
  return {
    id,
    status,
    created,
    activated: user.activatedAt?.toISOString() ?? null,
    statusChanged: user.statusChangedAt.toISOString(),
    lastLogin: user.lastLoginAt?.toISOString() ?? null,
    lastUpdated: user.lastUpdatedAt.toISOString(),
    passwordChanged: created,
    type: {id: 'oty0000001halyard0d7'},
    profile: {mobilePhone: null, secondEmail: null, ...profile, login},
    credentials: {password: {}, provider: {type: 'OKTA', name: 'OKTA'}},
    _links: {self: {href: self}},
  }
}
