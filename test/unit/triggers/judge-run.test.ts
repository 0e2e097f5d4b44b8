import {expect} from 'chai'
import type {FlowRun, RunState} from '../../../src/lib/ports/flow-runner.js'
import {OpsError, type OpsCode} from '../../../src/lib/shared/errors.js'
import {judgeRun, judgeThrown, type Judging} from '../../../src/lib/triggers/engine/judge-run.js'
import type {RetryPolicy} from '../../../src/lib/triggers/rules/rule.js'

const now = new Date('2026-11-21T12:00:00Z')
const runOf = (state: RunState, more: Partial<FlowRun> = {}): FlowRun => ({
  runId: 'run_a',
  flow: 'offboarding',
  input: {},
  createdAt: now,
  state,
  ...more,
})
const judging = (retry: Partial<RetryPolicy> = {}, tries = 1, chance = 1): Judging => ({
  retry: {max: 2, backoffMs: 1000, on: ['refused'], ...retry},
  work: {tries, runId: 'run_a'},
  now,
  chance,
})
const waitOf = (ending: ReturnType<typeof judgeRun>): number | undefined =>
  ending.state === 'planned' ? ending.dueAt.getTime() - now.getTime() : undefined

describe('what a run means for its work', () => {
  const cases: readonly {name: string; run: FlowRun; by?: Judging; want: string}[] = [
    {name: 'succeeded', run: runOf('succeeded'), want: 'succeeded'},
    {name: 'refused, with tries left', run: runOf('refused'), want: 'planned'},
    {name: 'refused, with one try left', run: runOf('refused'), by: judging({}, 2), want: 'planned'},
    {name: 'refused, at the last try', run: runOf('refused'), by: judging({}, 3), want: 'failed'},
    {name: 'refused, no retry', run: runOf('refused'), by: judging({max: 0}), want: 'failed'},
    {name: 'failed: the flow ran', run: runOf('failed'), want: 'failed'},
    {
      name: 'failed, and the rule says so',
      run: runOf('failed'),
      by: judging({on: ['failed']}),
      want: 'planned',
    },
    {name: 'unknown', run: runOf('unknown'), want: 'unknown'},
    {
      name: 'unknown, and safe to repeat',
      run: runOf('unknown'),
      by: judging({on: ['unknown']}),
      want: 'planned',
    },
    {name: 'sent', run: runOf('sent'), by: judging({on: ['unknown']}), want: 'unknown'},
    {name: 'still running', run: runOf('running'), by: judging({on: ['unknown']}), want: 'unknown'},
    {
      name: 'planned by another process under the same key',
      run: runOf('planned', {runId: 'run_b'}),
      want: 'planned',
    },
  ]
  for (const {name, run, by = judging(), want} of cases)
    it(`${name} -> ${want}`, () => {
      expect(judgeRun(run, by).state).to.equal(want)
    })

  it('hands on what the flow answered', () => {
    expect(judgeRun(runOf('succeeded', {output: [1]}), judging())).to.deep.equal({
      state: 'succeeded',
      output: [1],
    })
  })

  it("says whose answer it is when the key was another run's", () => {
    const ending = judgeRun(runOf('unknown', {runId: 'run_b', reason: 'cut off'}), judging())
    expect(ending).to.deep.equal({state: 'unknown', reason: 'the same key as run run_b: cut off'})
  })

  describe('the wait before the next try', () => {
    const waits: readonly {name: string; by: Judging; retryAfterMs?: number; want: number}[] = [
      {name: 'is the backoff', by: judging(), want: 1000},
      {name: 'at least half of it, by chance', by: judging({}, 1, 0), want: 500},
      {name: 'doubles', by: judging({max: 9}, 3), want: 4000},
      {name: 'is at most an hour', by: judging({max: 99}, 60), want: 3_600_000},
      {name: 'is what Okta said, when that is longer', by: judging(), retryAfterMs: 7000, want: 7000},
      {name: 'is ours, when that is longer', by: judging(), retryAfterMs: 10, want: 1000},
    ]
    for (const {name, by, retryAfterMs, want} of waits)
      it(name, () => {
        const more = retryAfterMs === undefined ? {} : {retryAfterMs}
        expect(waitOf(judgeRun(runOf('refused', more), by))).to.equal(want)
      })
  })
})

describe('what it means that a run could not be made', () => {
  const failing = (code: OpsCode, failure?: 'unavailable' | 'usage'): OpsError =>
    new OpsError(code, 'no', failure === undefined ? {} : {failure})
  const cases: readonly {name: string; error: unknown; found?: FlowRun; by?: Judging; want: string}[] = [
    {name: 'a flow that nobody knows', error: failing('OPS_SECRET', 'usage'), want: 'failed'},
    {name: 'a secret that is away', error: failing('OPS_SECRET', 'unavailable'), want: 'planned'},
    {
      name: 'a secret away for too long',
      error: failing('OPS_SECRET', 'unavailable'),
      by: judging({}, 3),
      want: 'failed',
    },
    {
      name: 'a full disk, whatever the policy',
      error: failing('OPS_DISK_FULL'),
      by: judging({max: 0}),
      want: 'planned',
    },
    {
      name: 'a full disk after it was sent',
      error: failing('OPS_DISK_FULL'),
      found: runOf('sent'),
      want: 'unknown',
    },
    {
      name: 'a full disk after it was planned',
      error: failing('OPS_DISK_FULL'),
      found: runOf('planned'),
      want: 'planned',
    },
    {name: 'a bug before it was sent', error: new TypeError('x'), want: 'failed'},
    {name: 'a bug after its end', error: new TypeError('x'), found: runOf('succeeded'), want: 'succeeded'},
  ]
  for (const {name, error, found, by = judging(), want} of cases)
    it(`${name} -> ${want}`, () => {
      expect(judgeThrown(error, found, by).state).to.equal(want)
    })
})
