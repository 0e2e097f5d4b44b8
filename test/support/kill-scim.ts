import {seededRandom} from './hostile-log-server.js'
import {openScimHouse, type ScimJudgement, type ScimSlip} from './scim-house.js'

export interface KillScimOptions {
  readonly kills: number
  readonly seed: number
  readonly people?: number
  readonly groups?: number
  readonly onKill?: (kill: number) => void
}

export interface KillScimResult extends ScimJudgement {
  readonly kills: number
}

/** Refused for the lag of reads, or the other one had the lock for long: another run carries on. */
const carriesOn = new Set([0, 1, 6])
const mostRuns = 20

/**
 * Two applies at a time on an endpoint that fails, cuts connections after it has done what was asked, and whose reads lag behind
 * its writes; both are killed again and again, in turn at a random time and between two random writes. Then one finishes.
 */
export async function killScim({
  kills: wanted,
  seed,
  people = 240,
  groups = 12,
  onKill,
}: KillScimOptions): Promise<KillScimResult> {
  const random = seededRandom(seed)
  const house = await openScimHouse({people, groups, seed})
  let [kills, starts, share] = [0, 0, 0]
  const copy = async (first: number): Promise<void> => {
    for (let turn = first; kills < wanted; turn++) {
      if (++starts > wanted * 6) throw new Error(`only ${kills} kills in ${starts} starts`)
      // Something new for every run, whether it is killed or not.
      share += (1 - share) / (wanted * 2)
      house.reveal(share)
      const begun = new Set<unknown>()
      const outcome = await house.start({
        step: turn % 2 === 0 ? 1 + Math.floor(random() * 40) : 0,
        onApplying: (child) => {
          begun.add(child)
          if (turn % 2 === 1) setTimeout(() => child.kill('SIGKILL'), random() * 250).unref()
        },
      })
      if (outcome.exitCode === 137 && begun.size > 0) {
        kills++
        onKill?.(kills)
      } else if (outcome.exitCode !== 137 && !carriesOn.has(outcome.exitCode))
        throw new Error(`ended with ${outcome.exitCode}: ${outcome.stderr}`)
    }
  }
  try {
    house.sandbox.act(`scim.set errors=5% drops=5% lag=1500ms seed=${seed}`)
    await Promise.all([copy(0), copy(1)])
    house.reveal(1)
    house.sandbox.act('scim.set lag=0')
    let last = await house.start()
    for (let runs = 1; last.exitCode !== 0 && runs < mostRuns; runs++) last = await house.start()
    if (last.exitCode !== 0) throw new Error(`it never came to an end: ${last.stderr}`)
    return {kills, ...(await house.judge())}
  } finally {
    await house.close()
  }
}

/** Two runs, the second of which sees nothing yet of what the first has done; without the guarantee it does all of it again. */
export async function slipScim(slip: ScimSlip): Promise<ScimJudgement> {
  const house = await openScimHouse({people: 20, groups: 2, seed: 1})
  try {
    house.sandbox.act('scim.set lag=1h')
    house.reveal(1)
    await house.start()
    await house.start({slip})
    return await house.judge()
  } finally {
    await house.close()
  }
}
