import * as aws from './aws-actions.js'
import * as company from './company-actions.js'
import * as devices from './device-actions.js'
import * as flows from './flow-actions.js'
import * as okta from './okta-actions.js'
import {usage, type ActionResult} from './result.js'
import * as hooks from './hook-actions.js'
import * as scim from './scim-actions.js'
import * as rules from './rule-actions.js'
import * as itself from './sandbox-actions.js'
import * as sessions from './session-actions.js'
import {IdentityConflict} from '../aws/directory/records.js'
import {NoSuchThing} from '../company/company.js'
import {OktaRefusal} from '../okta/refusal.js'
import {flowWordKeys} from '../seed/written-flow.js'
import type {World} from '../world.js'
import {nearest} from '../../shared/nearest.js'

interface Action {
  /** Its words after the name, for help and errors. */
  readonly usage: string
  /** How many words it needs, and how many it takes. */
  readonly words: readonly [least: number, most: number]
  readonly run: (world: World, words: readonly string[]) => ActionResult
}

const actions: Readonly<Record<string, Action>> = {
  'user.deactivate': {usage: 'LOGIN', words: [1, 1], run: company.deactivate},
  'user.activate': {usage: 'LOGIN', words: [1, 1], run: company.activate},
  'user.suspend': {usage: 'LOGIN', words: [1, 1], run: company.suspend},
  'user.unsuspend': {usage: 'LOGIN', words: [1, 1], run: company.unsuspend},
  'user.create': {usage: 'LOGIN [ATTRIBUTE=VALUE...]', words: [1, 20], run: company.createPerson},
  'group.create': {usage: 'GROUP [DESCRIPTION...]', words: [1, 40], run: company.createTeam},
  'group.add': {usage: 'GROUP LOGIN', words: [2, 2], run: company.joinGroup},
  'group.remove': {usage: 'GROUP LOGIN', words: [2, 2], run: company.leaveGroup},
  'aws.group.create': {usage: 'GROUP [DESCRIPTION...]', words: [1, 40], run: aws.createAwsGroup},
  'aws.group.add': {usage: 'GROUP LOGIN', words: [2, 2], run: aws.joinAwsGroup},
  'aws.group.remove': {usage: 'GROUP LOGIN', words: [2, 2], run: aws.leaveAwsGroup},
  'aws.group.delete': {usage: 'GROUP', words: [1, 1], run: aws.deleteAwsGroup},
  'aws.user.delete': {usage: 'LOGIN', words: [1, 1], run: aws.deleteAwsUser},
  'scim.set': {usage: `${scim.scimWords.join('=|')}=...`, words: [1, 20], run: scim.setScim},
  'scim.counts': {usage: '[reset]', words: [0, 1], run: scim.scimCounts},
  'scim.token': {usage: 'create|expire|delete [first|second]', words: [1, 2], run: scim.changeScimToken},
  'rule.create': {usage: 'RULE GROUP EXPRESSION...', words: [3, 60], run: rules.createGroupRule},
  'rule.activate': {usage: 'RULE', words: [1, 1], run: rules.activateGroupRule},
  'rule.deactivate': {usage: 'RULE', words: [1, 1], run: rules.deactivateGroupRule},
  'rule.delete': {usage: 'RULE', words: [1, 1], run: rules.deleteGroupRule},
  'assignment.add': {usage: 'GROUP ACCOUNT ROLE', words: [3, 3], run: company.assign},
  'assignment.remove': {usage: 'GROUP ACCOUNT ROLE', words: [3, 3], run: company.unassign},
  'session.revoke': {usage: 'LOGIN|all', words: [1, 1], run: sessions.revokeSessions},
  'token.expire': {usage: 'LOGIN|all', words: [1, 1], run: sessions.expireTokens},
  'api_token.revoke': {usage: 'NAME', words: [1, 1], run: sessions.revokeApiToken},
  'credentials.expire': {usage: '', words: [0, 0], run: sessions.expireCredentials},
  'registrations.forget': {usage: '', words: [0, 0], run: sessions.forgetRegistrations},
  'lifetimes.set': {
    usage:
      'token=1h role=1h session=8h registration=90d device_code=10m device_interval=5s cursor=7d hook=3s',
    words: [1, 8],
    run: sessions.setLifetimes,
  },
  'device.approve': {usage: '[CODE] [LOGIN]', words: [0, 2], run: devices.approveDevice},
  'device.deny': {usage: '[CODE]', words: [0, 1], run: devices.denyDevice},
  'approve.auto': {usage: 'LOGIN|off', words: [1, 1], run: sessions.setAutoApprove},
  'hook.create': {usage: 'URL TYPE... [authorization=SECRET]', words: [2, 60], run: hooks.createHook},
  'hook.activate': {usage: 'HOOK', words: [1, 1], run: hooks.activateHook},
  'hook.deactivate': {usage: 'HOOK', words: [1, 1], run: hooks.deactivateHook},
  'hook.delete': {usage: 'HOOK', words: [1, 1], run: hooks.deleteHook},
  'flow.list': {usage: '', words: [0, 0], run: flows.listFlows},
  'flow.add': {usage: `FLOW [${flowWordKeys.join('=|')}=...]`, words: [1, 20], run: flows.addFlow},
  'flow.set': {usage: 'FLOW [KEY=VALUE...]', words: [1, 20], run: flows.setFlow},
  'flow.activate': {usage: 'FLOW', words: [1, 1], run: flows.activateFlow},
  'flow.deactivate': {usage: 'FLOW', words: [1, 1], run: flows.deactivateFlow},
  'flow.delete': {usage: 'FLOW', words: [1, 1], run: flows.deleteFlow},
  'flow.cancel': {usage: 'EXECUTION|RUN', words: [1, 1], run: flows.cancelExecution},
  'flow.records': {usage: '[FLOW]', words: [0, 1], run: flows.showRecords},
  'limits.set': {
    usage: 'logs=60 users=300 user=1000 groups=250 group=500 other=600 share=50',
    words: [1, 7],
    run: okta.setLimits,
  },
  'log.generate': {
    usage: 'COUNT [quiet|busy|hostile] [SEED] [FROM]',
    words: [1, 4],
    run: okta.generateEvents,
  },
  'log.append': {usage: 'TYPE [KEY=VALUE...]', words: [1, 40], run: okta.appendEvent},
  fault: {usage: 'NAME[:OPERATION][=VALUE][*TIMES]', words: [1, 1], run: itself.planFault},
  'fault.clear': {usage: '', words: [0, 0], run: itself.clearFaults},
  'admin.open': {usage: '', words: [0, 0], run: itself.openAdmin},
  show: {usage: '', words: [0, 0], run: itself.show},
}

/** The actions with their words, one a line, for help texts. */
export const actionUsages: readonly string[] = Object.entries(actions).map(([name, {usage}]) =>
  `${name} ${usage}`.trim(),
)

/**
 * Acts on the sandbox in the words of `sandbox do`.
 * @throws OpsError OPS_USAGE for an unknown action, a missing word or a name the company does not have
 */
export function act(world: World, [name = '', ...words]: readonly string[]): ActionResult {
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined
  if (action === undefined) {
    const [near] = nearest(name, Object.keys(actions), 1)
    throw usage(
      `unknown action ${JSON.stringify(name)}${near === undefined ? '' : `; did you mean ${near}?`}`,
    )
  }
  const [least, most] = action.words
  if (words.length < least || words.length > most) throw usage(`write it like: ${name} ${action.usage}`)
  try {
    return action.run(world, words)
  } catch (error) {
    const isRefusal =
      error instanceof NoSuchThing || error instanceof OktaRefusal || error instanceof IdentityConflict
    throw isRefusal ? usage(error.message) : error
  }
}
