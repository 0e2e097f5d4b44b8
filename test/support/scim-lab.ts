import {mkdirSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {halyard} from '../../src/lib/sandbox/seed/halyard.js'
import type {Seed} from '../../src/lib/sandbox/seed/seed.js'
import {startSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.js'
import {liveMachine} from './live-machine.js'
import {OktaCaller} from './okta-caller.js'
import {runCommand, type CommandOutcome, type FakeContext} from './run-command.js'
import {Caller} from './sandbox-caller.js'
import {ScimCaller} from './scim-caller.js'
import {createTempHome} from './temp-home.js'

/** Login of somebody in the lab's company. */
export const login = (number: number): string => `p${number}@example.com`

const operator = 'mira.castellan@halyard.test'

export const logins = (from: number, to: number): readonly string[] =>
  Array.from({length: to - from}, (_, index) => login(from + index))

/** Who is in which group: in Okta, and in Identity Center where there is such a group. */
interface LabGroup {
  readonly okta?: readonly string[]
  readonly aws?: readonly string[]
  /** Its name in Identity Center, where it is not called alike. */
  readonly awsName?: string
  readonly linked?: boolean
}

const labGroups: Readonly<Record<string, LabGroup>> = {
  AWS_crew: {okta: logins(0, 8), aws: logins(0, 12), linked: true},
  AWS_empty: {okta: [], aws: logins(0, 2)},
  AWS_self: {okta: logins(1, 2), aws: logins(0, 2)},
  AWS_new: {okta: logins(0, 2)},
  AWS_mapped: {okta: logins(2, 3), aws: [], awsName: 'Mapped elsewhere'},
  AWS_same: {okta: logins(3, 6), aws: logins(3, 6), linked: true},
  AWS_gone: {okta: [], aws: logins(4, 5), linked: true},
  Ops_night: {okta: logins(5, 7), aws: []},
}

/** A company of so many people, `login(0)` and on, and of these groups. */
export const seedOf = (groups: Readonly<Record<string, LabGroup>>, people: number): Seed => ({
  ...halyard,
  groups: Object.keys(groups).flatMap((name) =>
    groups[name]?.okta === undefined ? [] : [{name, description: '', push: false}],
  ),
  users: [
    ...halyard.users.slice(0, 1).map((user) => ({...user, groups: []})),
    ...logins(0, people).map((one) => ({
      login: one,
      name: `Person ${one}`,
      active: true,
      groups: Object.keys(groups).filter((name) => groups[name]?.okta?.includes(one)),
    })),
  ],
  assignments: [{group: 'Lab admins', accounts: ['111111111111'], roles: ['AdministratorAccess']}],
  awsGroups: [
    {name: 'Lab admins', description: '', members: [operator]},
    ...Object.entries(groups).flatMap(([name, {aws, awsName, linked}]) =>
      aws === undefined
        ? []
        : [
            {
              name: awsName ?? name,
              description: '',
              members: aws,
              ...(linked === true ? {linkedTo: name} : {}),
            },
          ],
    ),
  ],
  awsUsers: [],
  flows: [],
})

/** A company whose two sides differ in every way that a flag decides about. */
const labSeed = seedOf(labGroups, 14)

/** A company, a home of its own, and commands that are run in it. */
export interface ScimLab {
  readonly sandbox: Sandbox
  readonly scim: ScimCaller
  readonly okta: OktaCaller
  readonly home: string
  readonly env: Record<string, string>
  readonly run: (Class: unknown, argv: readonly string[], fake?: LabContext) => Promise<CommandOutcome>
  /** Writes a file into the home, and gives its path. */
  readonly write: (name: string, text: string) => string
  /** Writes scim.yaml of the config folder: what is given, and a pace at which nobody waits, or another one. */
  readonly configure: (text?: string, pace?: string) => void
  /** AWS credentials of somebody who may read the Identity Store, as variables. */
  readonly awsKeys: () => Promise<Record<string, string>>
  readonly close: () => Promise<void>
}

export interface LabContext extends Omit<FakeContext, 'machine'> {
  readonly env?: Readonly<Record<string, string | undefined>>
}

export async function openScimLab(seed: Seed = labSeed): Promise<ScimLab> {
  const sandbox = await startSandbox({seed})
  const home = createTempHome()
  sandbox.act('limits.set groups=100000 group=100000 users=100000 user=100000 other=100000 share=100')
  const okta = new OktaCaller(sandbox)
  if (seed === labSeed) await removeGroup(okta, 'AWS_gone')
  const env: Record<string, string> = {
    ...sandbox.env,
    HOME: home.path,
    OKTA_OPS_CONFIG_DIR: path.join(home.path, 'config'),
    OKTA_OPS_STATE_DIR: path.join(home.path, 'state'),
  }
  const write = (name: string, text: string): string => {
    const file = path.join(home.path, name)
    mkdirSync(path.dirname(file), {recursive: true, mode: 0o700})
    writeFileSync(file, text, {mode: 0o600})
    return file
  }
  const configure: ScimLab['configure'] = (text = '', pace = '{ceiling: 400/s}') =>
    void write('config/scim.yaml', `version: 1\npace: ${pace}\n${text}`)
  configure()
  return {
    sandbox,
    okta,
    scim: new ScimCaller(sandbox),
    home: home.path,
    env,
    run: (Class, argv, {env: more = {}, ...fake} = {}) =>
      runCommand(Class, argv, {machine: liveMachine({...env, ...more}), ...fake}),
    write,
    configure,
    awsKeys: async () => {
      const keys = await new Caller(sandbox).roleKeys(operator, '111111111111', 'AdministratorAccess')
      return {
        AWS_ACCESS_KEY_ID: keys.accessKeyId,
        AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
        AWS_SESSION_TOKEN: keys.sessionToken,
      }
    },
    close: async () => {
      await sandbox.close()
      home.remove()
    },
  }
}

async function removeGroup(okta: OktaCaller, name: string): Promise<void> {
  const {body} = await okta.get(`/groups?search=${encodeURIComponent(`profile.name eq "${name}"`)}`)
  const [group] = body as readonly {readonly id: string}[]
  await okta.call('DELETE', `/groups/${group?.id ?? ''}`)
}

/** What a command answered with under `--json`; throws what it failed with. */
export function resultOf(outcome: CommandOutcome): unknown {
  const {ok, result, error} = outcome.json()
  if (!ok) throw new Error(`${error?.code ?? ''} ${error?.message ?? ''}`)
  return result
}
