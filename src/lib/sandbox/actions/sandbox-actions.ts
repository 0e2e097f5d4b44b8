import {awsMembers} from './aws-actions.js'
import type {ActionResult} from './result.js'
import {waitingDevices} from '../okta/auth/devices.js'
import type {World} from '../world.js'

/* Actions on the sandbox itself: faults, the admin view, a look at everything. The words of each are listed in act.ts. */

/** `fault`, in the words of faults/fault.ts */
export function planFault(world: World, [text = '']: readonly string[]): ActionResult {
  const fault = world.faults.plan(text)
  return {text: `planned: ${fault.text}`, data: faultList(world)}
}

/** `fault.clear` */
export function clearFaults(world: World): ActionResult {
  world.faults.clear()
  return {text: 'no fault is planned', data: []}
}

/** `admin.open`: an address that opens the admin view once. */
export function openAdmin(world: World): ActionResult {
  const url = `${world.origin}/sandbox/admin?token=${world.door.issueAdminToken()}`
  return {text: url, data: {url}}
}

/** `show`: everything but secrets. */
export function show(world: World): ActionResult {
  const data = {
    company: world.company.name,
    users: world.company.users.map(({login, active, status}) => ({login, active, status})),
    groups: world.company.groups.map(({name, members}) => ({name, members})),
    awsUsers: world.company.aws.written.users.size,
    awsGroups: world.company.aws.written.groups.all.map((group) => ({
      name: group.displayName,
      members: awsMembers(world, group),
    })),
    accounts: world.company.accounts.length,
    sessions: world.sessions.all.map(({login, startedAt, endsAt}) => ({login, startedAt, endsAt})),
    devices: [
      ...world.grants.devices.map(({userCode, answer}) => ({userCode, answer: answer.kind})),
      ...waitingDevices(world).map(({userCode}) => ({userCode, answer: 'waiting'})),
    ],
    rules: world.okta.rules.all.map(({name, status}) => ({name, status})),
    hooks: world.okta.hooks.all.map(({id, status, uri}) => ({id, status, uri})),
    flows: world.okta.flows.all.map(({name, active, security}) => ({name, active, security})),
    executions: world.okta.executions.count,
    events: world.okta.log.events.length,
    scim: {...world.scim.settings, lagMs: world.company.aws.lagMs},
    limits: world.okta.limits.settings,
    faults: faultList(world),
    lifetimes: world.lifetimes,
  }
  return {text: JSON.stringify(data, undefined, 2), data}
}

function faultList(world: World): readonly {fault: string; left: number | 'always'}[] {
  return world.faults.planned.map(({text, left}) => ({
    fault: text,
    left: left === Infinity ? 'always' : left,
  }))
}
