import type {ChildProcess} from 'node:child_process'
import {fileURLToPath} from 'node:url'
import {withScimJournal} from '../../src/lib/scim/journal/scim-db.js'
import {startSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.js'
import type {SandboxRequest} from '../../src/lib/sandbox/request-log.js'
import {halyard} from '../../src/lib/sandbox/seed/halyard.js'
import {seededRandom} from './hostile-log-server.js'
import type {OktaFile} from './file-okta.js'
import type {MortalApply} from './process-apply.js'
import {runProgram, testNode, type BinOutcome} from './run-bin.js'
import {ScimCaller} from './scim-caller.js'
import {createTempHome} from './temp-home.js'

/** A guarantee to leave out: what AWS has acknowledged is not remembered. */
export type ScimSlip = 'acknowledged'

/** What is not as it should be. */
export interface ScimJudgement {
  /** Memberships that differ from what Okta holds. */
  readonly wrong: number
  /** Memberships that were sent again although the journal knew that AWS had acknowledged them. */
  readonly resent: number
}

/** Identity Center, an Okta whose groups change bit by bit, and processes that carry the changes over. */
export interface ScimHouse {
  readonly sandbox: Sandbox
  /** From now on Okta holds this share, 0 to 1, of all changes to come. */
  readonly reveal: (share: number) => void
  readonly start: (options?: StartOptions) => Promise<BinOutcome>
  readonly judge: () => Promise<ScimJudgement>
  readonly close: () => Promise<void>
}

export interface StartOptions {
  /** Dies before or after its so-manieth commit; 0: never. */
  readonly step?: number
  readonly slip?: ScimSlip | undefined
  /** Told when it begins to write. */
  readonly onApplying?: (child: ChildProcess) => void
}

export interface HouseOptions {
  readonly people: number
  readonly groups: number
  readonly seed: number
}

const program = fileURLToPath(new URL('process-apply.ts', import.meta.url))
const mortal = fileURLToPath(new URL('mortal-sqlite.mjs', import.meta.url))

/** A membership, and when Okta begins or ceases to hold it: a share of all changes, 0 to 1. */
interface Pair {
  readonly group: string
  readonly login: string
  readonly from: number
  readonly until: number
}

/** Every fourth group is missing in Identity Center at first. */
export async function openScimHouse({people, groups, seed}: HouseOptions): Promise<ScimHouse> {
  const random = seededRandom(seed)
  const logins = Array.from({length: people}, (_, number) => `sailor-${number}@halyard.test`)
  const names = Array.from({length: groups}, (_, number) => `AWS_soak-${number}`)
  const isMissing = (name: string): boolean => Number(name.slice(9)) % 4 === 3
  const pairs = names.flatMap((group) =>
    logins.map((login) => pairOf({group, login, random, mayBeIn: !isMissing(group)})),
  )
  const inAtFirst = (name: string): readonly string[] =>
    pairs.flatMap(({group, login, from}) => (group === name && from < 0 ? [login] : []))
  const person = halyard.users[0]
  const sandbox = await startSandbox({
    seed: {
      ...halyard,
      users: [
        ...halyard.users,
        ...logins.map((login) => ({name: login, active: true, ...person, login, groups: []})),
      ],
      awsGroups: [
        ...halyard.awsGroups,
        ...names
          .filter((name) => !isMissing(name))
          .map((name) => ({name, description: '', members: inAtFirst(name)})),
      ],
    },
  })
  const home = createTempHome()
  const caller = new ScimCaller(sandbox)
  const users = new Map((await caller.all('/Users?count=100')).map((user) => [user.userName ?? '', user]))
  const written = collectWrites(sandbox)
  let share = 0
  const isHeld = ({from, until}: Pair): boolean => from <= share && until > share
  const task: MortalApply = {
    state: `${home.path}/state`,
    url: sandbox.env['OKTA_OPS_SCIM_URL'] ?? '',
    token: sandbox.env['OKTA_OPS_SCIM_TOKEN'] ?? '',
    okta: `${home.path}/okta.json`,
    groups: ['AWS_soak-*'],
    ceiling: 200,
  }
  const reveal = (next: number): void => {
    share = next
    const file: OktaFile = names.map((name, number) => ({
      id: `00g${String(number).padStart(17, '0')}`,
      name,
      members: pairs
        .filter((pair) => pair.group === name && isHeld(pair))
        .map(({login}) => ({id: users.get(login)?.externalId ?? '', login, status: 'ACTIVE'})),
    }))
    home.write('okta.json', JSON.stringify(file))
  }
  reveal(0)
  return {
    sandbox,
    reveal,
    start: async ({step = 0, slip, onApplying} = {}) => {
      const imports = ['--import=tsx/esm', `--import=${mortal}`]
      const outcome = await runProgram([testNode(), ...imports, program, JSON.stringify(task)], {
        env: {HOME: home.path, MORTAL_STEP: String(step), MORTAL_SLIP: slip ?? ''},
        onStart: (child) => {
          child.stdout?.once('data', () => onApplying?.(child))
        },
      })
      written.collect()
      return outcome
    },
    judge: async () => {
      written.collect()
      sandbox.act('scim.set errors=0% drops=0% lag=0')
      const ids = new Map<string, string>()
      let wrong = 0
      for (const name of names) {
        const id = await caller.groupId(name)
        ids.set(id, name)
        const members = new Set(await caller.members(id))
        wrong += pairs.filter(
          (pair) => pair.group === name && members.has(pair.login) !== isHeld(pair),
        ).length
      }
      const machine = {env: {OKTA_OPS_STATE_DIR: task.state}, platform: 'linux'} as const
      const known = await withScimJournal(machine, (journal) =>
        journal.changes({}).filter(({state}) => state === 'acknowledged'),
      )
      const since = new Map<string, number>()
      for (const {groupName, added, removed, endedAt} of known)
        for (const key of [
          ...Object.keys(added).map((user) => `add ${groupName} ${user}`),
          ...Object.keys(removed).map((user) => `remove ${groupName} ${user}`),
        ])
          since.set(key, Math.min(since.get(key) ?? Infinity, endedAt?.getTime() ?? Infinity))
      const sent = written.all.flatMap(({at, group, op, users: ids_}) =>
        ids_.map((user) => ({at, key: `${op} ${ids.get(group) ?? group} ${user}`})),
      )
      return {wrong, resent: sent.filter(({at, key}) => (since.get(key) ?? Infinity) < at).length}
    },
    close: async () => {
      await sandbox.close()
      home.remove()
    },
  }
}

function pairOf({
  group,
  login,
  random,
  mayBeIn,
}: {
  readonly group: string
  readonly login: string
  readonly random: () => number
  readonly mayBeIn: boolean
}): Pair {
  const [luck, when] = [random(), 0.001 + random() * 0.998]
  if (luck < 0.4) return {group, login, from: when, until: Infinity}
  if (luck < 0.6 && mayBeIn) return {group, login, from: -1, until: when}
  if (luck < 0.8 && mayBeIn) return {group, login, from: -1, until: Infinity}
  return {group, login, from: Infinity, until: Infinity}
}

interface Write {
  /** Milliseconds since 1970, when it arrived. */
  readonly at: number
  /** Its id; its name where it was made by this. */
  readonly group: string
  readonly op: string
  readonly users: readonly string[]
}

/** The sandbox keeps only the newest requests, so they are collected as they come. */
function collectWrites(sandbox: Sandbox): {readonly all: readonly Write[]; readonly collect: () => void} {
  const all: Write[] = []
  let last: SandboxRequest | undefined
  return {
    all,
    collect: () => {
      const {requests} = sandbox
      const from = last === undefined ? 0 : requests.lastIndexOf(last) + 1
      for (const request of requests.slice(from)) all.push(...writesOf(request))
      last = requests.at(-1) ?? last
    },
  }
}

/** What is throttled or refused was not taken, but it was sent all the same. */
function writesOf({at, operation, path, body}: SandboxRequest): readonly Write[] {
  const fields = body as {
    readonly displayName?: string
    readonly members?: readonly {readonly value: string}[]
    readonly Operations?: readonly {
      readonly op: string
      readonly value: readonly {readonly value: string}[]
    }[]
  }
  const valuesOf = (members: readonly {readonly value: string}[] = []): readonly string[] =>
    members.map(({value}) => value)
  if (operation === 'scim.create_group')
    return [{at: at.getTime(), group: fields.displayName ?? '', op: 'add', users: valuesOf(fields.members)}]
  if (operation !== 'scim.patch_group') return []
  const group = path.split('/').at(-1) ?? ''
  return (fields.Operations ?? []).flatMap(({op, value}) =>
    Array.isArray(value) ? [{at: at.getTime(), group, op, users: valuesOf(value)}] : [],
  )
}
