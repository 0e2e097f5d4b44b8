import type {Execution} from './executions.js'
import {FlowRefusal, openFlow} from './flow-door.js'
import type {FlowRoom, OrgFlow} from './org-flows.js'
import {runFlow} from './run-flow.js'
import type {FlowAnswer} from './work.js'
import {isObject} from '../api/read-body.js'
import {
  internalError,
  invalidToken,
  notPermitted,
  OktaRefusal,
  refusalBody,
  tooManyRequests,
} from '../refusal.js'
import type {Call} from '../../aws/call.js'
import type {Fault} from '../../faults/fault.js'
import type {SpokenAnswer} from '../../faults/spoil.js'
import type {World} from '../../world.js'
import type {JsonObject, JsonValue} from '../../../shared/json.js'

/** What goes out. */
export type FlowReply = SpokenAnswer & {readonly body: string}

/** One call of an alias; a fault may keep the flow from running. */
export interface FlowCall {
  readonly call: Call
  /** `alias`, and `execution` of the resume path. */
  readonly params: Readonly<Record<string, string>>
  readonly fault: Fault | undefined
}

/** The header that names the execution. That there is one is documented, its name is not. */
const executionHeader = 'x-workflows-execution-id'

/** What a caller is told; undefined: nothing, the connection is closed. */
export function answerCall(world: World, called: FlowCall): Promise<FlowReply | undefined> {
  return behindDoor(world, called, async (flow) => {
    const {execution, answer} = runFlow({world, flow, input: readInput(called.call)})
    const told = await answer
    return told && named(world, execution, told)
  })
}

/** What whoever resumes a paused execution is told; the form is not documented. */
export function answerResume(world: World, called: FlowCall): Promise<FlowReply | undefined> {
  return behindDoor(world, called, (flow) => {
    const execution = world.okta.executions.find(called.params['execution'] ?? '')
    const isPaused = execution?.flow.id === flow.id && world.okta.executions.resume(execution)
    if (!isPaused) throw new FlowRefusal(404, 'Not Found', 'There is no such paused execution.')
    return named(world, execution, {status: 200, output: {resumed: true}})
  })
}

/** Lets in whom the flow lets in, as often as it does; `answer` comes after. */
async function behindDoor(
  world: World,
  {call, params: {alias = ''}, fault}: FlowCall,
  answer: (flow: OrgFlow) => FlowReply | undefined | Promise<FlowReply | undefined>,
): Promise<FlowReply | undefined> {
  try {
    if (fault !== undefined && fault.name !== '429') throw planned(fault)
    const flow = openFlow(world, alias, call)
    const room = world.okta.flows.take(flow)
    if (fault !== undefined || !room.allowed) return throttled(world, {flow, room, seconds: fault?.value})
    return await answer(flow)
  } catch (error) {
    if (error instanceof FlowRefusal) return spoken(error.status, {kind: error.kind, message: error.message})
    if (!(error instanceof OktaRefusal)) throw error
    return spoken(error.status, refusalBody(error), error.details.headers)
  }
}

/** The answer with the execution's name; the `no_execution_id` fault leaves it out. */
function named(world: World, {id}: Execution, {status, output, headers}: FlowAnswer): FlowReply {
  const nameless = world.faults.take(['no_execution_id'], 'okta.flows') !== undefined
  return spoken(status, output, {...headers, ...(!nameless && {[executionHeader]: id})})
}

/** The 429 of Workflows is plain text. */
function throttled(
  world: World,
  {
    flow,
    room,
    seconds,
  }: {readonly flow: OrgFlow; readonly room: FlowRoom; readonly seconds: number | undefined},
): FlowReply {
  world.okta.executions.start(flow, {run: undefined, key: undefined}, 'throttled')
  const resetsAtMs = seconds === undefined ? room.resetsAtMs : world.now().getTime() + seconds * 1000
  return {
    status: 429,
    headers: {
      'content-type': 'text/plain',
      'x-rate-limit-limit': String(flow.perSecond),
      'x-rate-limit-remaining': '0',
      'x-rate-limit-reset': String(Math.ceil(resetsAtMs / 1000)),
    },
    body: 'Too many requests.',
  }
}

function planned({name}: Fault): OktaRefusal | FlowRefusal {
  if (name === '401') return invalidToken()
  if (name === '403') return notPermitted()
  if (name === 'concurrency') return tooManyRequests({})
  return internalError(name === 'reset' ? 500 : Number(name))
}

/** A GET has its input in the query. */
function readInput({method, query, bodyText}: Call): JsonObject {
  if (method === 'GET') return Object.fromEntries([...query].filter(([name]) => name !== 'clientToken'))
  if (bodyText === '') return {}
  const value = readJson(bodyText)
  if (!isObject(value)) throw new FlowRefusal(400, 'Bad Request', 'The body is not a JSON object.')
  return value
}

function readJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return undefined
  }
}

function spoken(
  status: number,
  output: object | JsonValue,
  headers: Readonly<Record<string, string>> = {},
): FlowReply {
  const isText = typeof output === 'string'
  return {
    status,
    headers: {'content-type': isText ? 'text/plain' : 'application/json', ...headers},
    body: isText ? output : JSON.stringify(output),
  }
}
