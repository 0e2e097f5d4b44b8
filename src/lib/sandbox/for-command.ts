import path from 'node:path'
import {insideSandbox, strayVariables} from './environment.js'
import {
  announce,
  ownRunningFile,
  readRunning,
  runningFile,
  runningFileVariable,
  surroundingFile,
  type RunningSandbox,
} from './running-file.js'
import type {ScimAccess} from './aws/scim/scim-access.js'
import type {OktaAccess} from './okta/access.js'
import type {FlowEntry} from './okta/flows/flow-entries.js'
import {startSandbox, type Sandbox} from './sandbox.js'
import {halyard} from './seed/halyard.js'
import {readSeedFile} from './seed/seed-file.js'
import {shellLines} from './shell-lines.js'
import type {Machine} from '../shared/machine.js'

/** What `sandbox start` and `sandbox exec` start a sandbox with: their flags, by their names. */
export interface CommandSandboxOptions {
  readonly port?: number
  readonly seed?: string | undefined
  readonly 'auto-approve'?: boolean
  readonly fault?: readonly string[] | undefined
  readonly keep?: boolean
  /** Make it the one that `sandbox do` and `sandbox exec` of this user find. */
  readonly announced?: boolean
}

/** What `sandbox start --json` prints as soon as it listens. */
interface SandboxStarted {
  readonly url: string
  readonly awsUrl: string
  readonly startUrl: string
  readonly region: string
  /** The throw-away HOME. */
  readonly home: string
  /** Opens the admin view once. */
  readonly adminUrl: string
  /** Who may sign in; all with `password` unless the seed gives them their own. */
  readonly users: readonly string[]
  readonly password: string
  readonly okta: OktaAccess
  /** The ways to Identity Center's directory. */
  readonly scim: ScimAccess
  readonly flows: readonly FlowEntry[]
  /** Registers them for `okta-ops flows --flows FILE`. */
  readonly flowsFile: string
  /** To set for a child; and the variables to unset before. */
  readonly env: Readonly<Record<string, string>>
  readonly unset: readonly string[]
}

/** A sandbox started by a command, with what it says about itself. */
export interface CommandSandbox extends Sandbox {
  readonly started: SandboxStarted
  /** For the person, line by line. */
  readonly introduction: readonly string[]
  /** To paste into a shell. */
  readonly shellLines: string
}

/** Starts a sandbox that its children, and this user's `sandbox do` when it is announced, can find until it closes. */
export async function startForCommand(
  machine: Machine,
  flags: CommandSandboxOptions,
): Promise<CommandSandbox> {
  const seed = flags.seed === undefined ? halyard : readSeedFile(machine, flags.seed)
  const sandbox = await startSandbox({
    seed,
    port: flags.port ?? 0,
    autoApprove: flags['auto-approve'] ?? false,
    faults: flags.fault ?? [],
    keep: flags.keep ?? false,
  })
  // Children have another HOME: they find the sandbox by this file, everybody else by the one in the state folder. Inside
  // another sandbox that folder is the other's, and its children go on meaning it.
  const inside = path.join(path.dirname(sandbox.home), 'sandbox.json')
  const env = {...sandbox.env, [runningFileVariable]: inside}
  const known = {...sandbox, env}
  const isKnown = flags.announced === true && surroundingFile(machine) === undefined
  const files = isKnown ? [inside, ownRunningFile(machine)] : [inside]
  const other = flags.announced === true ? findRunning(machine) : undefined
  const withdraw = files.map((file) => announce(file, known))
  const unset = strayVariables(machine.env).filter((name) => !(name in env))
  const started = {
    ...pick(sandbox),
    adminUrl: sandbox.act('admin.open').text,
    users: seed.users.filter(({active}) => active).map(({login}) => login),
    password: seed.password,
    okta: sandbox.okta.access,
    scim: sandbox.scim,
    flows: sandbox.okta.flows(),
    flowsFile: sandbox.flowsFile,
    env,
    unset,
  }
  return {
    ...known,
    started,
    introduction: [...(isKnown ? displaced(other) : surrounded(other)), ...introduce(seed.company, started)],
    shellLines: shellLines(unset, env),
    close: async () => {
      for (const take of withdraw) take()
      await sandbox.close()
    },
  }
}

/** `sandbox do` finds one sandbox: the last that was started. */
function displaced(other: RunningSandbox | undefined): readonly string[] {
  return other === undefined
    ? []
    : [`Another sandbox of yours runs on ${other.url}; sandbox do and exec now mean this one.`]
}

/** A terminal keeps the sandbox whose variables it has. */
function surrounded(other: RunningSandbox | undefined): readonly string[] {
  return other === undefined
    ? []
    : [
        `This terminal is inside the sandbox on ${other.url}: sandbox do and exec go on meaning that one, until you paste the lines below.`,
      ]
}

/** The sandbox this user has running, if any. */
export function findRunning(machine: Machine): RunningSandbox | undefined {
  return readRunning(runningFile(machine))
}

/** The environment of a child inside `sandbox`, with what it may keep of ours. */
export function childEnvironment(
  machine: Machine,
  {env}: Pick<RunningSandbox, 'env'>,
): Record<string, string> {
  return insideSandbox(machine.env, env)
}

function pick({
  url,
  awsUrl,
  startUrl,
  region,
  home,
}: Sandbox): Pick<Sandbox, 'url' | 'awsUrl' | 'startUrl' | 'region' | 'home'> {
  return {url, awsUrl, startUrl, region, home}
}

function introduce(
  company: string,
  {url, startUrl, region, adminUrl, users, password, okta, scim, flows, flowsFile}: CommandSandbox['started'],
): readonly string[] {
  return [
    `${company} is running on ${url}; Ctrl-C ends it.`,
    '',
    `  start URL   ${startUrl}`,
    `  sign in as  ${users[0] ?? 'nobody: the company has no active user'}, password ${password}`,
    `  Okta org    ${url}${okta.serviceApp === undefined ? '' : `, service app ${okta.serviceApp.clientId}`}`,
    ...(okta.serviceApp?.privateKeyFile === undefined
      ? []
      : [`  its key     ${okta.serviceApp.privateKeyFile}`]),
    ...(okta.nativeApp === undefined ? [] : [`  native app  ${okta.nativeApp.clientId}`]),
    ...(flows.length === 0
      ? []
      : [`  flows       ${flows.map(({name}) => name).join(', ')}`, `  registered  ${flowsFile}`]),
    `  SCIM        ${scim.url}`,
    `  its token   ${scim.token}`,
    `  the same    identity store ${scim.identityStoreId}`,
    `  admin view  ${adminUrl}`,
    `  begin with  okta-ops setup --session ${company.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')} --start-url ${startUrl} --sso-region ${region}`,
    '',
    'Paste these lines into another terminal, or run one command inside: okta-ops sandbox exec -- COMMAND',
    '',
  ]
}
