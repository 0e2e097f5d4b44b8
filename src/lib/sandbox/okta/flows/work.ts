import {endSessions, takeStep} from '../directory/user-changes.js'
import {addMember, removeMember} from '../directory/membership-changes.js'
import type {Execution} from './executions.js'
import type {OrgFlow} from './org-flows.js'
import {connectorOrigin} from './connector.js'
import {objectAt} from '../api/read-body.js'
import type {User} from '../../company/company.js'
import type {FlowWork} from '../../seed/seed-flows.js'
import type {World} from '../../world.js'
import type {JsonObject, JsonValue} from '../../../shared/json.js'

/** What a flow's last card sends: Return with 200, or Return Raw. */
export interface FlowAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly output: JsonValue
}

/** A flow that runs, with what it was given. */
export interface FlowInput {
  readonly world: World
  readonly flow: OrgFlow
  readonly input: JsonObject
}

/** A card that fails halts the flow; the message is what its history shows. */
export class CardFailed extends Error {
  override readonly name = 'CardFailed'
}

/**
 * Does what the flow's cards do. Whatever changes is in the company and in the System Log, done by the connector's app.
 * @throws CardFailed, NoSuchThing, OktaRefusal: a card failed
 */
export function doWork(given: FlowInput): FlowAnswer {
  if (given.flow.fails) throw new CardFailed('The card "Create ticket" failed: connection refused')
  return rawAnswer(given.flow, works[given.flow.does](given))
}

function rawAnswer({answer}: OrgFlow, done: FlowAnswer): FlowAnswer {
  if (answer === undefined) return done
  const {status = done.status, headers = done.headers, body} = answer
  return {status, ...(headers && {headers}), output: body === undefined ? done.output : readJson(body)}
}

const works: Readonly<Record<FlowWork, (given: FlowInput) => FlowAnswer>> = {
  echo: ({input}) => returned(withoutMarks(input)),
  onboard: ({world, flow, input}) => {
    const user = personIn(world, input)
    const group = flow.group === undefined ? undefined : world.company.group(flow.group)
    if (group !== undefined) addMember(world, {group, user}, connectorOrigin())
    return returned({user: user.login, groups: group === undefined ? [] : [group.name]})
  },
  offboard: ({world, input}) => {
    const user = personIn(world, input)
    const sessionsEnded = endSessions(world, user, connectorOrigin())
    const groups = world.company.groupsOf(user.login).filter(({type}) => type === 'OKTA_GROUP')
    for (const group of groups) removeMember(world, {group, user}, connectorOrigin())
    return returned({user: user.login, sessionsEnded, groupsLeft: groups.map(({name}) => name)})
  },
  reset_factors: ({world, input}) => {
    const {user} = takeStep(world, {user: personIn(world, input), step: 'reset_factors'}, connectorOrigin())
    return returned({user: user.login, factorsReset: true})
  },
  grant: ({world, input}) => {
    const [name, app] = [textIn(input, ['group']), textIn(input, ['app'])]
    if (name === undefined && app !== undefined) return returned({user: personIn(world, input).login, app})
    if (name === undefined) return raw(400, 'name the group to join as "group"')
    const group = world.company.findGroup(name)
    if (group?.type !== 'OKTA_GROUP') return raw(404, `there is no group ${name} to join`)
    const user = personIn(world, input)
    addMember(world, {group, user}, connectorOrigin())
    return returned({user: user.login, group: group.name})
  },
  notify: ({world, input}) => returned({notified: personIn(world, input).login}),
  status: ({world, input}) => {
    const run = objectAt(input, '_okta_ops')['run']
    const execution = typeof run === 'string' ? world.okta.executions.ofRun(run) : undefined
    return returned(execution === undefined ? {found: false} : statusOf(execution))
  },
}

function statusOf({id, state, output, message}: Execution): JsonObject {
  return {
    found: true,
    state: state === 'paused' ? 'running' : state,
    executionId: id,
    ...(output !== undefined && {output}),
    ...(message !== undefined && {message}),
  }
}

function returned(output: JsonValue): FlowAnswer {
  return {status: 200, output}
}

function raw(status: number, error: string): FlowAnswer {
  return {status, output: {error}}
}

/** The person the input is about, by any of the names that callers use. */
function personIn(world: World, input: JsonObject): User {
  const name = textIn(input, ['user_id', 'userId', 'user', 'login', 'email', 'user_email'])
  if (name === undefined) throw new CardFailed('The card "Read User" failed: no user id')
  return world.company.userOfId(name) ?? world.company.user(name)
}

function textIn(input: JsonObject, names: readonly string[]): string | undefined {
  return names.map((name) => input[name]).find((value): value is string => typeof value === 'string')
}

function withoutMarks(input: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(input).filter(([name]) => name !== '_okta_ops'))
}

function readJson(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return text
  }
}
