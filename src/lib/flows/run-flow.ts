import type {FlowRequest, FlowRun, FlowRunner} from '../ports/flow-runner.js'
import {OpsError} from '../shared/errors.js'
import type {Machine} from '../shared/machine.js'
import type {Flow} from './flow.js'
import {authorizerFor, type FlowKeys} from './invoke/flow-access.js'
import {createRunForgetter} from './journal/forget-runs.js'
import {journalBegunAt} from './journal/flows-db.js'
import type {RunJournal} from './journal/run-journal.js'
import {openRuns} from './journal/with-runs.js'
import {checkInput} from './registry/input-schema.js'
import {flowNamed, type Registry} from './registry/registry.js'
import {bodyOf, checkKey, shownInput} from './run-input.js'
import {sendRun, tellProgress, whyNot} from './send-run.js'
import {askStatus, type StatusFlow} from './wait/ask-status.js'
import {awaitEnd} from './wait/await-end.js'

/** For an execution that a status flow tells of. */
const usualWaitMs = 300_000
const usualIntervalMs = 2000

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
  const {store, journal, close} = await openRuns(machine)
  const runner: Runner = {...parts, machine, journal}
  return {
    names: () => [...parts.registry.flows.keys()],
    distrusted: () => parts.registry.distrusted,
    since: journalBegunAt(store),
    run: (request) => run(runner, request),
    find: (runId) => {
      // Of a journal that is elsewhere by now, not being in it says nothing.
      store.assertInPlace()
      return journal.find(runId, machine.now())
    },
    forget: createRunForgetter(store),
    close,
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
  const status = request.wait === false ? undefined : await statusFlowOf(runner, flow)
  request.signal?.throwIfAborted()
  const plannedAt = machine.now()
  const shown = {...request, input: shownInput(request.input, request.secretInputs)}
  const planned = journal.plan(shown, plannedAt)
  if (planned !== 'planned') return planned.taken
  tellProgress(() => journal.find(request.runId, machine.now()), request)
  const startedAt = machine.monotonicMs()
  const sent = await sendRun(runner, {flow, request, authorizer, plannedAt})
  if (status === undefined || (sent.state !== 'running' && sent.state !== 'unknown')) return sent
  try {
    return await awaitEnd(sent, {
      machine,
      journal,
      ask: () => askStatus(machine, status, request),
      deadline: startedAt + (request.timeoutMs ?? usualWaitMs),
      intervalMs: request.intervalMs ?? usualIntervalMs,
      signal: request.signal,
      onProgress: (now) => {
        tellProgress(() => now, request)
      },
    })
  } catch (error) {
    return {...sent, reason: `not followed any more: ${whyNot(error)}`}
  }
}

/**
 * The flow's status flow with its secret read, before anything is sent.
 * @throws OpsError OPS_FLOW_CONFIG when it is the flow itself: every look would run it
 */
export async function statusFlowOf(
  {registry, keys}: RunnerParts,
  {name, statusFlow}: Flow,
): Promise<StatusFlow | undefined> {
  if (statusFlow === undefined) return undefined
  if (statusFlow === name)
    throw new OpsError('OPS_FLOW_CONFIG', `${name} cannot be its own status flow: every look would run it`, {
      failure: 'usage',
      next: `okta-ops flows show ${name}`,
    })
  const flow = flowNamed(registry, statusFlow)
  return {flow, authorizer: await authorizerFor(flow, keys)}
}
