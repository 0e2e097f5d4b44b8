import {groupBody} from './group-body.js'
import {searchTest} from './search.js'
import {userBody} from './user-body.js'
import {createUser, deleteUser, isLifecycleStep, takeStep, updateProfile} from './user-changes.js'
import {pageOf} from '../api/paging.js'
import {objectAt, readBody, requiredText} from '../api/read-body.js'
import type {OktaReply, OktaRequest} from '../api/request.js'
import {originOf} from '../log/journal.js'
import {invalid, notFound} from '../refusal.js'
import type {User} from '../../company/company.js'
import {opaqueSecret} from '../../random.js'
import type {JsonObject} from '../../../shared/json.js'

/** GET /api/v1/users with `q`, `filter`, `search`, `limit`, `after`. Deactivated ones only where a filter or search asks. */
export function listUsers(request: OktaRequest): OktaReply {
  const {world, call} = request
  const [filter, search, q] = [call.query.get('filter'), call.query.get('search'), call.query.get('q')]
  const inFilter = filter === null ? () => true : searchTest(filter, {allows: inUserFilter})
  const inSearch = search === null ? () => true : searchTest(search, {allows: inUserSearch})
  const shown = world.company.users
    .filter((user) => (filter ?? search) !== null || user.status !== 'DEPROVISIONED')
    .filter((user) => q === null || beginsWith(user, q.toLowerCase()))
    .map((user) => userBody(world, user))
    .filter((body) => inFilter(body) && inSearch(body))
  const {items, links} = pageOf(request, shown, {usual: q === null ? 200 : 10, most: 200})
  return {links: q === null ? links : links.filter(({rel}) => rel === 'self'), body: items}
}

const filterable = ['login', 'email', 'firstName', 'lastName'].map((name) => `profile.${name}`)

function inUserFilter(path: string, op: string): boolean {
  if (path === 'lastUpdated') return ['eq', 'gt', 'ge', 'lt', 'le'].includes(op)
  return ['status', 'id', ...filterable].includes(path) && op === 'eq'
}

function inUserSearch(path: string, op: string): boolean {
  const known = ['id', 'status', 'created', 'activated', 'statusChanged', 'lastUpdated', 'type.id']
  return (
    (known.includes(path) || path.startsWith('profile.')) &&
    ['eq', 'sw', 'co', 'gt', 'ge', 'lt', 'le', 'pr'].includes(op)
  )
}

function beginsWith({profile, login}: User, q: string): boolean {
  return [profile['firstName'], profile['lastName'], profile['email'], login].some(
    (value) => typeof value === 'string' && value.toLowerCase().startsWith(q),
  )
}

/** GET /api/v1/users/{id|login|short login|me} */
export function readUser(request: OktaRequest): OktaReply {
  return {body: userBody(request.world, userAsked(request))}
}

/** GET /api/v1/users/{id}/groups: Everyone too, in one page. */
export function listGroupsOfUser(request: OktaRequest): OktaReply {
  const {world} = request
  const groups = [world.company.everyone, ...world.company.groupsOf(userAsked(request).login)]
  const {items, links} = pageOf(request, groups, {usual: 200, most: 200})
  return {links, body: items.map((group) => groupBody(world, group))}
}

/** POST /api/v1/users?activate=true */
export function postUser(request: OktaRequest): OktaReply {
  const {world, call} = request
  const body = readBody(call)
  const profile = objectAt(body, 'profile')
  const login = requiredText(profile, 'login', 100)
  requiredText(profile, 'email', 100)
  if (!/^[^\s@]+@[^\s@]+$/.test(login))
    throw invalid('login', 'Username must be in the form of an email address')
  if (world.company.findUser(login) !== undefined)
    throw invalid('login', 'An object with this field already exists in the current organization')
  const password = objectAt(objectAt(body, 'credentials'), 'password')['value']
  const user = createUser(
    world,
    {
      login,
      status: call.query.get('activate') === 'false' ? 'STAGED' : 'ACTIVE',
      password: typeof password === 'string' ? password : world.seed.password,
      profile: withoutLogin(profile),
    },
    originOf(request),
  )
  for (const id of groupIdsIn(body)) {
    const group = world.company.groupOfId(id)
    if (group?.type === 'OKTA_GROUP') world.company.addMember(group.name, user.login)
  }
  return {body: userBody(world, user)}
}

/** POST (a part) or PUT (the whole) of /api/v1/users/{id}: the profile. */
export function changeUser(request: OktaRequest): OktaReply {
  const user = userAsked(request)
  const given = withoutLogin(objectAt(readBody(request.call), 'profile'))
  const profile = request.call.method === 'PUT' ? {email: user.login, ...given} : {...user.profile, ...given}
  return {body: userBody(request.world, updateProfile(request.world, {user, profile}, originOf(request)))}
}

/** DELETE /api/v1/users/{id}: deactivates first, deletes whom that has happened to. */
export function removeUser(request: OktaRequest): OktaReply {
  const user = userAsked(request)
  if (user.status === 'DEPROVISIONED') deleteUser(request.world, user, originOf(request))
  else takeStep(request.world, {user, step: 'deactivate'}, originOf(request))
  return {}
}

/** POST /api/v1/users/{id}/lifecycle/{step} */
export function changeLifecycle(request: OktaRequest): OktaReply {
  const {world, params} = request
  const step = params['step'] ?? ''
  if (!isLifecycleStep(step)) throw notFound(step, 'RESTEndpoint')
  const {user} = takeStep(world, {user: userAsked(request), step}, originOf(request))
  if (step === 'activate' || step === 'reactivate') {
    const activationToken = opaqueSecret('', 15)
    return {body: {activationUrl: `${world.origin}/welcome/${activationToken}`, activationToken}}
  }
  return {body: step === 'expire_password' ? userBody(world, user) : {}}
}

/** The user in the path, by id, login or the part of it before the @; `me` is whose token it is. */
function userAsked({world, params, caller}: OktaRequest): User {
  const asked = params['user'] ?? ''
  const id = asked === 'me' ? (caller.userId ?? '') : asked
  const user =
    world.company.userOfId(id) ??
    world.company.findUser(id) ??
    world.company.users.find(({login}) => login.split('@')[0] === id)
  if (user === undefined) throw notFound(asked, 'User')
  return user
}

function withoutLogin(profile: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(profile).filter(([name]) => name !== 'login'))
}

function groupIdsIn({groupIds}: JsonObject): readonly string[] {
  return Array.isArray(groupIds) ? groupIds.filter((id): id is string => typeof id === 'string') : []
}
