import {usage, type ActionResult} from './result.js'
import {flowEntries, type FlowEntry} from '../okta/flows/flow-entries.js'
import type {OrgFlow} from '../okta/flows/org-flows.js'
import {recordLines} from '../okta/flows/records.js'
import {tellFlow} from '../okta/flows/tell-flow.js'
import {flowChanges, readFlow, readFlowWords, UnreadableFlow, type WrittenFlow} from '../seed/written-flow.js'
import type {World} from '../world.js'

/* Actions on the flows of Okta Workflows. The words of each are listed in act.ts. */

/** `flow.list`: where each is called, and with which token. */
export function listFlows(world: World): ActionResult {
  const data = flowEntries(world)
  return {text: data.length === 0 ? 'there are no flows' : data.map(flowLine).join('\n'), data}
}

/** `flow.add`: on at once unless `active=no`. */
export function addFlow(world: World, [name = '', ...words]: readonly string[]): ActionResult {
  if (!/^[\w+=,.@-]{1,64}$/.test(name)) throw usage(`${name} is no name of letters, digits and +=,.@-_`)
  const {flows} = world.okta
  if (flows.all.some((flow) => flow.name === name)) throw usage(`there is a flow ${name} already`)
  const written = understood(world, words)
  if (written.alias !== undefined && flows.ofAlias(written.alias) !== undefined)
    throw usage(`another flow has the alias ${written.alias}`)
  const flow = flows.add(readFlow({name, ...written}))
  tellFlow(world, 'create', flow)
  tellFlow(world, 'save', flow)
  if (flow.active) tellFlow(world, 'activate', flow)
  return told(world, flow)
}

/** `flow.set`: the alias stays. */
export function setFlow(world: World, [name = '', ...words]: readonly string[]): ActionResult {
  const flow = world.okta.flows.named(name)
  const written = understood(world, words)
  if (written.alias !== undefined) throw usage('the alias of a flow cannot be changed')
  const changed = world.okta.flows.update(flow, flowChanges(written))
  tellFlow(world, 'save', changed)
  if (changed.active !== flow.active) tellFlow(world, changed.active ? 'activate' : 'deactivate', changed)
  return told(world, changed)
}

/** `flow.activate` */
export function activateFlow(world: World, [name = '']: readonly string[]): ActionResult {
  return turn(world, name, true)
}

/** `flow.deactivate`: executions that have begun go on. */
export function deactivateFlow(world: World, [name = '']: readonly string[]): ActionResult {
  return turn(world, name, false)
}

/** `flow.delete` */
export function deleteFlow(world: World, [name = '']: readonly string[]): ActionResult {
  const flow = world.okta.flows.named(name)
  world.okta.flows.delete(flow)
  tellFlow(world, 'delete', flow)
  return {text: `the flow ${flow.name} is gone`, data: {id: flow.id}}
}

/** `flow.cancel`: by the execution's id, or by the caller's own id of the run. */
export function cancelExecution(world: World, [id = '']: readonly string[]): ActionResult {
  const {executions} = world.okta
  const execution = executions.find(id) ?? executions.ofRun(id)
  if (execution === undefined) throw usage(`no execution ${JSON.stringify(id)}`)
  if (execution.endedAt !== undefined)
    throw usage(`the execution ${execution.id} has ended: ${execution.state}`)
  executions.change(execution, {state: 'cancelled', message: 'Cancelled by an administrator'})
  tellFlow(world, 'execution.cancel', execution.flow)
  return {text: `${execution.flow.name}: ${execution.id} is cancelled`, data: {id: execution.id}}
}

/** `flow.records`: NDJSON, as Execution Log Streaming would push it. */
export function showRecords(world: World, [name]: readonly string[]): ActionResult {
  const text = recordLines(world, name === undefined ? undefined : world.okta.flows.named(name)).trimEnd()
  return {text, data: {records: text === '' ? 0 : text.split('\n').length}}
}

function turn(world: World, name: string, active: boolean): ActionResult {
  const flow = world.okta.flows.named(name)
  if (flow.active === active) return told(world, flow)
  const changed = world.okta.flows.update(flow, {active})
  tellFlow(world, active ? 'activate' : 'deactivate', changed)
  return told(world, changed)
}

/** The words, if what they name is there. */
function understood(world: World, words: readonly string[]): WrittenFlow {
  try {
    const written = readFlowWords(words)
    if (written.group !== undefined) world.company.group(written.group)
    return written
  } catch (error) {
    throw error instanceof UnreadableFlow ? usage(error.message) : error
  }
}

function told(world: World, {name}: OrgFlow): ActionResult {
  const data = flowEntries(world).find((entry) => entry.name === name)
  return {text: data === undefined ? '' : flowLine(data), data}
}

function flowLine({name, invokeUrl, security, clientToken, active}: FlowEntry): string {
  const way = security === 'client_token' ? `client token ${clientToken ?? ''}` : security
  return `${name}${active ? '' : ' (off)'}  ${invokeUrl}  ${way}`
}
