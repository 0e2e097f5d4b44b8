import type {FlowRequest, FlowRun} from '../ports/flow-runner.js'
import {OpsError} from '../shared/errors.js'
import {given} from '../shared/given.js'
import type {Machine} from '../shared/machine.js'
import {isOutOfPlace} from '../store/store-errors.js'
import type {Flow} from './flow.js'
import type {InvokeAuthorizer} from './invoke/flow-access.js'
import {invoke} from './invoke/invoke-client.js'
import {judgeExchange, type Outcome} from './invoke/outcome.js'
import type {Pace, RunEnd, RunJournal} from './journal/run-journal.js'
import {bodyOf, shownInput} from './run-input.js'
import {slept} from './wait/await-end.js'

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
  readonly plannedAt: Date
}

/**
 * Sends a run once, and writes down what became of it. Nothing is thrown once it is `sent`: what cannot be judged or written down
 * is in doubt.
 * @throws OpsError OPS_STORE, OPS_DISK_FULL: nothing was sent
 */
export async function sendRun(runner: SendingParts, sending: Sending): Promise<FlowRun> {
  const {runId} = sending.request
  let headers: RequestHeaders | undefined
  try {
    headers = await inTurn(runner, sending)
  } catch (error) {
    return notSent(runner, runId, error)
  }
  if (headers === undefined) return takenOver(runner, runId)
  return ended(runner, sending, await outcomeOf(runner, sending, headers))
}

function notSent({machine, journal}: SendingParts, runId: string, error: unknown): FlowRun {
  try {
    // Whoever finds the journal again may still send it.
    if (isOutOfPlace(error)) throw error
    return journal.end(runId, {state: 'refused', reason: `not sent: ${whyNot(error)}`}, machine.now())
  } catch (trouble) {
    journal.letGo(runId)
    throw trouble
  }
}

async function outcomeOf(runner: SendingParts, sending: Sending, headers: RequestHeaders): Promise<Outcome> {
  try {
    const {outcome, again} = await sendOnce(runner, sending, headers)
    return again ? await sentAgain(runner, sending, outcome) : outcome
  } catch (error) {
    return {state: 'unknown', reason: `what came of it cannot be told: ${whyNot(error)}`}
  }
}

/** With another proof; the first one was refused before anything ran. */
async function sentAgain(runner: SendingParts, sending: Sending, first: Outcome): Promise<Outcome> {
  let headers: RequestHeaders
  try {
    headers = await sending.authorizer.headersFor(sending.flow.invokeUrl)
  } catch (error) {
    return {...first, reason: whyNot(error)}
  }
  return (await sendOnce(runner, sending, headers)).outcome
}

export function whyNot(error: unknown): string {
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
    const marked = journal.markSent(request.runId, {now: machine.now, pace: paceOf(flow)})
    if (marked === 'sent') {
      tellProgress(() => journal.find(request.runId, machine.now()), request)
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
  const outcome = judgeExchange(exchange)
  const asksAgain = exchange.kind === 'answer' && authorizer.learn?.(exchange.answer) === true
  // A flow may answer the very same itself; it must be Okta's word on a proof that was there.
  return {outcome, again: asksAgain && outcome.state === 'refused' && 'dpop' in headers}
}

/** In milliseconds. Whoever holds the journal may hold it for half a minute, and an answer comes once. */
const pausesToWrite = [1000, 5000, 15_000]

/** Written down; what is handed on has the whole output. An answer of a flow with a status flow is only the beginning. */
async function ended({machine, journal}: SendingParts, sending: Sending, outcome: Outcome): Promise<FlowRun> {
  const {flow, request} = sending
  const goesOn = outcome.state === 'succeeded' && flow.statusFlow !== undefined
  const end: RunEnd = goesOn ? {...outcome, state: 'running'} : outcome
  const pauses = [...pausesToWrite]
  for (;;) {
    try {
      return withOutput(journal.end(request.runId, end, machine.now()), outcome)
    } catch (error) {
      const pause = pauses.shift()
      if (pause === undefined || !(await slept(machine, pause, request.signal)))
        return notWritten(sending, outcome, error)
    }
  }
}

/** The run stays `sent` in the journal, which will be read as in doubt: so it is told as that, with what is known. */
function notWritten(
  {request: {runId, flow, key, cause, input, secretInputs}, plannedAt}: Sending,
  {state, status, executionId, output}: Outcome,
  error: unknown,
): FlowRun {
  return {
    ...given({key, cause, status, executionId, output}),
    runId,
    flow,
    state: 'unknown',
    input: shownInput(input, secretInputs),
    reason: `it ended (${state}), and that cannot be written down: ${whyNot(error)}`,
    createdAt: plannedAt,
  }
}

/** A run of the journal with the output as it was, before it was cut. */
export function withOutput(run: FlowRun, {output}: Pick<RunEnd, 'output'>): FlowRun {
  const {outputCut, ...kept} = run
  return output === undefined || outputCut === undefined ? run : {...kept, output}
}

/** Whoever watches must not be able to stop a run that is under way. */
export function tellProgress(
  read: () => FlowRun | undefined,
  {onProgress}: Pick<FlowRequest, 'onProgress'>,
): void {
  try {
    const run = read()
    if (run !== undefined) onProgress?.(run)
  } catch {
    // The trouble of whoever watches, or of reading what is only to be shown.
  }
}

/** Milliseconds to wait for the answer: with a status flow no longer than Okta keeps the connection. */
function answerTimeout({timeoutMs, statusFlow}: Flow, {timeoutMs: wished}: FlowRequest): number {
  const usual = timeoutMs ?? usualTimeoutMs
  return statusFlow === undefined ? (wished ?? usual) : Math.min(wished ?? usual, usual)
}
