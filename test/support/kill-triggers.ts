import type {ChildProcess} from 'node:child_process'
import {deliverHooks, type HookCounts} from './dropped-hooks.js'
import type {FlowAnswer} from './flow-server.js'
import {seededRandom} from './hostile-log-server.js'
import {openKillHouse, type TriggerJudgement, type TriggerSlip} from './kill-house.js'

export interface KillTriggersOptions {
  readonly events: number
  readonly kills: number
  readonly seed: number
  readonly onKill?: (kill: number) => void
}

export interface KillTriggersResult extends TriggerJudgement {
  readonly kills: number
  readonly events: number
  /** Deliveries of the event hook: those that came through, dropped on the way (5 %), and not answered by anybody. */
  readonly hooks: HookCounts
}

/** Nothing lives longer: a process that is caught up would not come to its deadly step. */
const longestLifeMs = 4000
const longestControlMs = 60_000

/**
 * The built `triggers run` and `triggers serve` on one hostile System Log and one journal, both killed again and again, in turn at
 * a random time and between two random commits; then one is left to finish, and what the flows saw is counted.
 */
export async function killTriggers(options: KillTriggersOptions): Promise<KillTriggersResult> {
  const random = seededRandom(options.seed)
  const house = await openKillHouse(options, () => hostileAnswer(random))
  const hooks = deliverHooks(house.log, house.hookUrl, random)
  let kills = 0
  const failures: Error[] = []
  const copy = async (first: number, argv: readonly string[]): Promise<void> => {
    for (let turn = first; kills < options.kills && failures.length === 0; turn++) {
      house.log.release((kills + 1) / options.kills)
      const byStep = turn % 2 === 0
      const [step, lifeMs] = byStep
        ? [1 + Math.floor(random() * 300), longestLifeMs]
        : [0, 500 + random() * 1500]
      const outcome = await house.start({
        argv,
        step,
        onStart: (child) => {
          setTimeout(() => child.kill('SIGKILL'), lifeMs).unref()
        },
      })
      if (outcome.exitCode !== 137) {
        failures.push(new Error(`ended with ${outcome.exitCode}: ${outcome.stderr}`))
        return
      }
      kills++
      options.onKill?.(kills)
    }
  }
  try {
    await Promise.all([copy(0, house.running), copy(1, house.serving)])
    hooks.stop()
    if (failures[0] !== undefined) throw failures[0]
    return {kills, events: options.events, ...(await house.finish()), hooks: hooks.counts()}
  } finally {
    hooks.stop()
    await house.close()
  }
}

/** Mostly it works; sometimes it is refused, and runs later, or its answer is lost. */
function hostileAnswer(random: () => number): FlowAnswer {
  const luck = random()
  if (luck < 0.02)
    return {
      status: 429,
      headers: {'content-type': 'text/plain', 'x-rate-limit-limit': '10'},
      body: 'Too many requests.',
    }
  if (luck < 0.025) return 'reset'
  return {body: {done: true}, after: new Promise((resolve) => setTimeout(resolve, random() * 20))}
}

/**
 * A control: two copies that lack a guarantee, with nothing else that goes wrong, killed where it was needed: `sent`, while the
 * first call waits for its answer; `claim`, once the first call is made again though it still waits. Then a copy that has
 * all guarantees does the rest.
 */
export async function slipTriggers(slip: TriggerSlip): Promise<TriggerJudgement> {
  const children = new Set<ChildProcess>()
  let isOver = false
  const end = (): void => {
    isOver = true
    for (const child of children) child.kill('SIGKILL')
  }
  let calls = 0
  const house = await openKillHouse({events: 30, seed: 5, wrongPercent: 0}, (callsOfKey) => {
    if (isOver) return {}
    const isFirst = ++calls === 1
    const isMissed = slip === 'sent' || callsOfKey > 1
    if (isMissed) end()
    return isFirst || isMissed ? 'silent' : {}
  })
  // Only a slip that changes nothing takes so long; then nothing is found.
  const patience = setTimeout(end, longestControlMs)
  try {
    const lives = [house.running, house.serving].map((argv) =>
      house.start({argv, slip, onStart: (child) => children.add(child)}),
    )
    const outcomes = await Promise.all(lives)
    const early = outcomes.find(({exitCode}) => exitCode !== 137)
    if (early !== undefined) throw new Error(`ended with ${early.exitCode}: ${early.stderr}`)
    return await house.finish()
  } finally {
    clearTimeout(patience)
    end()
    await house.close()
  }
}
