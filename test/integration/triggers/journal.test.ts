import {expect} from 'chai'
import type {RuleLimits} from '../../../src/lib/triggers/journal/claim-work.js'
import {openTriggerStore, type TriggerStore} from '../../../src/lib/triggers/journal/trigger-store.js'
import type {NewWork, Work, WorkState} from '../../../src/lib/triggers/journal/work.js'
import {newRunId} from '../../../src/lib/shared/run-id.js'
import {fakeMachine, type FakeMachine} from '../../support/fake-machine.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'
import {opsErrorOf} from '../../support/thrown.js'
import {planFor, seen, stateIn} from '../../support/trigger-work.js'

describe('the journal of triggers', () => {
  let home: TempHome
  let machine: FakeMachine
  let store: TriggerStore

  beforeEach(async () => {
    home = createTempHome()
    machine = fakeMachine(stateIn(home.path))
    store = await openTriggerStore(machine)
  })
  afterEach(() => {
    store.close()
    home.remove()
  })

  const plan = (...plans: Parameters<TriggerStore['plan']>[0]): ReturnType<TriggerStore['plan']> =>
    store.plan(plans, {now: machine.now(), org: 'https://acme.example.com'})
  const claim = (
    limits: RuleLimits = {},
    {from = store, slots = 10, org = 'https://acme.example.com', rule = 'offboard'} = {},
  ): readonly Work[] =>
    from.claim({
      now: machine.now(),
      owner: store.processes.self(),
      rules: new Map([[rule, limits]]),
      org,
      slots,
      newRunId: () => newRunId(machine),
    })
  const claimOne = (limits: RuleLimits = {}): Work => {
    const [work] = claim(limits, {slots: 1})
    if (work === undefined) throw new Error('nothing to claim')
    return work
  }
  const states = (): Record<string, WorkState> =>
    Object.fromEntries(store.find({}).map(({work}) => [work.event, work.state]))
  const succeed = (work: Work): boolean =>
    store.settle(work, {
      ending: {state: 'succeeded', output: {ok: true}},
      run: 'succeeded',
      now: machine.now(),
    })
  const fail = (work: Work): boolean =>
    store.settle(work, {ending: {state: 'failed', reason: 'no'}, run: 'failed', now: machine.now()})
  const doubt = (work: Work): boolean =>
    store.settle(work, {ending: {state: 'unknown', reason: 'cut'}, run: 'unknown', now: machine.now()})

  describe('planning', () => {
    it('makes one piece of work a rule, however often the event comes', () => {
      expect(plan(planFor(seen('e1'), {}, {rule: 'notify'}))).to.deep.equal({planned: 2, repeated: 0})
      expect(plan(planFor(seen('e1')), planFor(seen('e1'), {rule: 'notify'}))).to.deep.equal({
        planned: 0,
        repeated: 2,
      })
      expect(store.find({}).map(({work}) => work.rule)).to.deep.equal(['notify', 'offboard'])
    })

    it('does not do again what failed or was dropped only because the event comes again', () => {
      plan(planFor(seen('e1')), planFor(seen('e2')))
      fail(claimOne())
      store.drop(Number(store.find({event: 'e2'})[0]?.work.id), machine.now())
      plan(planFor(seen('e1')), planFor(seen('e2')))
      expect(claim()).to.deep.equal([])
    })

    it('is all or nothing', () => {
      // SQLite would keep only a part of such a text, so the store refuses it.
      expect(() => plan(planFor(seen('e1')), planFor(seen('e2\0')))).to.throw()
      expect(store.find({})).to.deep.equal([])
    })

    describe('with a key of its own', () => {
      const sameKey = (uuid: string): ReturnType<typeof planFor> => planFor(seen(uuid), {key: 'jon.vale'})
      const cases: readonly {name: string; before: (work: Work) => unknown; want: WorkState}[] = [
        {name: 'planned', before: (work) => store.release(work, machine.now()), want: 'superseded'},
        {name: 'running', before: () => undefined, want: 'superseded'},
        {name: 'succeeded', before: succeed, want: 'superseded'},
        {name: 'unknown', before: doubt, want: 'superseded'},
        {name: 'failed', before: fail, want: 'planned'},
        {
          name: 'dropped',
          before: (work) => {
            fail(work)
            store.drop(work.id, machine.now())
          },
          want: 'planned',
        },
      ]
      for (const {name, before, want} of cases)
        it(`a second event is ${want} when the first one's work is ${name}`, () => {
          plan(sameKey('e1'))
          before(claimOne())
          plan(sameKey('e2'))
          expect(states()['e2']).to.equal(want)
        })

      it('says which event stands for it', () => {
        plan(sameKey('e1'), sameKey('e2'))
        expect(store.find({event: 'e2'})[0]?.work.reason).to.match(/event e1/)
      })
    })

    describe('debounced', () => {
      const quiet = (
        uuid: string,
        published: string,
        more: Partial<NewWork> = {},
      ): ReturnType<typeof planFor> =>
        planFor(seen(uuid, {published}), {debounce: {key: 'jon', forMs: 60_000}, ...more})

      it('runs for the last event only, once it has been quiet', () => {
        plan(quiet('e1', '2026-11-21T12:00:00.000Z'))
        machine.advance(40_000)
        plan(quiet('e2', '2026-11-21T12:00:40.000Z'))
        machine.advance(59_999)
        expect(claim()).to.deep.equal([])
        machine.advance(1)
        expect(claim().map(({event}) => event)).to.deep.equal(['e2'])
        expect(states()).to.deep.equal({e1: 'superseded', e2: 'running'})
      })

      it('goes by when events happened, not by when they came', () => {
        plan(quiet('e2', '2026-11-21T12:00:40.000Z'))
        machine.advance(30_000)
        plan(quiet('e1', '2026-11-21T12:00:00.000Z'))
        expect(states()).to.deep.equal({e1: 'superseded', e2: 'planned'})
        machine.advance(59_999)
        expect(claim()).to.deep.equal([])
        machine.advance(1)
        expect(claim().map(({event}) => event)).to.deep.equal(['e2'])
      })

      it('runs after ten waits however often an event comes, and waits as long again after that', () => {
        const each = 50_000
        for (let n = 0; n < 12; n++) {
          plan(quiet(`e${n}`, new Date(machine.now()).toISOString()))
          expect(claim(), `event ${n}`).to.deep.equal([])
          machine.advance(each)
        }
        expect(claim().map(({event}) => event)).to.deep.equal(['e11'])
        plan(quiet('later', new Date(machine.now()).toISOString()))
        machine.advance(59_999)
        expect(claim()).to.deep.equal([])
        machine.advance(1)
        expect(claim().map(({event}) => event)).to.deep.equal(['later'])
      })

      it('is not held up by earlier events that come late either', () => {
        plan(quiet('last', '2026-11-21T13:00:00.000Z'))
        for (let n = 0; n < 11; n++) {
          machine.advance(50_000)
          plan(quiet(`e${n}`, '2026-11-21T12:00:00.000Z'))
        }
        machine.advance(50_000)
        expect(claim().map(({event}) => event)).to.deep.equal(['last'])
      })

      it('keeps values apart, and what has begun', () => {
        plan(quiet('e1', '2026-11-21T12:00:00.000Z'))
        plan(quiet('e2', '2026-11-21T12:00:01.000Z', {debounce: {key: 'mara', forMs: 60_000}}))
        machine.advance(60_000)
        expect(claim()).to.have.length(2)
        plan(quiet('e3', '2026-11-21T12:01:00.000Z'))
        expect(states()).to.deep.equal({e1: 'running', e2: 'running', e3: 'planned'})
      })
    })

    describe('by an event hook, to be confirmed by the log', () => {
      const hooked = (uuid: string): ReturnType<typeof planFor> =>
        planFor(seen(uuid, {source: 'hook', body: {forged: true}}), {confirmed: false})

      it('waits until the log has it, and goes by what the log says', () => {
        plan(hooked('e1'))
        expect(claim()).to.deep.equal([])
        plan(planFor(seen('e1')))
        expect(claim()).to.have.length(1)
        expect(store.event('e1')?.body).not.to.have.property('forged')
        expect(store.event('e1')?.source).to.equal('log')
      })

      it('is dropped when the log says that it is something else', () => {
        plan(hooked('e1'))
        plan({event: seen('e1'), work: []})
        expect(states()).to.deep.equal({e1: 'dropped'})
      })

      it('does not keep its key from others: anybody with the secret could have sent it', () => {
        plan(planFor(seen('e1', {source: 'hook'}), {confirmed: false, key: 'jon'}))
        plan(planFor(seen('e2'), {key: 'jon'}))
        expect(states()).to.deep.equal({e1: 'waiting', e2: 'planned'})
      })

      it('comes to nothing when the log had it first', () => {
        plan(planFor(seen('e1')))
        expect(plan(hooked('e1'))).to.deep.equal({planned: 0, repeated: 1})
        expect(store.event('e1')?.body).not.to.have.property('forged')
      })
    })
  })

  describe('claiming', () => {
    it('gives each piece to one only, oldest first, with a run id that leads back', async () => {
      const other = await openTriggerStore(machine)
      plan(planFor(seen('e1')), planFor(seen('e2')), planFor(seen('e3')))
      const mine = claim({}, {slots: 2})
      const theirs = claim({}, {from: other, slots: 2})
      other.close()
      expect([mine, theirs].map((works) => works.map(({event}) => event))).to.deep.equal([
        ['e1', 'e2'],
        ['e3'],
      ])
      expect(store.find({run: String(mine[1]?.runId)}).map(({work}) => work.event)).to.deep.equal(['e2'])
    })

    it('leaves alone other rules, other orgs and paused rules', () => {
      plan(planFor(seen('e1')))
      expect(claim({}, {rule: 'another'})).to.deep.equal([])
      expect(claim({}, {org: 'https://other.example.com'})).to.deep.equal([])
      expect(store.pause('offboard', machine.now())).to.equal(true)
      expect(store.pause('offboard', machine.now())).to.equal(false)
      expect(claim()).to.deep.equal([])
      expect(store.nextDueAt({rules: new Map([['offboard', {}]]), org: 'https://acme.example.com'})).to.equal(
        undefined,
      )
      expect(store.pauses().map(({rule}) => rule)).to.deep.equal(['offboard'])
      expect(store.resume('offboard')).to.equal(true)
      expect(claim()).to.have.length(1)
    })

    it('takes work without an org wherever it is', () => {
      store.plan([planFor(seen('e1'))], {now: machine.now(), org: ''})
      expect(claim({}, {org: 'https://other.example.com'})).to.have.length(1)
    })

    it('throttles: so many starts in any window of that length, each value apart', () => {
      const by = (uuid: string, throttleKey: string): ReturnType<typeof planFor> =>
        planFor(seen(uuid), {throttleKey})
      plan(by('e1', 'a'), by('e2', 'a'), by('e3', 'a'), by('e4', 'b'), by('e5', 'a'))
      const limits = {throttle: {max: 2, perMs: 10_000}}
      expect(claim(limits, {slots: 1}).map(({event}) => event)).to.deep.equal(['e1'])
      machine.advance(4000)
      expect(claim(limits).map(({event}) => event)).to.deep.equal(['e2', 'e4'])
      machine.advance(5999)
      expect(claim(limits)).to.deep.equal([])
      machine.advance(1)
      expect(claim(limits).map(({event}) => event)).to.deep.equal(['e3'])
      machine.advance(4000)
      expect(claim(limits).map(({event}) => event)).to.deep.equal(['e5'])
    })

    for (const {name, run, freed} of [
      {name: 'counts a run that was sent against the throttle', run: 'failed', freed: false},
      {name: 'gives back the place of a run that was refused', run: 'refused', freed: true},
      {name: 'gives back the place of a run that was never sent', run: 'planned', freed: true},
    ] as const)
      it(name, () => {
        plan(planFor(seen('e1')), planFor(seen('e2')))
        const limits = {throttle: {max: 1, perMs: 86_400_000}}
        const [first] = claim(limits)
        expect(claim(limits)).to.deep.equal([])
        machine.advance(1000)
        store.settle(first as Work, {ending: {state: 'failed', reason: 'no'}, run, now: machine.now()})
        expect(claim(limits).map(({event}) => event)).to.deep.equal(freed ? ['e2'] : [])
      })

    it('does what was planned and begun while the clock was ahead', () => {
      machine.advance(365 * 86_400_000)
      plan(planFor(seen('e1')), planFor(seen('e2')))
      const limits = {throttle: {max: 1, perMs: 1000}}
      expect(claim(limits)).to.have.length(1)
      machine.advance(-365 * 86_400_000)
      expect(claim(limits).map(({event}) => event)).to.deep.equal(['e2'])
    })

    it('says when what is throttled is due', () => {
      plan(planFor(seen('e1')), planFor(seen('e2')))
      const limits = {throttle: {max: 1, perMs: 10_000}}
      claim(limits)
      const due = store.nextDueAt({rules: new Map([['offboard', limits]]), org: 'https://acme.example.com'})
      expect(due?.getTime()).to.equal(machine.now().getTime() + 10_000)
    })

    it('keeps to the concurrency, for each key apart', () => {
      const of = (uuid: string, concurrencyKey: string): ReturnType<typeof planFor> =>
        planFor(seen(uuid), {concurrencyKey})
      plan(of('e1', 'a'), of('e2', 'a'), of('e3', 'b'))
      const first = claim({concurrency: 1})
      expect(first.map(({event}) => event)).to.deep.equal(['e1', 'e3'])
      expect(claim({concurrency: 1})).to.deep.equal([])
      succeed(first[0] as Work)
      expect(claim({concurrency: 1}).map(({event}) => event)).to.deep.equal(['e2'])
    })

    it('lets no other chain of steps in between', () => {
      plan(planFor(seen('e1')), planFor(seen('e2')))
      const first = claim({concurrency: 1})[0] as Work
      const next = {step: 'close', flow: 'close-ticket'}
      store.settle(first, {ending: {state: 'succeeded'}, run: 'succeeded', now: machine.now(), next})
      const second = claim({concurrency: 1})
      expect(second.map(({event, step}) => [event, step])).to.deep.equal([['e1', 'close']])
      succeed(second[0] as Work)
      expect(claim({concurrency: 1}).map(({event}) => event)).to.deep.equal(['e2'])
    })

    it('goes on with what has begun before it begins anything', () => {
      plan(planFor(seen('e1')), planFor(seen('e2')))
      const next = {step: 'close', flow: 'close-ticket'}
      store.settle(claimOne(), {ending: {state: 'succeeded'}, run: 'succeeded', now: machine.now(), next})
      expect(claim().map(({event, step}) => [event, step])).to.deep.equal([
        ['e1', 'close'],
        ['e2', 'flow'],
      ])
    })

    it('goes past hundreds that are held back', () => {
      const many = Array.from({length: 250}, (_, index) => planFor(seen(`e${index}`), {concurrencyKey: 'a'}))
      plan(...many, planFor(seen('last'), {concurrencyKey: 'b'}))
      expect(claim({concurrency: 1}).map(({event}) => event)).to.deep.equal(['e0', 'last'])
    })
  })

  describe('settling', () => {
    it('is done once', () => {
      plan(planFor(seen('e1')))
      const work = claimOne()
      expect(succeed(work)).to.equal(true)
      expect(succeed(work)).to.equal(false)
      expect(fail(work)).to.equal(false)
      expect(states()).to.deep.equal({e1: 'succeeded'})
    })

    it('plans the next step in the same transaction, once', () => {
      plan(planFor(seen('e1')))
      const work = claimOne()
      const next = {step: 'close', flow: 'close-ticket'}
      store.settle(work, {
        ending: {state: 'succeeded', output: {ticket: 7}},
        run: 'succeeded',
        now: machine.now(),
        next,
      })
      const second = claimOne()
      expect(second).to.include({step: 'close', flow: 'close-ticket', event: 'e1'})
      expect([...store.outputs(second)]).to.deep.equal([['flow', {ticket: 7}]])
    })

    it('keeps every try', () => {
      plan(planFor(seen('e1')))
      const dueAt = new Date(machine.now().getTime() + 1000)
      const first = claimOne()
      store.settle(first, {
        ending: {state: 'planned', dueAt, reason: 'busy'},
        run: 'refused',
        now: machine.now(),
      })
      expect(claim()).to.deep.equal([])
      machine.advance(1000)
      const second = claimOne()
      expect(second.tries).to.equal(2)
      succeed(second)
      const [story] = store.find({run: String(first.runId)})
      expect(story?.tries.map(({number, state, reason}) => [number, state, reason])).to.deep.equal([
        [1, 'refused', 'busy'],
        [2, 'succeeded', undefined],
      ])
    })

    it('an unknown one may still be settled when its fate is known', () => {
      plan(planFor(seen('e1')))
      const work = claimOne()
      doubt(work)
      expect(store.inDoubt().map(({id}) => id)).to.deep.equal([work.id])
      expect(succeed(work)).to.equal(true)
      expect(store.inDoubt()).to.deep.equal([])
    })

    it('a try that was not sent leaves no trace', () => {
      plan(planFor(seen('e1')))
      const work = claimOne()
      expect(store.owners()).to.deep.equal([store.processes.self()])
      expect(store.runningOf(store.processes.self()).map(({id}) => id)).to.deep.equal([work.id])
      expect(store.release(work, machine.now())).to.equal(true)
      expect(store.release(work, machine.now())).to.equal(false)
      expect(store.find({})[0]?.tries).to.deep.equal([])
      expect(claimOne().tries).to.equal(1)
    })
  })

  describe('a person', () => {
    const redriveError = (id: number, mayRepeat = false): string => {
      const {code, failure} = opsErrorOf(() => store.redrive(id, {now: machine.now(), mayRepeat}))
      return `${code} ${failure}`
    }

    it('has a failed one done again, with all its tries', () => {
      plan(planFor(seen('e1')))
      fail(claimOne())
      const {id} = store.find({states: ['failed']})[0]?.work as Work
      expect(store.redrive(id, {now: machine.now(), mayRepeat: false})).to.include({
        state: 'planned',
        tries: 0,
      })
      expect(claimOne()).to.include({tries: 1, mayRepeat: false})
    })

    it('has an unknown one done again only by word', () => {
      plan(planFor(seen('e1')))
      const {id} = claimOne()
      doubt(store.find({})[0]?.work as Work)
      expect(redriveError(id)).to.equal('OPS_DEAD_LETTER refused')
      store.redrive(id, {now: machine.now(), mayRepeat: true})
      const again = claimOne()
      expect(again.mayRepeat).to.equal(true)
      succeed(again)
      expect(store.find({})[0]?.work.mayRepeat).to.equal(false)
    })

    it('cannot redrive what is done, on its way, or not there', () => {
      plan(planFor(seen('e1')))
      const work = claimOne()
      expect(redriveError(work.id, true)).to.equal('OPS_DEAD_LETTER refused')
      succeed(work)
      expect(redriveError(work.id, true)).to.equal('OPS_DEAD_LETTER refused')
      expect(redriveError(999)).to.equal('OPS_DEAD_LETTER usage')
    })

    it('cannot redrive what another event of its key has taken the place of', () => {
      plan(planFor(seen('e1'), {key: 'jon'}))
      const work = claimOne()
      fail(work)
      plan(planFor(seen('e2'), {key: 'jon'}))
      expect(redriveError(work.id)).to.equal('OPS_DEAD_LETTER refused')
    })

    it('can drop what is not running or done', () => {
      plan(planFor(seen('e1')), planFor(seen('e2')))
      const running = claimOne()
      store.drop(Number(store.find({event: 'e2'})[0]?.work.id), machine.now())
      const {code} = opsErrorOf(() => store.drop(running.id, machine.now()))
      expect(code).to.equal('OPS_DEAD_LETTER')
      succeed(running)
      expect(opsErrorOf(() => store.drop(running.id, machine.now())).code).to.equal('OPS_DEAD_LETTER')
      expect(states()).to.deep.equal({e1: 'succeeded', e2: 'dropped'})
    })
  })

  describe('looking', () => {
    beforeEach(() => {
      plan(
        planFor(seen('e1')),
        planFor(
          seen('e2', {type: 'user.session.start', body: {actor: {alternateId: 'x'}}, seenAt: new Date(0)}),
        ),
      )
    })
    const cases = [
      {name: 'all', query: {}, want: ['e2', 'e1']},
      {name: 'the newest', query: {limit: 1}, want: ['e2']},
      {name: 'by event', query: {event: 'e1'}, want: ['e1']},
      {name: 'by type', query: {type: 'user.session.start'}, want: ['e2']},
      {name: 'by the login of an actor', query: {user: 'Mara.Lindt@example.com'}, want: ['e1']},
      {name: 'by the login of a target', query: {user: 'jon.vale@example.com'}, want: ['e1']},
      {name: 'by an id', query: {user: '00u2'}, want: ['e1']},
      {name: 'by a name', query: {user: 'jon vale'}, want: ['e1']},
      {name: 'nobody of that name', query: {user: 'jon'}, want: []},
      {name: 'by when it was seen', query: {since: new Date(1)}, want: ['e1']},
      {name: 'by state', query: {states: ['failed', 'planned'] as const}, want: ['e2', 'e1']},
      {name: 'by a state nothing has', query: {states: ['failed'] as const}, want: []},
      {name: 'by rule', query: {rule: 'another'}, want: []},
    ]
    for (const {name, query, want} of cases)
      it(name, () => {
        expect(store.find(query).map(({event}) => event.uuid)).to.deep.equal(want)
      })

    it('counts', () => {
      expect(store.counts()).to.deep.equal([{rule: 'offboard', state: 'planned', count: 2}])
    })
  })
})
