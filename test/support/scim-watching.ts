import {setTimeout as delay} from 'node:timers/promises'
import ScimWatch from '../../src/commands/scim/watch.js'
import type {WatchTally} from '../../src/lib/scim/watch/watch-news.js'
import type {JsonObject} from '../../src/lib/shared/json.js'
import {handMachine, type HandMachine} from './hand-machine.js'
import {hookSecret} from './hook-caller.js'
import {runCommand, type CommandOutcome} from './run-command.js'
import {login, type ScimLab} from './scim-lab.js'

export const [minute, hour] = [60_000, 3_600_000]

/** The time between two polls: as said, and up to a tenth more by chance. */
export const isAbout =
  (said: number) =>
  (ms: number): boolean =>
    ms >= said && ms <= said * 1.1

/** A watch in this process, on a clock that the test puts ahead. */
export interface Watching {
  readonly machine: HandMachine
  /** Resolves once somebody sleeps for such a time; fails when the watch ends before. */
  readonly asleep: (wanted: (ms: number) => boolean) => Promise<void>
  /** The part of what it says that is looked for, said already or still to come. */
  readonly says: (wanted: RegExp) => Promise<string>
  /** Resolves once it has done what it knows of, and sleeps until the next look at everything. */
  readonly rests: () => Promise<void>
}

type Work = (watching: Watching) => Promise<void>

/** Longer than anything here takes: a test that hangs would keep what it says, and what mocha says, to itself. */
const patienceMs = 15_000

/** The secret that was good before `hookSecret`: env:OLD_SECRET. */
export const oldSecret = `${hookSecret}-old`

/** What a watch of a lab has done that was stopped after `work`; env:HOOK_SECRET is `hookSecret`. */
export async function watchDuring(
  {env}: Pick<ScimLab, 'env'>,
  argv: readonly string[],
  work: Work,
): Promise<WatchTally> {
  const machine = handMachine({...env, HOOK_SECRET: hookSecret, OLD_SECRET: oldSecret})
  const said: string[] = []
  const hearers = new Set<() => void>()
  const outcome = runCommand(ScimWatch, ['--debounce', '0s', ...argv, '--json'], {
    machine,
    onSaid: (line) => {
      said.push(line)
      for (const hear of hearers) hear()
    },
  })
  const orEnd = <T>(what: Promise<T>): Promise<T> =>
    inTime(
      Promise.race([
        what,
        outcome.then(({stdout, stderr}) => Promise.reject(new Error(`it ended: ${stdout}${stderr}`))),
      ]),
      () => `it did not come to that: ${said.join('\n')}; asleep for ${machine.sleepers().join(', ')} ms`,
    )
  const says = (wanted: RegExp): Promise<string> =>
    new Promise((resolve) => {
      const hear = (): void => {
        const [found] = said.flatMap((line) => wanted.exec(line)?.[0] ?? [])
        if (found !== undefined) resolve(found)
      }
      hearers.add(hear)
      hear()
    })
  const asleep = (wanted: (ms: number) => boolean): Promise<void> => orEnd(machine.asleep(wanted))
  try {
    await work({
      machine,
      asleep,
      says: (wanted) => orEnd(says(wanted)),
      rests: () => asleep((ms) => ms > 59 * minute && ms <= 24 * hour && !isAbout(2 * hour)(ms)),
    })
  } finally {
    process.emit('SIGTERM', 'SIGTERM')
    await outcome
  }
  return tallyOf(await outcome)
}

/** `watchDuring` for the one group that is in step, once the watch sleeps until the next look at everything. */
export function watchSameDuring(lab: ScimLab, argv: readonly string[], work: Work): Promise<WatchTally> {
  return watchDuring(lab, ['--groups', 'AWS_same', ...argv], async (watching) => {
    await watching.rests()
    await work(watching)
  })
}

/** Logins of those who are in a group of Identity Center. */
export async function membersOf({scim}: ScimLab, name: string): Promise<readonly string[]> {
  return scim.members(await scim.groupId(name))
}

/** Resolves once that is so. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const givenUpAt = performance.now() + patienceMs
  while (!(await isSo())) {
    if (performance.now() > givenUpAt) throw new Error('it does not come to that')
    await delay(20)
  }
}

async function inTime<T>(what: Promise<T>, tooLate: () => string): Promise<T> {
  const over = new AbortController()
  const limit = delay(patienceMs, undefined, {signal: over.signal}).then(() => {
    throw new Error(tooLate())
  })
  try {
    return await Promise.race([what, limit])
  } finally {
    over.abort()
    limit.catch(() => undefined)
  }
}

/** Resolves once somebody is in AWS_same. */
export function isIn(lab: ScimLab, who: number): Promise<void> {
  return until(async () => (await membersOf(lab, 'AWS_same')).includes(login(who)))
}

/** The event in the System Log of somebody having joined AWS_same, which does not show it in its very millisecond. */
export async function join({sandbox, okta}: ScimLab, who: number): Promise<JsonObject> {
  sandbox.act(`group.add AWS_same ${login(who)}`)
  const filter = encodeURIComponent('eventType eq "group.user_membership.add"')
  let found: JsonObject | undefined
  await until(async () => {
    const {body} = await okta.get(`/logs?filter=${filter}`)
    found = (body as readonly JsonObject[]).find((event) => JSON.stringify(event).includes(login(who)))
    return found !== undefined
  })
  return found ?? {}
}

function tallyOf({stdout}: Pick<CommandOutcome, 'stdout'>): WatchTally {
  return (JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as {result: WatchTally}).result
}
