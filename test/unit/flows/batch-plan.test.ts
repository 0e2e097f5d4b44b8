import {expect} from 'chai'
import {
  cycleIn,
  leftoverOf,
  nextSteps,
  pauseBefore,
  wavesOf,
  type PlanLimits,
  type StepEnd,
} from '../../../src/lib/flows/batch/plan.js'
import type {RunState} from '../../../src/lib/ports/flow-runner.js'

/** `c<a,b` is a step c that needs a and b. */
const steps = (text: string) =>
  text.split(' ').map((word) => {
    const [id = '', needs] = word.split('<')
    return {id, needs: needs === undefined ? [] : needs.split(',')}
  })
const standing = (text: string) =>
  new Map(text.split(' ').filter(Boolean).map((word) => word.split('=') as [string, StepEnd | 'begun'])) // prettier-ignore
const free: PlanLimits = {parallel: 10, stopOnError: false}

describe('the plan of a batch', () => {
  for (const {name, of, so = '', limits = free, begin, skip = {}} of [
    {name: 'begins what needs nothing', of: 'a b c<a', begin: 'a b'},
    {
      name: 'in the order of the file, as many as may',
      of: 'a b c',
      limits: {...free, parallel: 2},
      begin: 'a b',
    },
    {name: 'counts those under way', of: 'a b c', so: 'a=begun', limits: {...free, parallel: 2}, begin: 'b'},
    {name: 'waits for what is under way', of: 'a b<a', so: 'a=begun', begin: ''},
    {name: 'goes on when a need has succeeded', of: 'a b<a', so: 'a=succeeded', begin: 'b'},
    {name: 'waits for all needs', of: 'a b c<a,b', so: 'a=succeeded b=begun', begin: ''},
    {
      name: 'skips what needs a failure',
      of: 'a b<a c',
      so: 'a=failed',
      begin: 'c',
      skip: {b: 'needs a, which failed'},
    },
    {
      name: 'skips what needs one in doubt',
      of: 'a b<a',
      so: 'a=unknown',
      begin: '',
      skip: {b: 'needs a, which is in doubt'},
    },
    {
      name: 'skips what needs one that still runs',
      of: 'a b<a',
      so: 'a=running',
      begin: '',
      skip: {b: 'needs a, which still runs'},
    },
    {
      name: 'skips down the whole chain, also when it is written backwards',
      of: 'c<b b<a a',
      so: 'a=refused',
      begin: '',
      skip: {b: 'needs a, which was not run', c: 'needs b, which was not begun'},
    },
    {
      name: 'stops on an error when asked',
      of: 'a b c',
      so: 'a=failed b=begun',
      limits: {...free, stopOnError: true},
      begin: '',
      skip: {c: 'stopped: a did not succeed'},
    },
    {
      name: 'a skipped step is no error',
      of: 'a b',
      so: 'a=skipped',
      limits: {...free, stopOnError: true},
      begin: 'b',
    },
    {name: 'is over', of: 'a b', so: 'a=succeeded b=succeeded', begin: ''},
  ])
    it(name, () => {
      const next = nextSteps(steps(of), standing(so), limits)
      expect(next.begin.join(' ')).to.equal(begin)
      expect(Object.fromEntries(next.skip)).to.deep.equal(skip)
    })

  it('has waves', () => {
    expect(wavesOf(steps('d<b,c b<a a c<a e'))).to.deep.equal([['a', 'e'], ['b', 'c'], ['d']])
  })

  for (const [of, cycle] of [
    ['a b<a', undefined],
    ['a<a', 'a a'],
    ['a b<c c<d d<b', 'b c d b'],
    ['x<y y z<z', 'z z'],
  ] as const)
    it(`${cycle === undefined ? 'no circle' : 'a circle'} in ${of}`, () => {
      expect(cycleIn(steps(of))?.join(' ')).to.equal(cycle)
    })

  it('finds a circle at the end of a long chain without a deep stack', () => {
    const long = Array.from({length: 20_000}, (_, index) => ({
      id: `s${index}`,
      needs: [`s${(index + 1) % 20_000}`],
    }))
    expect(cycleIn(long)).to.have.length(20_001)
  })
})

describe('trying a step again', () => {
  const retry = {max: 2, backoffMs: 1000, safe: false}
  for (const {name, run, policy, tries = 1, pause} of [
    {name: 'a success is not', run: {state: 'succeeded'}, policy: {...retry, safe: true}, pause: undefined},
    {name: 'a failure is not, unless it is safe', run: {state: 'failed'}, policy: retry, pause: undefined},
    {name: 'a safe failure is', run: {state: 'failed'}, policy: {...retry, safe: true}, pause: 1000},
    {
      name: 'one in doubt is not, unless it is safe',
      run: {state: 'unknown'},
      policy: retry,
      pause: undefined,
    },
    {name: 'a safe one in doubt is', run: {state: 'unknown'}, policy: {...retry, safe: true}, pause: 1000},
    {
      name: 'one that still runs is not',
      run: {state: 'running'},
      policy: {...retry, safe: true},
      pause: undefined,
    },
    {name: 'a refused one is, safe or not', run: {state: 'refused'}, policy: retry, pause: 1000},
    {name: 'the pause doubles', run: {state: 'refused'}, policy: retry, tries: 2, pause: 2000},
    {name: 'no more often than it says', run: {state: 'refused'}, policy: retry, tries: 3, pause: undefined},
    {
      name: 'never at once when Okta said when',
      run: {state: 'refused', retryAfterMs: 60_000},
      policy: retry,
      pause: 60_000,
    },
    {
      name: 'without a policy, a refused one is not',
      run: {state: 'refused'},
      policy: undefined,
      pause: undefined,
    },
    {
      name: 'without a policy, a throttled one is',
      run: {state: 'refused', retryAfterMs: 5000},
      policy: undefined,
      pause: 5000,
    },
    {
      name: 'but not for ever',
      run: {state: 'refused', retryAfterMs: 5000},
      policy: undefined,
      tries: 4,
      pause: undefined,
    },
    {
      name: 'a long backoff ends at five minutes',
      run: {state: 'refused'},
      policy: {max: 100, backoffMs: 1000, safe: false},
      tries: 50,
      pause: 300_000,
    },
  ] as const)
    it(name, () => {
      expect(pauseBefore(run, policy, tries)).to.equal(pause)
    })
})

describe('what an earlier start leaves', () => {
  const left = (state: RunState, safe: boolean) => leftoverOf({state}, {retry: {max: 1, backoffMs: 1, safe}})
  for (const [state, want, wantSafe] of [
    ['succeeded', 'keep', 'keep'],
    ['failed', 'keep', 'run'],
    ['refused', 'run', 'run'],
    ['planned', 'run', 'run'],
    ['sent', 'follow', 'follow'],
    ['running', 'follow', 'follow'],
    ['unknown', 'follow', 'follow'],
  ] as const)
    it(`${state}: ${want}, and ${wantSafe} where it may run twice`, () => {
      expect([left(state, false), left(state, true)]).to.deep.equal([want, wantSafe])
    })
})
