import type {Group} from '../../company/company.js'
import type {World} from '../../world.js'
import type {JsonObject} from '../../../shared/json.js'

/** A group as the API shows it. */
export function groupBody(
  world: World,
  group: Group,
  expandStats = false,
): JsonObject & {readonly id: string} {
  const {id, name, description, type, members} = group
  const self = `${world.origin}/api/v1/groups/${id}`
  return {
    id,
    created: group.createdAt.toISOString(),
    lastUpdated: group.lastUpdatedAt.toISOString(),
    lastMembershipUpdated: group.lastMembershipUpdatedAt.toISOString(),
    objectClass: [type === 'APP_GROUP' ? 'okta:windows_security_principal' : 'okta:user_group'],
    type,
    profile: {name, description},
    _links: {users: {href: `${self}/users`}, apps: {href: `${self}/apps`}},
    ...(expandStats
      ? {
          _embedded: {
            stats: {
              usersCount: members.length,
              appsCount: 0,
              groupPushMappingsCount: 0,
              hasAdminPrivilege: false,
            },
          },
        }
      : {}),
  }
}
