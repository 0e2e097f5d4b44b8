import {existsSync} from 'node:fs'
import path from 'node:path'
import {configFolder} from '../../shared/config-folder.js'
import {OpsError, systemErrorCode} from '../../shared/errors.js'
import {unreadableFile} from '../../shared/file-errors.js'
import type {Machine} from '../../shared/machine.js'
import {nearest} from '../../shared/nearest.js'
import {shellWord} from '../../shared/shell-word.js'
import {readTextFile, type TextFileWish} from '../../shared/text-file.js'
import type {Flow} from '../flow.js'
import {parseFlows} from './flows-file.js'
import {isFlowOfOrg} from './invoke-url.js'

/** The flows that can be run, and those of a project that cannot. */
export interface Registry {
  readonly flows: ReadonlyMap<string, Flow>
  /** Flows of a project whose host is not the connected org's, with the reason. */
  readonly distrusted: ReadonlyMap<string, {readonly flow: Flow; readonly why: string}>
  /** Names in both files: the user's own flow is the one that runs. */
  readonly clashes: readonly string[]
}

/** Which project file, and what vouches for it. */
export interface RegistryWish {
  /** `--flows`, else OKTA_OPS_FLOWS, else flows.yaml in the current folder where there is one. */
  readonly flows?: string | undefined
  /** The connected org, where the user's own configuration names one; asked only when a project file has flows. */
  readonly orgUrl: () => Promise<string | undefined>
}

/** Where the user's own flows are. */
export function flowsFilePath(machine: Pick<Machine, 'env'>): string {
  return path.join(configFolder(machine), 'flows.yaml')
}

/**
 * The user's own flows, and those of the project. A project may be a stranger's, and a flow gets a secret of ours: so its flows
 * are good only where their host belongs to the connected org.
 * @throws OpsError OPS_YAML with file, line and column, OPS_FILE_UNREADABLE
 */
export async function readRegistry(machine: Machine, wish: RegistryWish): Promise<Registry> {
  const own = readOwnFlows(machine)
  const project = readProjectFlows(machine, wish.flows)
  const orgUrl = project.size === 0 ? undefined : await wish.orgUrl()
  const flows = new Map(own)
  const distrusted = new Map<string, {flow: Flow; why: string}>()
  for (const [name, flow] of project) {
    if (own.has(name)) continue
    const why = whyNot(flow, orgUrl)
    if (why === undefined) flows.set(name, flow)
    else distrusted.set(name, {flow, why})
  }
  return {flows, distrusted, clashes: [...project.keys()].filter((name) => own.has(name))}
}

/** The user's own flows; none when there is no file yet. */
export function readOwnFlows(machine: Pick<Machine, 'env'>): ReadonlyMap<string, Flow> {
  const file = flowsFilePath(machine)
  return parseIfAny(readIfThere(file), {file, kind: 'user', env: machine.env})
}

function readProjectFlows(
  machine: Pick<Machine, 'env'>,
  wished: string | undefined,
): ReadonlyMap<string, Flow> {
  const given = wished ?? machine.env['OKTA_OPS_FLOWS']
  const file = path.resolve(given === undefined || given === '' ? 'flows.yaml' : given)
  if (file === path.resolve(flowsFilePath(machine))) return new Map()
  // A file that was named must be there.
  const text = given === undefined || given === '' ? readIfThere(file) : readThere(file, {pipe: true})
  return parseIfAny(text, {file, kind: 'project', env: machine.env})
}

function parseIfAny(text: string, place: Parameters<typeof parseFlows>[1]): ReadonlyMap<string, Flow> {
  return text.trim() === '' ? new Map() : parseFlows(text, place)
}

function whyNot({invokeUrl}: Flow, orgUrl: string | undefined): string | undefined {
  const {host} = new URL(invokeUrl)
  if (orgUrl === undefined) return `no org of your own configuration says that ${host} is yours`
  if (isFlowOfOrg(invokeUrl, orgUrl)) return undefined
  return `${host} does not belong to the connected org, ${new URL(orgUrl).host}`
}

/**
 * A flow that can be run.
 * @throws OpsError OPS_FLOW_NOT_FOUND (usage) with the nearest name; OPS_FLOW_CONFIG (refused) for one of a project that is not
 *   trusted, with the command that makes it the user's own
 */
export function flowNamed(registry: Registry, name: string): Flow {
  const found = registry.flows.get(name)
  if (found !== undefined) return found
  const other = registry.distrusted.get(name)
  if (other !== undefined) throw distrusted(name, other)
  const [close] = nearest(name, registry.flows.keys())
  const hint = close === undefined ? '' : `; did you mean ${close}?`
  throw new OpsError('OPS_FLOW_NOT_FOUND', `there is no flow called ${JSON.stringify(name)}${hint}`, {
    failure: 'usage',
    next:
      registry.flows.size === 0
        ? `okta-ops flows add ${shellWord(name)} --invoke-url https://ORG.workflows.okta.com/api/flo/ALIAS/invoke`
        : 'okta-ops flows list',
  })
}

/**
 * A flow of the user's own flows.yaml.
 * @throws OpsError OPS_FLOW_NOT_FOUND (usage) with the nearest name
 */
export function ownFlowNamed(machine: Pick<Machine, 'env'>, name: string): Flow {
  return flowNamed({flows: readOwnFlows(machine), distrusted: new Map(), clashes: []}, name)
}

/**
 * A flow of somebody else's file, which a person has read and wants to have.
 * @throws OpsError OPS_FLOW_NOT_FOUND (usage), OPS_YAML, OPS_FILE_UNREADABLE
 */
export function flowInFile(machine: Pick<Machine, 'env'>, file: string, name: string): Flow {
  const place = {file: path.resolve(file), kind: 'project', env: machine.env} as const
  const flows = parseIfAny(readThere(place.file, {pipe: true}), place)
  return flowNamed({flows, distrusted: new Map(), clashes: []}, name)
}

/** Names of the variables that flows' secrets lie in. */
export function secretVariables({flows}: Pick<Registry, 'flows'>): readonly string[] {
  return [...flows.values()].flatMap(({access}) =>
    access.kind === 'client-token' && access.token.kind === 'env' ? [access.token.name] : [],
  )
}

function distrusted(name: string, {flow, why}: {readonly flow: Flow; readonly why: string}): OpsError {
  const {file} = flow.source
  return new OpsError('OPS_FLOW_CONFIG', `the flow ${name} of ${file} is not run: ${why}`, {
    failure: 'refused',
    next: `okta-ops flows add ${name} --from ${shellWord(file)}`,
  })
}

function readIfThere(file: string): string {
  return existsSync(file) ? readThere(file) : ''
}

function readThere(file: string, wish: TextFileWish = {}): string {
  try {
    return readTextFile(file, wish)
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT')
      throw new OpsError('OPS_FILE_UNREADABLE', `there is no file ${file}`, {failure: 'usage', cause: error})
    throw unreadableFile(file, error)
  }
}
