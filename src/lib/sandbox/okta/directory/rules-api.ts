import {activateRule, createRule, deactivateRule} from './group-changes.js'
import {parseExpression, UnreadableExpression} from './rule-expression.js'
import {removeMember} from './membership-changes.js'
import type {GroupRule, NewRule} from './rules.js'
import {pageOf} from '../api/paging.js'
import {objectAt, readBody, requiredText, textsAt} from '../api/read-body.js'
import type {OktaReply, OktaRequest} from '../api/request.js'
import {originOf} from '../log/journal.js'
import {invalid, notFound, OktaRefusal} from '../refusal.js'
import type {World} from '../../world.js'

/** GET /api/v1/groups/rules with `search` (in the name), `limit` (at most 200), `after`, `expand=groupIdToGroupNameMap`. */
export function listRules(request: OktaRequest): OktaReply {
  const {world, call} = request
  const search = call.query.get('search')?.toLowerCase() ?? ''
  const wanted = world.okta.rules.all.filter(({name}) => name.toLowerCase().includes(search))
  const {items, links} = pageOf(request, wanted, {usual: 50, most: 200})
  return {links, body: items.map((rule) => ruleBody(world, rule, call.query.has('expand')))}
}

/** GET /api/v1/groups/rules/{id} */
export function readRule(request: OktaRequest): OktaReply {
  return {body: ruleBody(request.world, ruleAsked(request), request.call.query.has('expand'))}
}

/** POST /api/v1/groups/rules: made INACTIVE. */
export function postRule(request: OktaRequest): OktaReply {
  const rule = createRule(request.world, readRuleBody(request), originOf(request))
  return {body: ruleBody(request.world, rule)}
}

/** PUT /api/v1/groups/rules/{id}: only what is INACTIVE may be changed. */
export function putRule(request: OktaRequest): OktaReply {
  const rule = idle(ruleAsked(request))
  return {body: ruleBody(request.world, request.world.okta.rules.update(rule, readRuleBody(request)))}
}

/** DELETE /api/v1/groups/rules/{id}: 202; `removeUsers=true` also takes out whom it had put in. */
export function deleteRule(request: OktaRequest): OktaReply {
  const {world, call} = request
  const rule = idle(ruleAsked(request))
  if (call.query.get('removeUsers') === 'true') {
    for (const groupId of rule.groupIds) {
      const group = world.company.groupOfId(groupId)
      const members = group?.members.flatMap((login) => world.company.findUser(login) ?? []) ?? []
      for (const user of members) {
        if (group !== undefined && world.okta.rules.assignerOf(groupId, user.id)?.id === rule.id)
          removeMember(world, {group, user}, originOf(request))
      }
    }
  }
  world.okta.rules.delete(rule)
  return {status: 202, body: Buffer.alloc(0)}
}

/** POST /api/v1/groups/rules/{id}/lifecycle/{activate|deactivate}: 204 */
export function changeRule(request: OktaRequest): OktaReply {
  const rule = ruleAsked(request)
  const step = request.params['step']
  if (step === 'activate') activateRule(request.world, rule, originOf(request))
  else if (step === 'deactivate') deactivateRule(request.world, rule, originOf(request))
  else throw notFound(step ?? '', 'RESTEndpoint')
  return {}
}

function ruleAsked({world, params}: OktaRequest): GroupRule {
  const asked = params['rule'] ?? ''
  const rule = world.okta.rules.find(asked)
  if (rule === undefined) throw notFound(asked, 'GroupRule')
  return rule
}

function idle(rule: GroupRule): GroupRule {
  if (rule.status === 'ACTIVE')
    throw new OktaRefusal(400, 'E0000001', {
      summary: 'Api validation failed: The group rule must be deactivated first.',
    })
  return rule
}

function readRuleBody({world, call}: OktaRequest): NewRule {
  const body = readBody(call)
  const conditions = objectAt(body, 'conditions')
  const expression = requiredText(objectAt(conditions, 'expression'), 'value', 10_000)
  try {
    parseExpression(expression)
  } catch (error) {
    if (error instanceof UnreadableExpression) throw invalid('expression', error.message)
    throw error
  }
  const groupIds = textsAt(objectAt(objectAt(body, 'actions'), 'assignUserToGroups'), 'groupIds')
  if (groupIds.length === 0) throw invalid('actions', 'assignUserToGroups needs at least one group')
  for (const id of groupIds) {
    if (world.company.groupOfId(id)?.type !== 'OKTA_GROUP')
      throw invalid('groupIds', `${id} is no group that a rule may fill`)
  }
  return {
    name: requiredText(body, 'name', 50),
    expression,
    excludedUsers: textsAt(objectAt(objectAt(conditions, 'people'), 'users'), 'exclude'),
    groupIds,
  }
}

function ruleBody(world: World, rule: GroupRule, expand = false): object {
  const {id, name, status, expression, excludedUsers, groupIds, createdAt, lastUpdatedAt} = rule
  const names = groupIds.map((groupId) => [groupId, world.company.groupOfId(groupId)?.name ?? ''])
  return {
    type: 'group_rule',
    id,
    status,
    name,
    created: createdAt.toISOString(),
    lastUpdated: lastUpdatedAt.toISOString(),
    conditions: {
      people: {users: {exclude: excludedUsers}, groups: {exclude: []}},
      expression: {value: expression, type: 'urn:okta:expression:1.0'},
    },
    actions: {assignUserToGroups: {groupIds}},
    ...(expand ? {_embedded: {groupIdToGroupNameMap: Object.fromEntries(names) as object}} : {}),
  }
}
