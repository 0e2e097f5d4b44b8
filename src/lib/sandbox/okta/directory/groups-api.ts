import {createGroup, deleteGroup, updateGroup} from './group-changes.js'
import {groupBody} from './group-body.js'
import {searchTest} from './search.js'
import {pageOf} from '../api/paging.js'
import {objectAt, readBody, requiredText} from '../api/read-body.js'
import type {OktaReply, OktaRequest} from '../api/request.js'
import {originOf} from '../log/journal.js'
import {valuesAt} from '../log/filter.js'
import {invalid, notFound, notPermitted, OktaRefusal} from '../refusal.js'
import type {Group} from '../../company/company.js'
import type {World} from '../../world.js'
import type {JsonObject, JsonValue} from '../../../shared/json.js'

type GroupShown = ReturnType<typeof groupBody>

/** GET /api/v1/groups with `q`, `filter`, `search`, `sortBy`, `sortOrder`, `expand=stats`, `limit`, `after`. */
export function listGroups(request: OktaRequest): OktaReply {
  const {world, call} = request
  const stats = call.query.get('expand')?.split(',').includes('stats') === true
  const all = [world.company.everyone, ...world.company.groups].map((group) => groupBody(world, group, stats))
  const wanted = sorted(all.filter(groupTest(call.query)), call.query)
  const q = call.query.get('q')
  const {items, links} = pageOf(request, wanted, {usual: q === null ? 10_000 : 300, most: 10_000})
  // A search by the beginning of a name has no further pages.
  return {links: q === null ? links : links.filter(({rel}) => rel === 'self'), body: items}
}

function groupTest(query: URLSearchParams): (group: GroupShown) => boolean {
  const [q, filter, search] = [query.get('q'), query.get('filter'), query.get('search')]
  const inFilter = filter === null ? () => true : searchTest(filter, {allows: inGroupFilter})
  const inSearch = search === null ? () => true : searchTest(search, {allows: inGroupSearch})
  return (group) => {
    const [name] = valuesAt(group, 'profile.name')
    const begins = q === null || textOf(name).toLowerCase().startsWith(q.toLowerCase())
    return begins && inFilter(group) && inSearch(group)
  }
}

const filterable = ['id', 'type', 'lastUpdated', 'lastMembershipUpdated']

function inGroupFilter(path: string, op: string): boolean {
  return filterable.includes(path) && ['eq', 'gt', 'ge', 'lt', 'le'].includes(op)
}

function inGroupSearch(path: string, op: string): boolean {
  const known = [...filterable, 'created', 'source.id'].includes(path) || path.startsWith('profile.')
  if (op === 'co') return path === 'profile.name' || path === 'profile.description'
  return known && ['eq', 'sw', 'gt', 'ge', 'lt', 'le', 'pr'].includes(op)
}

function sorted(groups: readonly GroupShown[], query: URLSearchParams): readonly GroupShown[] {
  const by = query.get('sortBy')
  if (by === null || query.get('search') === null) return groups
  const key = (group: JsonObject): string => textOf(valuesAt(group, by)[0])
  const direction = query.get('sortOrder')?.toLowerCase() === 'desc' ? -1 : 1
  return [...groups].sort((a, b) => direction * (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : ''
}

/** GET /api/v1/groups/{id} */
export function readGroup(request: OktaRequest): OktaReply {
  return {body: groupBody(request.world, groupAsked(request))}
}

/** POST /api/v1/groups */
export function postGroup(request: OktaRequest): OktaReply {
  const group = readProfile(request, undefined)
  return {body: groupBody(request.world, createGroup(request.world, group, originOf(request)))}
}

/** PUT /api/v1/groups/{id} */
export function putGroup(request: OktaRequest): OktaReply {
  const group = changeable(groupAsked(request))
  const change = readProfile(request, group)
  const updated = updateGroup(request.world, {name: group.name, change}, originOf(request))
  return {body: groupBody(request.world, updated)}
}

/** DELETE /api/v1/groups/{id}; not while an active rule fills it. */
export function removeGroup(request: OktaRequest): OktaReply {
  const {world} = request
  const group = changeable(groupAsked(request))
  const filling = world.okta.rules.all.some(
    ({status, groupIds}) => status === 'ACTIVE' && groupIds.includes(group.id),
  )
  if (filling) throw new OktaRefusal(403, 'E0000096', {summary: 'The group is used by an active group rule.'})
  deleteGroup(world, group, originOf(request))
  return {}
}

function readProfile(
  {world, call}: OktaRequest,
  existing: Group | undefined,
): Pick<Group, 'name' | 'description'> {
  const profile = objectAt(readBody(call), 'profile')
  const name = requiredText(profile, 'name')
  const taken = world.company.findGroup(name)
  if ((taken !== undefined && taken.id !== existing?.id) || name === 'Everyone')
    throw invalid('name', 'An object with this field already exists in the current organization')
  return {name, description: typeof profile['description'] === 'string' ? profile['description'] : ''}
}

/** The group in the path; @throws OktaRefusal 404 */
export function groupAsked({
  world,
  params,
}: {
  readonly world: World
  readonly params: OktaRequest['params']
}): Group {
  const asked = params['group'] ?? ''
  const group = world.company.groupOfId(asked)
  if (group === undefined) throw notFound(asked, 'UserGroup')
  return group
}

/** Imported groups belong to the app they come from, Everyone to Okta; @throws OktaRefusal 403 */
export function changeable(group: Group): Group {
  if (group.type !== 'OKTA_GROUP') throw notPermitted()
  return group
}
