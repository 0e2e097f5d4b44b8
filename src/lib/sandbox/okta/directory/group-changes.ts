import {applyRule, rulePart} from './membership-changes.js'
import type {GroupRule, NewRule} from './rules.js'
import type {Group} from '../../company/company.js'
import {groupParty, record} from '../log/journal.js'
import type {Origin} from '../log/log-event.js'
import type {World} from '../../world.js'

/* What happens to groups and their rules themselves, told in the System Log. */

export function createGroup(world: World, group: Pick<Group, 'name' | 'description'>, origin: Origin): Group {
  const created = world.company.createGroup(group)
  tell(world, created, {origin, type: 'group.lifecycle.create', said: 'Create Okta group'})
  return created
}

export function updateGroup(
  world: World,
  {name, change}: {readonly name: string; readonly change: Pick<Group, 'name' | 'description'>},
  origin: Origin,
): Group {
  const updated = world.company.updateGroup(name, change)
  tell(world, updated, {origin, type: 'group.profile.update', said: 'Update Okta group'})
  return updated
}

/** Whom only this group gave something loses it. */
export function deleteGroup(world: World, group: Group, origin: Origin): void {
  world.company.deleteGroup(group.name)
  tell(world, group, {origin, type: 'group.lifecycle.delete', said: 'Delete Okta group'})
}

export function createRule(world: World, rule: NewRule, origin: Origin): GroupRule {
  const created = world.okta.rules.create(rule)
  tellRule(world, created, {origin, type: 'evaluation', said: 'Create group rule'})
  return created
}

/** From now on it puts people into its groups, and everybody it fits at once. */
export function activateRule(world: World, rule: GroupRule, origin: Origin): GroupRule {
  const active = world.okta.rules.update(rule, {status: 'ACTIVE'})
  tellRule(world, active, {origin, type: 'trigger', said: 'Activate group rule'})
  for (const user of world.company.users) applyRule(world, active, user)
  return active
}

/** Whom it put somewhere stays there. */
export function deactivateRule(world: World, rule: GroupRule, origin: Origin): GroupRule {
  const inactive = world.okta.rules.update(rule, {status: 'INACTIVE'})
  tellRule(world, inactive, {origin, type: 'deactivated', said: 'Deactivate group rule'})
  return inactive
}

interface Told {
  readonly origin: Origin
  readonly type: string
  readonly said: string
}

function tell(world: World, group: Group, {origin, type: eventType, said: displayMessage}: Told): void {
  record(world, {eventType, displayMessage, target: [groupParty(group)]}, origin)
}

function tellRule(world: World, rule: GroupRule, {origin, type, said: displayMessage}: Told): void {
  const eventType = `group.user_membership.rule.${type}`
  record(world, {eventType, displayMessage, target: [rulePart(rule)]}, origin)
}
