import {expect} from 'chai'
import type {ChildProcess} from 'node:child_process'
import type {ShownStep} from '../../src/lib/flows/batch/batch-result.js'
import {aliasOf, openFlowHouse} from '../support/flow-house.js'
import {seededRandom} from '../support/hostile-log-server.js'
import {runBin, type BinOutcome} from '../support/run-bin.js'

const mostKills = 4
/** `p` and `q` may run again, the others may not. */
const steps = `version: 1
steps:
  - {id: a, flow: work}
  - {id: b, flow: work, input: {of: "\${{ steps.a.output.step }}"}}
  - {id: c, flow: work, needs: a}
  - {id: d, flow: work, needs: [b, c]}
  - {id: e, flow: work}
  - {id: p, flow: work, retry: {max: ${mostKills}, backoff: 10ms, safe: true}}
  - {id: q, flow: work, needs: p, retry: {max: ${mostKills}, backoff: 10ms, safe: true}}
`
const needsOf: Readonly<Record<string, readonly string[]>> = {b: ['a'], c: ['a'], d: ['b', 'c'], q: ['p']}
const safe = ['p', 'q']

interface KilledBatch {
  readonly kills: number
  readonly exitCode: number
  readonly steps: readonly ShownStep[]
  /** Requests by step. */
  readonly counts: Readonly<Record<string, number>>
}

/** What becomes of the process that sends a request for `step`; undefined: nothing. */
type Fate = (step: string) => 'killed before the answer' | 'killed after it' | undefined

/** Which requests are deadly is the seed's; how long a process lives after an answer is left to chance. */
function fateBySeed(seed: number): Fate {
  const random = seededRandom(seed)
  return () => {
    if (random() > 0.4) return undefined
    return random() < 0.5 ? 'killed before the answer' : 'killed after it'
  }
}

/**
 * Runs a batch that is killed as `fate` says, and begun again until it ends.
 * @param forgetful each start is another batch, so that the journal keeps nothing from happening again
 */
async function killBatch(fate: Fate, {forgetful = false} = {}): Promise<KilledBatch> {
  const counts: Record<string, number> = {}
  let child: ChildProcess | undefined
  let kills = 0
  const house = await openFlowHouse({work: ''}, (_flow, _index, {body}) => {
    const step = (body['_okta_ops'] as {key: string}).key.split(' ')[2] ?? ''
    counts[step] = (counts[step] ?? 0) + 1
    const death = kills < mostKills ? fate(step) : undefined
    if (death === undefined) return {body: {step}}
    kills++
    const victim = child
    if (death === 'killed before the answer') {
      victim?.kill('SIGKILL')
      return 'silent'
    }
    setTimeout(() => victim?.kill('SIGKILL'), Math.random() * 40)
    return {body: {step}}
  })
  try {
    const file = house.home.write('batch.yaml', steps)
    for (let start = 0; start < 3 * mostKills; start++) {
      const more = forgetful ? ['--name', `start-${start}`] : ['--resume']
      const outcome: BinOutcome = await runBin(['flows', 'batch', file, '--json', ...more], {
        env: house.env,
        onStart: (started) => (child = started),
      })
      if (outcome.exitCode === 137) continue
      const {result} = JSON.parse(outcome.stdout) as {result?: {steps: readonly ShownStep[]}}
      if (result === undefined) throw new Error(outcome.stdout)
      return {kills, exitCode: outcome.exitCode, steps: result.steps, counts}
    }
    throw new Error(`${aliasOf('work')} never came to an end`)
  } finally {
    await house.close()
  }
}

const repeated = ({counts}: KilledBatch): readonly string[] =>
  Object.keys(counts).filter((step) => !safe.includes(step) && (counts[step] ?? 0) > 1)

describe('a batch that is killed again and again', function () {
  this.slow(20_000)
  this.timeout(60_000)

  for (const seed of [1, 2, 3, 4])
    it(`repeats nothing, loses nothing and names what is in doubt (seed ${seed})`, async () => {
      const batch = await killBatch(fateBySeed(seed))
      const states = new Map(batch.steps.map(({id, state}) => [id, state]))
      expect(batch.kills).to.be.greaterThan(0)
      expect(repeated(batch)).to.deep.equal([])
      for (const [id, state] of states) {
        const blocked = (needsOf[id] ?? []).some((need) => states.get(need) !== 'succeeded')
        if (blocked) expect([id, state, batch.counts[id]]).to.deep.equal([id, 'skipped', undefined])
        else if (safe.includes(id)) expect([id, state]).to.deep.equal([id, 'succeeded'])
        else expect(['succeeded', 'unknown'], `${id}: ${state}`).to.include(state)
        // A request that was killed on its way is in doubt though it never came.
        if (state === 'succeeded') expect(batch.counts[id], id).to.be.greaterThan(0)
      }
      expect(batch.exitCode).to.equal([...states.values()].includes('unknown') ? 7 : 0)
    })

  it('the control: without its memory it repeats', async () => {
    // `d` waits for all the others that may not be repeated, but `e`: they are done by then.
    let last = 0
    const batch = await killBatch(
      (step) => (step === 'd' && ++last === 1 ? 'killed before the answer' : undefined),
      {forgetful: true},
    )
    expect(repeated(batch)).to.include.members(['a', 'b', 'c', 'd'])
  })
})
