import type {Answer, Call} from './call.js'
import {reservedRoleName} from './role-keys.js'
import {ServiceError} from './service-error.js'
import type {Session} from './sessions.js'
import type {Operation} from '../faults/fault.js'
import type {World} from '../world.js'

/** GET /assignment/accounts (sso ListAccounts). */
export function listAccounts(world: World, call: Call): Answer {
  const {login} = bearer(world, call)
  const accounts = world.company.accountsOf(login).map(({id, name, email}) => ({
    accountId: id,
    ...(name === undefined ? {} : {accountName: name}),
    ...(email === undefined ? {} : {emailAddress: email}),
  }))
  const {items, nextToken} = page(world, call, {items: accounts, operation: 'accounts'})
  return {login, body: {accountList: items, ...(nextToken === undefined ? {} : {nextToken})}}
}

/** GET /assignment/roles (sso ListAccountRoles). */
export function listRoles(world: World, call: Call): Answer {
  const {login} = bearer(world, call)
  const accountId = required(call, 'account_id')
  const roles = world.company.rolesOf(login, accountId).map((roleName) => ({roleName, accountId}))
  if (roles.length === 0) throw noAccess()
  const {items, nextToken} = page(world, call, {items: roles, operation: 'roles'})
  return {login, body: {roleList: items, ...(nextToken === undefined ? {} : {nextToken})}}
}

/** GET /federation/credentials (sso GetRoleCredentials). `expiration` is epoch milliseconds. */
export function getRoleCredentials(world: World, call: Call): Answer {
  const {login} = bearer(world, call)
  const [accountId, roleName] = [required(call, 'account_id'), required(call, 'role_name')]
  if (!world.company.rolesOf(login, accountId).includes(roleName)) throw noAccess()
  const expiresAt = new Date(world.now().getTime() + world.lifetimes.roleMs)
  const arnRole = reservedRoleName(accountId, roleName)
  const keys = world.roleKeys.issue(
    {accountId, arnRole, roleName, sessionName: login, chained: false, login},
    expiresAt,
  )
  return {
    login,
    body: {
      roleCredentials: {
        accessKeyId: keys.accessKeyId,
        secretAccessKey: keys.secretAccessKey,
        sessionToken: keys.sessionToken,
        expiration: expiresAt.getTime(),
      },
    },
  }
}

/** POST /logout: ends the session behind the token; credentials already handed out live on. */
export function logout(world: World, call: Call): Answer {
  const session = bearer(world, call)
  world.sessions.end(({id}) => id === session.id)
  return {login: session.login, body: ''}
}

function bearer(world: World, call: Call): Session {
  const session = world.sessions.ofAccessToken(call.headers['x-amz-sso_bearer_token'] ?? '', world.now())
  if (session === undefined || !world.company.user(session.login).active) {
    throw new ServiceError(401, 'UnauthorizedException', {message: 'Session token not found or invalid'})
  }
  return session
}

function required(call: Call, name: string): string {
  const value = call.query.get(name)
  if (value === null || value === '') {
    throw new ServiceError(400, 'InvalidRequestException', {message: `${name} is required`})
  }
  return value
}

/** The real service does not say whether it is the account, the role or the assignment that is missing. */
function noAccess(): ServiceError {
  return new ServiceError(403, 'ForbiddenException', {message: 'No access'})
}

/** One page by `max_result` (1-100) and `next_token`. */
function page<T>(
  world: World,
  call: Call,
  {items, operation}: {readonly items: readonly T[]; readonly operation: Operation},
): {readonly items: readonly T[]; readonly nextToken: string | undefined} {
  const asked = call.query.get('max_result')
  if (asked !== null && !/^([1-9]\d?|100)$/.test(asked)) {
    throw new ServiceError(400, 'InvalidRequestException', {message: 'max_result must be between 1 and 100'})
  }
  const planned = world.faults.take(['page_size'], operation)?.value
  const size = Math.min(planned ?? world.seed.pageSize, Number(asked ?? 100))
  const start = startOf(call.query.get('next_token'))
  const end = start + size
  return {
    items: items.slice(start, end),
    nextToken: end < items.length ? Buffer.from(`page:${end}`).toString('base64') : undefined,
  }
}

function startOf(token: string | null): number {
  if (token === null) return 0
  const match = /^page:(\d+)$/.exec(Buffer.from(token, 'base64').toString())
  if (match === null)
    throw new ServiceError(400, 'InvalidRequestException', {message: 'next_token is invalid'})
  return Number(match[1])
}
