import {existsSync} from 'node:fs'
import {absoluteReference} from '../../secrets/read-secret.js'
import {showSecretReference, type SecretReference} from '../../secrets/secret-reference.js'
import {removeSecret} from '../../secrets/store-secret.js'
import {writeFileAtomic} from '../../shared/atomic-file.js'
import {OpsError} from '../../shared/errors.js'
import {unreadableFile} from '../../shared/file-errors.js'
import {withLock} from '../../shared/file-lock.js'
import type {Machine} from '../../shared/machine.js'
import {shellWord} from '../../shared/shell-word.js'
import {readTextFile} from '../../shared/text-file.js'
import type {Flow} from '../flow.js'
import {checkedFlowName, parseFlows, withFlow, withoutFlow} from './flows-file.js'
import {flowNamed, flowsFilePath} from './registry.js'

/**
 * Remembers a flow as the user's own.
 * @throws OpsError OPS_FLOW_CONFIG (refused) when the name is taken and may not be replaced
 */
export async function storeFlow(
  machine: Machine,
  flow: Omit<Flow, 'source'>,
  {replace}: {readonly replace: boolean},
): Promise<Flow> {
  checkedFlowName(flow.name)
  const file = flowsFilePath(machine)
  const whole: Flow = {...flow, access: absoluteAccess(machine, flow.access), source: {kind: 'user', file}}
  const former = await edit(machine, (written, flows) => {
    const there = flows.get(flow.name)
    if (there !== undefined && !replace) throw nameTaken(flow.name)
    return {text: withFlow(written, whole, file), result: there}
  })
  if (former !== undefined) await dropSecret(machine, former)
  return whole
}

/** @throws OpsError OPS_FLOW_CONFIG (refused) when the user has a flow of that name */
export function checkNameFree(flows: ReadonlyMap<string, Flow>, name: string): void {
  if (flows.has(checkedFlowName(name))) throw nameTaken(name)
}

/** What was forgotten. */
export interface ForgottenFlow {
  readonly flow: Flow
  /** A secret that we kept, and that no other flow uses. */
  readonly secretRemoved: boolean
}

/** Forgets a flow of the user's own. @throws OpsError OPS_FLOW_NOT_FOUND (usage) */
export async function forgetFlow(machine: Machine, name: string): Promise<ForgottenFlow> {
  const flow = await edit(machine, (written, flows) => {
    const there = flowNamed({flows, distrusted: new Map(), clashes: []}, name)
    return {text: withoutFlow(written, name, flowsFilePath(machine)), result: there}
  })
  return {flow, secretRemoved: await dropSecret(machine, flow)}
}

/** One change at a time, of the file as it is at that moment; what comes out is read again before it is written. */
function edit<T>(
  machine: Machine,
  change: (written: string, flows: ReadonlyMap<string, Flow>) => {readonly text: string; readonly result: T},
): Promise<T> {
  const file = flowsFilePath(machine)
  const place = {file, kind: 'user', env: machine.env} as const
  return withLock(machine, `${file}.lock`, (lock) => {
    const written = existsSync(file) ? read(file) : ''
    const {text, result} = change(written, written.trim() === '' ? new Map() : parseFlows(written, place))
    parseFlows(text, place)
    writeFileAtomic(file, text, {mode: 0o600, beforeRename: lock.assertHeld})
    return result
  })
}

/** The secret of a flow that is no more, unless another one uses it; only what we kept ourselves. */
async function dropSecret(machine: Machine, former: Flow): Promise<boolean> {
  const reference = tokenOf(former)
  if (reference === undefined) return false
  const file = flowsFilePath(machine)
  const now = parseFlows(read(file), {file, kind: 'user', env: machine.env})
  const shown = showSecretReference(reference)
  const used = [...now.values()].some((flow) => {
    const other = tokenOf(flow)
    return other !== undefined && showSecretReference(other) === shown
  })
  return used ? false : removeSecret(machine, reference)
}

function tokenOf({access}: Flow): SecretReference | undefined {
  return access.kind === 'client-token' ? access.token : undefined
}

function absoluteAccess(machine: Machine, access: Flow['access']): Flow['access'] {
  return access.kind === 'client-token'
    ? {...access, token: absoluteReference(machine, access.token)}
    : access
}

function read(file: string): string {
  try {
    return readTextFile(file)
  } catch (error) {
    throw unreadableFile(file, error)
  }
}

function nameTaken(name: string): OpsError {
  return new OpsError('OPS_FLOW_CONFIG', `there is a flow called ${name} already; --force replaces it`, {
    failure: 'refused',
    next: `okta-ops flows show ${shellWord(name)}`,
  })
}
