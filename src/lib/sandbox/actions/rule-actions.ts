import {usage, type ActionResult} from './result.js'
import {NoSuchThing} from '../company/company.js'
import {activateRule, createRule, deactivateRule} from '../okta/directory/group-changes.js'
import {parseExpression, UnreadableExpression} from '../okta/directory/rule-expression.js'
import type {GroupRule} from '../okta/directory/rules.js'
import {adminOrigin} from '../okta/log/journal.js'
import type {World} from '../world.js'
import {counted} from '../../shared/counted.js'

/* Actions on group rules. The words of each are listed in act.ts. */

/** `rule.create`: active at once, and everybody it fits is put into the group. */
export function createGroupRule(
  world: World,
  [name = '', groupName = '', ...words]: readonly string[],
): ActionResult {
  const group = world.company.group(groupName)
  const expression = words.join(' ')
  try {
    parseExpression(expression)
  } catch (error) {
    throw error instanceof UnreadableExpression ? usage(`cannot read the rule: ${error.message}`) : error
  }
  if (group.type !== 'OKTA_GROUP') throw usage(`${groupName} is an imported group, which no rule may fill`)
  if (world.okta.rules.all.some((rule) => rule.name === name)) throw usage(`there is a rule ${name} already`)
  const origin = adminOrigin(world, '/admin/groups/rules')
  const rule = createRule(world, {name, expression, groupIds: [group.id], excludedUsers: []}, origin)
  activateRule(world, rule, origin)
  return told(world, rule)
}

/** `rule.activate` */
export function activateGroupRule(world: World, [name = '']: readonly string[]): ActionResult {
  const rule = ruleOf(world, name)
  if (rule.status === 'INACTIVE') activateRule(world, rule, adminOrigin(world, '/admin/groups/rules'))
  return told(world, rule)
}

/** `rule.deactivate`: whom it put in stays in. */
export function deactivateGroupRule(world: World, [name = '']: readonly string[]): ActionResult {
  const rule = ruleOf(world, name)
  if (rule.status === 'ACTIVE') deactivateRule(world, rule, adminOrigin(world, '/admin/groups/rules'))
  return told(world, rule)
}

/** `rule.delete`: whom it put in stays in. */
export function deleteGroupRule(world: World, [name = '']: readonly string[]): ActionResult {
  const rule = ruleOf(world, name)
  deactivateGroupRule(world, [name])
  world.okta.rules.delete(rule)
  return {text: `the rule ${name} is gone`, data: {id: rule.id}}
}

function ruleOf(world: World, name: string): GroupRule {
  const {all} = world.okta.rules
  const rule = all.find((candidate) => candidate.name === name || candidate.id === name)
  if (rule !== undefined) return rule
  const known = all.length > 0 ? `; there is ${all.map((other) => other.name).join(', ')}` : ''
  throw new NoSuchThing(`no rule ${JSON.stringify(name)}${known}`)
}

function told(world: World, {id, name}: GroupRule): ActionResult {
  const rule = world.okta.rules.find(id)
  const groups = rule?.groupIds.flatMap((groupId) => world.company.groupOfId(groupId) ?? []) ?? []
  const filled = groups.map((group) => `${group.name} (${counted(group.members.length, 'member')})`)
  return {
    text: `the rule ${name} is ${rule?.status ?? ''} and fills ${filled.join(', ')}`,
    data: {id, status: rule?.status, excludedUsers: rule?.excludedUsers},
  }
}
