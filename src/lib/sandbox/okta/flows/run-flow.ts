import type {Execution} from './executions.js'
import {doWork, CardFailed, type FlowAnswer, type FlowInput} from './work.js'
import {objectAt} from '../api/read-body.js'
import {OktaRefusal} from '../refusal.js'
import {NoSuchThing} from '../../company/company.js'
import type {JsonObject} from '../../../shared/json.js'

/** A run that has begun, and what its caller will be told. */
export interface BegunRun {
  readonly execution: Execution
  /** Undefined: the connection was closed before the flow had an answer. */
  readonly answer: Promise<FlowAnswer | undefined> | FlowAnswer
}

/** Runs a flow. Work that takes time goes on when the caller has been answered or has left. */
export function runFlow(given: FlowInput): BegunRun {
  const {world, flow, input} = given
  const marks = marksOf(input)
  const earlier =
    flow.idempotent && marks.key !== undefined ? world.okta.executions.ofKey(flow, marks.key) : undefined
  if (earlier !== undefined) {
    if (marks.run !== undefined) world.okta.executions.noteRun(marks.run, earlier)
    return {execution: earlier, answer: repeated(earlier)}
  }
  // A status flow is asked about a run of another flow: the marks are not its own.
  const own = flow.does === 'status' ? {run: undefined, key: undefined} : marks
  const execution = world.okta.executions.start(flow, own)
  const {answersFirst, closesMs} = flow
  let answer: FlowAnswer | undefined
  const finished = new Promise<FlowAnswer>((resolve) => {
    goThrough(given, execution, (done) => {
      answer = done
      resolve(done)
    })
  })
  if (answersFirst) return {execution, answer: accepted}
  if (answer !== undefined) return {execution, answer}
  const closed = new Promise<undefined>((resolve) => {
    world.okta.timers.after(closesMs, () => {
      resolve(undefined)
    })
  })
  return {execution, answer: Promise.race([finished, closed])}
}

/** From the first card to the last: at once, unless the work takes time or there is a Pause card. */
function goThrough(given: FlowInput, {id}: Execution, done: (answer: FlowAnswer) => void): void {
  const {world, flow} = given
  const end = (): void => {
    done(finish(given, id))
  }
  const next = (): void => {
    const execution = world.okta.executions.find(id)
    if (flow.pauses && execution?.state === 'running') world.okta.executions.pause(execution, end)
    else end()
  }
  if (flow.takesMs === 0) next()
  else world.okta.timers.after(flow.takesMs, next)
}

/** The run id and the key that a caller put into the body. */
function marksOf(input: JsonObject): {readonly run: string | undefined; readonly key: string | undefined} {
  const {run, key} = objectAt(input, '_okta_ops')
  return {
    run: typeof run === 'string' ? run : undefined,
    key: typeof key === 'string' ? key : undefined,
  }
}

const accepted: FlowAnswer = {status: 200, output: {accepted: true}}

/** Not known how Okta answers for a flow that halts. */
const halted: FlowAnswer = {status: 500, output: {error: 'The flow halted with an error'}}

function repeated({state, output}: Execution): FlowAnswer {
  if (state !== 'succeeded') return {status: 200, output: {repeated: true, state}}
  const fields = typeof output === 'object' && output !== null && !Array.isArray(output) ? output : {output}
  return {status: 200, output: {...(fields as JsonObject), repeated: true}}
}

function finish(given: FlowInput, id: string): FlowAnswer {
  const {executions} = given.world.okta
  const execution = executions.find(id)
  if (execution?.state !== 'running') return halted // somebody cancelled it
  try {
    const answer = doWork(given)
    executions.change(execution, {state: 'succeeded', output: answer.output})
    return answer
  } catch (error) {
    const {message} = asCardError(error)
    executions.change(execution, {state: 'failed', message})
    return halted
  }
}

/** @throws whatever is a fault of the sandbox itself */
function asCardError(error: unknown): Error {
  if (error instanceof CardFailed || error instanceof NoSuchThing || error instanceof OktaRefusal)
    return error
  throw error
}
