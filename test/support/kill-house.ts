import type {ChildProcess} from 'node:child_process'
import {fileURLToPath} from 'node:url'
import type {Machine} from '../../src/lib/shared/machine.js'
import {withTriggerStore} from '../../src/lib/triggers/journal/trigger-store.js'
import {flowKey} from '../../src/lib/triggers/journal/work.js'
import {fakeMachine} from './fake-machine.js'
import {startFlowServer, type FlowAnswer} from './flow-server.js'
import {freePort} from './free-port.js'
import {hookSecret} from './hook-caller.js'
import {startHostileLog, type HostileLog, type HostileOptions} from './hostile-log-server.js'
import {runProgram, testNode, type BinOutcome} from './run-bin.js'
import {createTempHome, type TempHome} from './temp-home.js'

/** A guarantee to leave out (mortal-sqlite.mjs). */
export type TriggerSlip = 'sent' | 'claim'

/** What the flows saw, against what the journal says. */
export interface TriggerJudgement {
  /** Steps of (rule, event) that were neither invoked nor are listed as in doubt. */
  readonly missing: number
  /** Steps of (rule, event) that were invoked more than once. */
  readonly repeated: number
  /** Listed for a person. */
  readonly inDoubt: number
}

/** One life of a process. */
export interface Life {
  readonly argv: readonly string[]
  /** The commit at which it dies (mortal-sqlite.mjs); 0: none. */
  readonly step?: number
  readonly slip?: TriggerSlip | undefined
  readonly onStart?: (child: ChildProcess) => void
}

/** Two rules, one with a chain of two flows, a System Log, and a journal for the built `triggers run` and `triggers serve`. */
export interface KillHouse {
  readonly log: HostileLog
  /** Where `serving` takes event hooks. */
  readonly hookUrl: string
  readonly running: readonly string[]
  readonly serving: readonly string[]
  readonly start: (life: Life) => Promise<BinOutcome>
  /** Lets one copy do all that is left, and counts. */
  readonly finish: () => Promise<TriggerJudgement>
  readonly close: () => Promise<void>
}

const bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url))
const mortal = fileURLToPath(new URL('mortal-sqlite.mjs', import.meta.url))
const mostSettlingRuns = 30

/**
 * @param answer what a flow does with its so-manieth call under a key, from 1; a 429 has not run anything and does not count
 */
export async function openKillHouse(
  options: HostileOptions,
  answer: (calls: number) => FlowAnswer,
): Promise<KillHouse> {
  const home = createTempHome()
  const startAt = new Date(Date.now() - options.events * 1000 - 3_600_000)
  const log = await startHostileLog({...options, startAt})
  const invoked = new Map<string, number>()
  const flows = await startFlowServer(({body}) => {
    const {key} = body['_okta_ops'] as {readonly key: string}
    const calls = (invoked.get(key) ?? 0) + 1
    const said = answer(calls)
    if (typeof said === 'string' || said.status !== 429) invoked.set(key, calls)
    return said
  })
  writeHouse(home, flows.invokeUrl)
  const port = await freePort()
  const running = ['run', '--since', '2d', '--interval', '2s']
  const start = ({argv, step = 0, slip, onStart}: Life): Promise<BinOutcome> =>
    runProgram(
      [
        testNode(),
        `--import=${mortal}`,
        bin,
        'triggers',
        ...argv,
        ...['--rules', `${home.path}/triggers.yaml`, '--parallel', '8'],
      ],
      {
        env: {
          HOME: home.path,
          OKTA_OPS_CONFIG_DIR: `${home.path}/config`,
          OKTA_OPS_STATE_DIR: `${home.path}/state`,
          OKTA_ORG_URL: log.url,
          OKTA_API_TOKEN: 'halyard-kill-test',
          HOOK_SECRET: hookSecret,
          MORTAL_STEP: String(step),
          MORTAL_SLIP: slip ?? '',
        },
        ...(onStart === undefined ? {} : {onStart}),
      },
    )
  return {
    log,
    hookUrl: `http://127.0.0.1:${port}/okta-events`,
    running,
    serving: ['serve', '--port', String(port), '--secret', 'env:HOOK_SECRET', '--reconcile', '2s'],
    start,
    finish: async () => {
      log.release(1)
      await settle(home, log.uuids.length, () => start({argv: [...running, '--once']}))
      return judge(home, log.uuids, invoked)
    },
    close: async () => {
      await Promise.all([log.close(), flows.close()])
      home.remove()
    },
  }
}

function writeHouse(home: TempHome, invokeUrl: (alias: string) => string): void {
  const flow = (name: string, digit: number): string =>
    `  ${name}: {invokeUrl: "${invokeUrl(`${digit}0112233445566778899aabbccddeef`)}", maxRate: 1000/s}\n`
  home.write('config/flows.yaml', `version: 1\nflows:\n${flow('note', 1)}${flow('mail', 2)}`)
  home.write(
    'triggers.yaml',
    `version: 1
rules:
  - id: note
    on: user.session.start
    flow: note
    input: {uuid: "\${{ uuid }}"}
    retry: {max: 20, backoff: 50ms, on: [refused]}
  - id: chain
    on: user.session.*
    destructive: true
    when: uuid ew "7"
    flow: note
    input: {uuid: "\${{ uuid }}"}
    retry: {max: 20, backoff: 50ms, on: [refused]}
    then: [{id: mail, flow: mail, input: {uuid: "\${{ uuid }}"}}]
`,
  )
}

/** A bad day of the log may end a copy before it is done, so it is started again. */
async function settle(home: TempHome, events: number, once: () => Promise<BinOutcome>): Promise<void> {
  let last: BinOutcome | undefined
  for (let runs = 0; runs < mostSettlingRuns; runs++) {
    last = await once()
    const counts = await withTriggerStore(environmentOf(home), (store) => store.counts())
    const sum = (states: readonly string[]): number =>
      counts.filter(({state}) => states.includes(state)).reduce((total, {count}) => total + count, 0)
    const isRead = [0, 1, 7].includes(last.exitCode)
    if (
      isRead &&
      sum(['waiting', 'planned', 'running']) === 0 &&
      sum(['succeeded', 'unknown', 'failed']) >= events
    )
      return
  }
  throw new Error(`it never came to an end; the last run ended with ${last?.exitCode}: ${last?.stderr}`)
}

async function judge(
  home: TempHome,
  uuids: readonly string[],
  invoked: ReadonlyMap<string, number>,
): Promise<TriggerJudgement> {
  const works = await withTriggerStore(environmentOf(home), (store) => store.find({}).map(({work}) => work))
  const stateOf = new Map(works.map((work) => [flowKey(work), work.state]))
  const isMissing = (key: string): boolean =>
    stateOf.get(key) !== 'unknown' && (stateOf.get(key) !== 'succeeded' || !invoked.has(key))
  let missing = 0
  for (const uuid of uuids) {
    const [note, first, second] = [`note:${uuid}`, `chain:${uuid}`, `chain/mail:${uuid}`]
    if (isMissing(note)) missing++
    if (!uuid.endsWith('7')) continue
    if (isMissing(first)) missing++
    // Of a chain whose first step is in doubt the second one is not due.
    if (stateOf.get(first) === 'succeeded' && isMissing(second)) missing++
  }
  return {
    missing,
    repeated: [...invoked.values()].filter((times) => times > 1).length,
    inDoubt: works.filter(({state}) => state === 'unknown').length,
  }
}

function environmentOf(home: TempHome): Machine {
  return fakeMachine({OKTA_OPS_STATE_DIR: `${home.path}/state`})
}
