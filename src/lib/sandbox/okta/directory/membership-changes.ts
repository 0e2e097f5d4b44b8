import {mostExcluded, type GroupRule} from './rules.js'
import type {Group, User} from '../../company/company.js'
import {groupParty, record, systemOrigin, userParty} from '../log/journal.js'
import type {Origin} from '../log/log-event.js'
import type {World} from '../../world.js'

/* Every way into a group and out of it, so that each is seen by the portal, told in the System Log and kept by the rules. */

export interface Membership {
  readonly group: Group
  readonly user: User
}

/** Puts somebody into a group; nothing happens when they are in. */
export function addMember(world: World, {group, user}: Membership, origin: Origin): void {
  if (world.company.group(group.name).members.includes(user.login)) return
  world.company.addMember(group.name, user.login)
  record(
    world,
    {
      eventType: 'group.user_membership.add',
      displayMessage: 'Add user to group membership',
      legacyEventType: 'core.user_group_member.user_add',
      target: shuffled(world, {group, user}),
    },
    origin,
  )
  applyRules(world, user)
}

/** Takes somebody out; whom a rule had put in is from then on an exception of that rule. */
export function removeMember(world: World, {group, user}: Membership, origin: Origin): void {
  if (!world.company.group(group.name).members.includes(user.login)) return
  const rule = world.okta.rules.assignerOf(group.id, user.id)
  dropMember(world, {group, user}, origin)
  if (rule?.status === 'ACTIVE') exclude(world, rule, {group, user})
}

/** Lets every active rule put `user` where it says. Called when a person or their groups have changed. */
export function applyRules(world: World, user: User): void {
  for (const rule of world.okta.rules.all) if (rule.status === 'ACTIVE') applyRule(world, rule, user)
}

/** Puts `user` into the groups of `rule` when it holds of them, and takes them out of those it put them into when not. */
export function applyRule(world: World, rule: GroupRule, user: User): void {
  const wanted =
    user.status !== 'DEPROVISIONED' && !rule.excludedUsers.includes(user.id) && matches(world, rule, user)
  for (const groupId of rule.groupIds) {
    const group = world.company.groupOfId(groupId)
    if (group === undefined) continue
    const isMember = group.members.includes(user.login)
    const origin = systemOrigin(`/api/v1/groups/rules/${rule.id}`)
    if (wanted && !isMember) {
      world.okta.rules.noteAssigned(rule, groupId, user.id)
      addMember(world, {group, user}, origin)
    } else if (!wanted && isMember && world.okta.rules.assignerOf(groupId, user.id)?.id === rule.id) {
      dropMember(world, {group, user}, origin)
    }
  }
}

function dropMember(world: World, {group, user}: Membership, origin: Origin): void {
  world.company.removeMember(group.name, user.login)
  world.okta.rules.noteRemoved(group.id, user.id)
  record(
    world,
    {
      eventType: 'group.user_membership.remove',
      displayMessage: 'Remove user from group membership',
      legacyEventType: 'core.user_group_member.user_remove',
      target: shuffled(world, {group, user}),
    },
    origin,
  )
}

function exclude(world: World, rule: GroupRule, {group, user}: Membership): void {
  const excludedUsers = [...rule.excludedUsers, user.id].slice(0, mostExcluded)
  world.okta.rules.update(rule, {excludedUsers})
  record(
    world,
    {
      eventType: 'group.user_membership.rule.add_exclusion',
      displayMessage: 'Add user to group rule exclusion list',
      target: [rulePart(rule), userParty(user), groupParty(group)],
    },
    systemOrigin(`/api/v1/groups/rules/${rule.id}`),
  )
}

export function rulePart({id, name}: GroupRule): ReturnType<typeof userParty> {
  return {id, type: 'GroupRule', alternateId: 'unknown', displayName: name}
}

function matches(world: World, rule: GroupRule, user: User): boolean {
  const groups = [world.company.everyone, ...world.company.groupsOf(user.login)]
  return world.okta.rules.test(rule)({
    attribute: (name) => (name === 'login' ? user.login : user.profile[name]),
    groupIds: groups.map(({id}) => id),
    groupNames: groups.map(({name}) => name),
  })
}

/** Okta's targets come in either order: so do these. */
function shuffled(world: World, {group, user}: Membership): ReturnType<typeof userParty>[] {
  const parts = [userParty(user), groupParty(group)]
  return world.okta.log.events.length % 2 === 0 ? parts : parts.reverse()
}
