import {fileURLToPath} from 'node:url'
import {withTriggerStore} from '../../src/lib/triggers/journal/trigger-store.js'
import {flowKey} from '../../src/lib/triggers/journal/work.js'
import {startFlowServer, type FlowAnswer, type SeenInvocation} from './flow-server.js'
import {deliverHooks, type HookCounts} from './dropped-hooks.js'
import {freePort} from './free-port.js'
import {hookSecret} from './hook-caller.js'
import {seededRandom, startHostileLog} from './hostile-log-server.js'
import {runProgram, testNode, type BinOutcome} from './run-bin.js'
import {createTempHome, type TempHome} from './temp-home.js'

export interface KillTriggersOptions {
  readonly events: number
  readonly kills: number
  readonly seed: number
  /** A guarantee to leave out (mortal-sqlite.mjs). */
  readonly slip?: 'sent' | 'claim'
  readonly onKill?: (kill: number) => void
}

export interface KillTriggersResult {
  readonly kills: number
  readonly events: number
  /** Steps of (rule, event) that were neither invoked nor are listed as in doubt. */
  readonly missing: number
  /** Steps of (rule, event) that were invoked more than once. */
  readonly repeated: number
  /** Listed for a person. */
  readonly inDoubt: number
  /** Deliveries of the event hook: those that came through, dropped on the way (5 %), and not answered by anybody. */
  readonly hooks: HookCounts
}

const bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url))
const mortal = fileURLToPath(new URL('mortal-sqlite.mjs', import.meta.url))
/** Nothing lives longer: a process that is caught up would not come to its deadly step. */
const longestLifeMs = 4000
const mostSettlingRuns = 30

/**
 * The built `triggers run` and `triggers serve` on one hostile System Log and one journal, both killed again and again, in turn at
 * a random time and between two random commits; then one is left to finish, and what the flows saw is counted.
 */
export async function killTriggers(options: KillTriggersOptions): Promise<KillTriggersResult> {
  const home = createTempHome()
  const random = seededRandom(options.seed)
  const startAt = new Date(Date.now() - options.events * 1000 - 3_600_000)
  const log = await startHostileLog({...options, startAt})
  const invoked = new Map<string, number>()
  const flows = await startFlowServer((invocation) => hostileFlow(invocation, {random, invoked}))
  writeHouse(home, flows.invokeUrl)
  const start = (step: number, lifeMs: number | undefined, argv: readonly string[]): Promise<BinOutcome> =>
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
          // What is left at the end is done properly, else a control might never come to its end.
          MORTAL_SLIP: (lifeMs !== undefined && options.slip) || '',
        },
        onStart: (child) => {
          if (lifeMs !== undefined) setTimeout(() => child.kill('SIGKILL'), lifeMs).unref()
        },
      },
    )
  const port = await freePort()
  const running = ['run', '--since', '2d', '--interval', '2s']
  const serving = ['serve', '--port', String(port), '--secret', 'env:HOOK_SECRET', '--reconcile', '2s']
  const hooks = deliverHooks(log, `http://127.0.0.1:${port}/okta-events`, random)
  let kills = 0
  const failures: Error[] = []
  const copy = async (first: number, argv: readonly string[]): Promise<void> => {
    for (let turn = first; kills < options.kills && failures.length === 0; turn++) {
      log.release((kills + 1) / options.kills)
      const byStep = turn % 2 === 0
      const [step, lifeMs] = byStep
        ? [1 + Math.floor(random() * 300), longestLifeMs]
        : [0, 500 + random() * 1500]
      const outcome = await start(step, lifeMs, argv)
      if (outcome.exitCode !== 137) {
        failures.push(new Error(`ended with ${outcome.exitCode}: ${outcome.stderr}`))
        return
      }
      kills++
      options.onKill?.(kills)
    }
  }
  try {
    await Promise.all([copy(0, running), copy(1, serving)])
    hooks.stop()
    if (failures[0] !== undefined) throw failures[0]
    log.release(1)
    await finish(home, log.uuids.length, () => start(0, undefined, [...running, '--once']))
    return {kills, events: options.events, ...(await judge(home, log.uuids, invoked)), hooks: hooks.counts()}
  } finally {
    hooks.stop()
    await Promise.all([log.close(), flows.close()])
    home.remove()
  }
}

/** Mostly it works; sometimes it is refused, and runs later, or its answer is lost. */
function hostileFlow(
  {body}: SeenInvocation,
  {random, invoked}: {readonly random: () => number; readonly invoked: Map<string, number>},
): FlowAnswer {
  const luck = random()
  if (luck < 0.02)
    return {
      status: 429,
      headers: {'content-type': 'text/plain', 'x-rate-limit-limit': '10'},
      body: 'Too many requests.',
    }
  const {key} = body['_okta_ops'] as {readonly key: string}
  invoked.set(key, (invoked.get(key) ?? 0) + 1)
  if (luck < 0.025) return 'reset'
  return {body: {done: true}, after: new Promise((resolve) => setTimeout(resolve, random() * 20))}
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

/** Lets one copy do what is left. A bad day of the log may end it before, so it is started again. */
async function finish(home: TempHome, events: number, once: () => Promise<BinOutcome>): Promise<void> {
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

/** What the flows saw, against what the journal says. */
async function judge(
  home: TempHome,
  uuids: readonly string[],
  invoked: ReadonlyMap<string, number>,
): Promise<Pick<KillTriggersResult, 'missing' | 'repeated' | 'inDoubt'>> {
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

function environmentOf(home: TempHome): {readonly env: Record<string, string>; readonly platform: 'linux'} {
  return {env: {OKTA_OPS_STATE_DIR: `${home.path}/state`}, platform: 'linux'}
}
