import type {FlowRequest, FlowRun} from '../ports/flow-runner.js'
import {OpsError} from '../shared/errors.js'
import type {Machine} from '../shared/machine.js'
import type {Flow} from './flow.js'
import type {InvokeAuthorizer} from './invoke/flow-access.js'
import {invoke} from './invoke/invoke-client.js'
import {judgeExchange, type Outcome} from './invoke/outcome.js'
import type {Pace, RunEnd, RunJournal} from './journal/run-journal.js'
import {bodyOf} from './run-input.js'

/** Okta closes the connection then (help.okta.com, API Endpoint). */
const usualTimeoutMs = 60_000
/** Okta's own limit for a flow (help.okta.com, system limits). */
const usualMaxPerSecond = 10

/** What sending takes. */
export interface SendingParts {
  readonly machine: Machine
  readonly journal: RunJournal
}

type RequestHeaders = Readonly<Record<string, string>>

/** A run that is `planned`. */
export interface Sending {
  readonly flow: Flow
  readonly request: FlowRequest
  readonly authorizer: InvokeAuthorizer
}

/**
 * Sends a run once, and writes down what became of it. Nothing is thrown once it is `sent`, but what the journal itself fails
 * with: then the run stays `sent`.
 */
export async function sendRun(runner: SendingParts, sending: Sending): Promise<FlowRun> {
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
  return ended(runner, sending, again ? await sentAgain(runner, sending, outcome) : outcome)
}

/** With another proof; the first one was refused before anything ran. */
async function sentAgain(runner: SendingParts, sending: Sending, first: Outcome): Promise<Outcome> {
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
function takenOver({machine, journal}: SendingParts, runId: string): FlowRun {
  const found = journal.find(runId, machine.now())
  if (found === undefined) throw new Error(`${runId} is not in the journal any more`)
  return found
}

/** Waits for the flow's turn, and marks the run sent at that moment. @returns headers; undefined: another has taken it over */
async function inTurn(
  {machine, journal}: SendingParts,
  {flow, request, authorizer}: Sending,
): Promise<RequestHeaders | undefined> {
  for (;;) {
    const headers = await authorizer.headersFor(flow.invokeUrl)
    request.signal?.throwIfAborted()
    const marked = journal.markSent(request.runId, {at: machine.now(), pace: paceOf(flow)})
    if (marked === 'sent') {
      tellProgress(journal.find(request.runId, machine.now()), request)
      return headers
    }
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
  {machine}: SendingParts,
  {flow, request, authorizer}: Sending,
  headers: RequestHeaders,
): Promise<{readonly outcome: Outcome; readonly again: boolean}> {
  const exchange = await invoke(machine, {
    invokeUrl: flow.invokeUrl,
    headers,
    body: bodyOf(request, machine.now()),
    timeoutMs: answerTimeout(flow, request),
    signal: request.signal,
  })
  const again = exchange.kind === 'answer' && authorizer.learn?.(exchange.answer) === true
  return {outcome: judgeExchange(exchange), again}
}

/** Written down; what is handed on has the whole output. An answer of a flow with a status flow is only the beginning. */
function ended({machine, journal}: SendingParts, {flow, request}: Sending, outcome: Outcome): FlowRun {
  const goesOn = outcome.state === 'succeeded' && flow.statusFlow !== undefined
  const end: RunEnd = goesOn ? {...outcome, state: 'running'} : outcome
  return withOutput(journal.end(request.runId, end, machine.now()), outcome)
}

/** A run of the journal with the output as it was, before it was cut. */
export function withOutput(run: FlowRun, {output}: Pick<RunEnd, 'output'>): FlowRun {
  const {outputCut, ...kept} = run
  return output === undefined || outputCut === undefined ? run : {...kept, output}
}

/** Whoever watches must not be able to stop a run that is under way. */
export function tellProgress(run: FlowRun | undefined, {onProgress}: Pick<FlowRequest, 'onProgress'>): void {
  try {
    if (run !== undefined) onProgress?.(run)
  } catch {
    // Its own trouble.
  }
}

/** Milliseconds to wait for the answer: with a status flow no longer than Okta keeps the connection. */
function answerTimeout({timeoutMs, statusFlow}: Flow, {timeoutMs: wished}: FlowRequest): number {
  const usual = timeoutMs ?? usualTimeoutMs
  return statusFlow === undefined ? (wished ?? usual) : Math.min(wished ?? usual, usual)
}
