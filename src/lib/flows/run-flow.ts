import type {FlowRequest, FlowRun, FlowRunner} from '../ports/flow-runner.js'
import {OpsError} from '../shared/errors.js'
import type {Machine} from '../shared/machine.js'
import type {Flow} from './flow.js'
import {authorizerFor, type FlowKeys, type InvokeAuthorizer} from './invoke/flow-access.js'
import {invoke} from './invoke/invoke-client.js'
import {judgeExchange, type Outcome} from './invoke/outcome.js'
import {openFlowsDb} from './journal/flows-db.js'
import {createRunJournal, type Pace, type RunJournal} from './journal/run-journal.js'
import {checkInput} from './registry/input-schema.js'
import {flowNamed, type Registry} from './registry/registry.js'
import {bodyOf, checkKey, shownInput} from './run-input.js'

/** Okta closes the connection then (help.okta.com, API Endpoint). */
const usualTimeoutMs = 60_000
/** Okta's own limit for a flow (help.okta.com, system limits). */
const usualMaxPerSecond = 10

/** What running flows needs. */
export interface RunnerParts {
  readonly registry: Registry
  readonly keys: FlowKeys
}

interface Runner extends RunnerParts {
  readonly machine: Machine
  readonly journal: RunJournal
}

/**
 * Flows as they can be run, journalled in `flows.db` of the state folder.
 * @throws OpsError OPS_STORE when the journal cannot be opened
 */
export async function openFlowRunner(machine: Machine, parts: RunnerParts): Promise<FlowRunner> {
  const store = await openFlowsDb(machine)
  const runner: Runner = {...parts, machine, journal: createRunJournal(store, machine.now())}
  return {
    names: () => [...parts.registry.flows.keys()],
    run: (request) => run(runner, request),
    find: (runId) => runner.journal.find(runId, machine.now()),
    close: () => {
      store.close()
    },
  }
}

async function run(runner: Runner, request: FlowRequest): Promise<FlowRun> {
  const {machine, journal, registry, keys} = runner
  const flow = flowNamed(registry, request.flow)
  checkKey(request.key)
  bodyOf(request, machine.now())
  await checkInput(flow, request.input)
  const authorizer = await authorizerFor(flow, keys)
  await authorizer.headersFor(flow.invokeUrl)
  request.signal?.throwIfAborted()
  const {runId, key, mayRepeat, cause} = request
  const planned = journal.plan(
    {
      runId,
      flow: flow.name,
      input: shownInput(request.input, request.secretInputs),
      ...(key === undefined ? {} : {key}),
      ...(mayRepeat === undefined ? {} : {mayRepeat}),
      ...(cause === undefined ? {} : {cause}),
    },
    machine.now(),
  )
  if (planned !== 'planned') return planned.taken
  return send(runner, {flow, request, authorizer})
}

type RequestHeaders = Readonly<Record<string, string>>

interface Sending {
  readonly flow: Flow
  readonly request: FlowRequest
  readonly authorizer: InvokeAuthorizer
}

/** From `planned` to an end. Nothing may be thrown once it is `sent`, but what the journal itself fails with. */
async function send(runner: Runner, sending: Sending): Promise<FlowRun> {
  const {machine, journal} = runner
  const {runId} = sending.request
  let headers: RequestHeaders | undefined
  try {
    headers = await inTurn(runner, sending)
  } catch (error) {
    return journal.end(runId, {state: 'refused', reason: `not sent: ${whyNot(error)}`}, machine.now())
  }
  if (headers === undefined) return takenOver(runner, runId)
  const {outcome, again} = await sendOnce(runner, sending, headers)
  return ended(runner, runId, again ? await sentAgain(runner, sending, outcome) : outcome)
}

/** With another proof; the first one was refused before anything ran. */
async function sentAgain(runner: Runner, sending: Sending, first: Outcome): Promise<Outcome> {
  try {
    const headers = await sending.authorizer.headersFor(sending.flow.invokeUrl)
    return (await sendOnce(runner, sending, headers)).outcome
  } catch (error) {
    return {...first, reason: whyNot(error)}
  }
}

function whyNot(error: unknown): string {
  if (error instanceof OpsError) return error.message
  return error instanceof Error && error.name === 'AbortError' ? 'stopped' : String(error)
}

/** Another process has judged this one to be gone, which can only be after a move between machines. */
function takenOver({machine, journal}: Runner, runId: string): FlowRun {
  const found = journal.find(runId, machine.now())
  if (found === undefined) throw new Error(`${runId} is not in the journal any more`)
  return found
}

/** Waits for the flow's turn, and marks the run sent at that moment. @returns headers; undefined: another has taken it over */
async function inTurn(
  {machine, journal}: Runner,
  {flow, request, authorizer}: Sending,
): Promise<RequestHeaders | undefined> {
  for (;;) {
    const headers = await authorizer.headersFor(flow.invokeUrl)
    request.signal?.throwIfAborted()
    const marked = journal.markSent(request.runId, {at: machine.now(), pace: paceOf(flow)})
    if (marked === 'sent') return headers
    if (marked === 'lost') return undefined
    await machine.sleep(marked.waitMs, request.signal)
  }
}

/** Slower than one a second is one in so many milliseconds. */
function paceOf({maxPerSecond = usualMaxPerSecond}: Flow): Pace {
  return maxPerSecond >= 1
    ? {max: Math.floor(maxPerSecond), perMs: 1000}
    : {max: 1, perMs: Math.ceil(1000 / maxPerSecond)}
}

async function sendOnce(
  {machine}: Runner,
  {flow, request, authorizer}: Sending,
  headers: RequestHeaders,
): Promise<{readonly outcome: Outcome; readonly again: boolean}> {
  const exchange = await invoke(machine, {
    invokeUrl: flow.invokeUrl,
    headers,
    body: bodyOf(request, machine.now()),
    timeoutMs: request.timeoutMs ?? flow.timeoutMs ?? usualTimeoutMs,
    signal: request.signal,
  })
  const again = exchange.kind === 'answer' && authorizer.learn?.(exchange.answer) === true
  return {outcome: judgeExchange(exchange), again}
}

/** Written down; what is handed on has the whole output. */
function ended({machine, journal}: Runner, runId: string, outcome: Outcome): FlowRun {
  const {outputCut, ...kept} = journal.end(runId, outcome, machine.now())
  return outcome.output === undefined || outputCut === undefined ? kept : {...kept, output: outcome.output}
}
