import {expect} from 'chai'
import {readFileSync} from 'node:fs'
import path from 'node:path'
import {activeRules} from '../../../src/lib/triggers/engine/active-rules.js'
import {createEngine} from '../../../src/lib/triggers/engine/engine.js'
import {createRetention} from '../../../src/lib/triggers/engine/retention.js'
import {openTriggerStore, type TriggerStore} from '../../../src/lib/triggers/journal/trigger-store.js'
import type {EventPlan} from '../../../src/lib/triggers/journal/plan-work.js'
import type {Work} from '../../../src/lib/triggers/journal/work.js'
import {newRunId} from '../../../src/lib/shared/run-id.js'
import {fakeMachine, type FakeMachine} from '../../support/fake-machine.js'
import {rulesFrom} from '../../support/rules.js'
import {scriptedFlows} from '../../support/scripted-flows.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'
import {opsErrorOf} from '../../support/thrown.js'
import {planFor, seen, stateIn} from '../../support/trigger-work.js'

const day = 86_400_000
const offboard = '  - {id: offboard, on: user.lifecycle.deactivate, flow: offboarding}'

describe('what is settled and old', () => {
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

  const plan = (...plans: readonly EventPlan[]): ReturnType<TriggerStore['plan']> =>
    store.plan(plans, {now: machine.now(), org: ''})
  const claim = (): readonly Work[] =>
    store.claim({
      now: machine.now(),
      owner: store.processes.self(),
      rules: new Map([['offboard', {throttle: {max: 100, perMs: 1000}}]]),
      org: '',
      slots: 100,
      newRunId: () => newRunId(machine),
    })
  const end = (work: Work, state: 'succeeded' | 'failed' | 'unknown'): void => {
    const ending = state === 'succeeded' ? {state} : {state, reason: 'said so'}
    store.settle(work, {ending, run: state, now: machine.now()})
  }
  /** An event that came, and of which `become` made something. */
  const past = (uuid: string, become: (work: Work) => void, key = uuid): void => {
    plan(planFor(seen(uuid), {key}))
    for (const work of claim()) become(work)
  }
  const succeed = (work: Work): void => {
    end(work, 'succeeded')
  }
  const kept = (): string[] =>
    store
      .find({})
      .map(({work}) => work.event)
      .sort()
  /** All that is old after 30 days goes; `newest` came last, and stays. */
  const forget = (): void => {
    past('newest', succeed)
    const before = new Date(machine.now().getTime() - 30 * day)
    const uuids = store.oldEvents(before, 100).map(({uuid}) => uuid)
    store.forgetEvents(uuids, before)
  }

  describe('is taken out of the journal', () => {
    const cases: readonly {name: string; uuid: string; make: (uuid: string) => void; stays: boolean}[] = [
      {
        name: 'what succeeded goes',
        uuid: 'done',
        make: (uuid) => {
          past(uuid, succeed)
        },
        stays: false,
      },
      {
        name: 'what was dropped goes',
        uuid: 'dropped',
        make: (uuid) => {
          past(uuid, (work) => {
            end(work, 'failed')
            store.drop(work.id, machine.now())
          })
        },
        stays: false,
      },
      {
        name: 'what another event stood for goes',
        uuid: 'second',
        make: (uuid) => {
          past('first', succeed, 'jon')
          plan(planFor(seen(uuid), {key: 'jon'}))
        },
        stays: false,
      },
      {
        name: 'what failed stays',
        uuid: 'failed',
        make: (uuid) => {
          past(uuid, (work) => {
            end(work, 'failed')
          })
        },
        stays: true,
      },
      {
        name: 'what is in doubt stays',
        uuid: 'doubt',
        make: (uuid) => {
          past(uuid, (work) => {
            end(work, 'unknown')
          })
        },
        stays: true,
      },
      {
        name: 'what a process has in hand stays',
        uuid: 'running',
        make: (uuid) => {
          past(uuid, () => undefined)
        },
        stays: true,
      },
      {
        name: 'what is planned stays',
        uuid: 'planned',
        make: (uuid) => {
          plan(planFor(seen(uuid), {rule: 'paused'}))
        },
        stays: true,
      },
      {
        name: 'what waits for the System Log stays',
        uuid: 'waiting',
        make: (uuid) => {
          plan(planFor(seen(uuid, {source: 'hook'}), {confirmed: false}))
        },
        stays: true,
      },
      {
        name: 'what succeeded stays while a later step of it has failed',
        uuid: 'chain',
        make: (uuid) => {
          past(uuid, (work) => {
            const next = {step: 'mail', flow: 'tell'}
            store.settle(work, {ending: {state: 'succeeded'}, run: 'succeeded', now: machine.now(), next})
          })
          for (const work of claim()) end(work, 'failed')
        },
        stays: true,
      },
      {
        name: 'what succeeded stays while another rule has not',
        uuid: 'both',
        make: (uuid) => {
          past(uuid, succeed)
          plan(planFor(seen(uuid), {rule: 'paused'}))
        },
        stays: true,
      },
    ]
    for (const {name, uuid, make, stays} of cases)
      it(name, () => {
        make(uuid)
        machine.advance(31 * day)
        forget()
        expect(kept().includes(uuid)).to.equal(stays)
        expect(store.event(uuid) !== undefined).to.equal(stays)
      })

    it('goes by when it ended, not by when it began', () => {
      past('e1', () => undefined)
      machine.advance(29 * day)
      for (const {work} of store.find({event: 'e1'})) succeed(work)
      machine.advance(29 * day)
      forget()
      expect(kept()).to.include('e1')
    })

    it('stays while work of another rule for the same event has ended lately', () => {
      past('e1', succeed)
      machine.advance(29 * day)
      past('e0', succeed)
      plan(planFor(seen('e1'), {rule: 'notify'}))
      for (const {work} of store.find({event: 'e1', rule: 'notify'})) store.drop(work.id, machine.now())
      machine.advance(2 * day)
      forget()
      expect(store.find({event: 'e1'})).to.have.length(2)
    })

    it('is not removed when another rule has planned it meanwhile', () => {
      past('e1', succeed)
      machine.advance(31 * day)
      past('newest', succeed)
      const before = new Date(machine.now().getTime() - 30 * day)
      expect(store.oldEvents(before, 100).map(({uuid}) => uuid)).to.deep.equal(['e1'])
      plan(planFor(seen('e1'), {rule: 'paused'}))
      store.forgetEvents(['e1'], before)
      expect(store.find({event: 'e1'})).to.have.length(2)
    })

    it('never gives the number of the newest work twice', () => {
      past('e1', succeed)
      machine.advance(31 * day)
      const before = new Date(machine.now().getTime() - 30 * day)
      expect(store.oldEvents(before, 100)).to.deep.equal([])
    })

    it('is overwritten in the file', () => {
      past('e1', succeed)
      machine.advance(31 * day)
      plan({event: seen('newest', {body: {}}), work: planFor(seen('newest')).work})
      const bytes = (): string => readFileSync(path.join(home.path, 'state/triggers.db'), 'latin1')
      store.forgetEvents([], machine.now())
      expect(bytes()).to.include('Jon.Vale@example.com')
      store.forgetEvents(['e1'], new Date(machine.now().getTime() - 30 * day))
      expect(bytes()).not.to.include('Jon.Vale@example.com')
    })
  })

  describe('is not done again', () => {
    beforeEach(() => {
      past('e1', succeed, 'jon')
      machine.advance(31 * day)
      forget()
      expect(kept()).to.deep.equal(['newest'])
    })

    it('when the event comes again', () => {
      for (const source of ['log', 'hook', 'file'] as const)
        expect(plan(planFor(seen('e1', {source}), {key: 'jon'}))).to.deep.equal({planned: 0, repeated: 1})
      expect(kept()).to.deep.equal(['newest'])
    })

    it('when another event has its key', () => {
      plan(planFor(seen('e2'), {key: 'jon'}))
      const [{work} = {work: undefined}] = store.find({event: 'e2'})
      expect(work).to.include({
        state: 'superseded',
        reason: 'the same piece of work as one that is not kept any more: it has the same key',
      })
    })

    it('though another rule may have the event, and another event another key', () => {
      plan(planFor(seen('e1'), {rule: 'notify'}), planFor(seen('e2'), {key: 'mara'}))
      expect(kept()).to.deep.equal(['e1', 'e2', 'newest'])
    })
  })

  it('does not free the key for a dead letter whose place it took', () => {
    past(
      'e1',
      (work) => {
        end(work, 'failed')
      },
      'jon',
    )
    past('e2', succeed, 'jon')
    machine.advance(31 * day)
    forget()
    expect(kept()).to.deep.equal(['e1', 'newest'])
    const id = Number(store.find({event: 'e1'})[0]?.work.id)
    const error = opsErrorOf(() => store.redrive(id, {now: machine.now(), mayRepeat: false}))
    expect(error.message).to.equal(
      `work ${id} cannot be done again: an event that is not kept any more has the same key and took its place`,
    )
  })

  it('leaves the key free of what was dropped', () => {
    past(
      'e1',
      (work) => {
        end(work, 'failed')
        store.drop(work.id, machine.now())
      },
      'jon',
    )
    machine.advance(31 * day)
    forget()
    plan(planFor(seen('e2'), {key: 'jon'}), planFor(seen('e1'), {key: 'jon'}))
    expect(store.find({states: ['planned']}).map(({work}) => work.event)).to.deep.equal(['e2'])
  })

  describe('is removed by the engine', () => {
    const flows = scriptedFlows()
    const rules = activeRules(rulesFrom(offboard))
    const runOf = (uuid: string): string => store.find({event: uuid})[0]?.tries[0]?.runId ?? ''
    const engineWith = (keepMs: number | undefined): ReturnType<typeof createEngine> =>
      createEngine({
        machine,
        store,
        runner: flows,
        rules: () => rules,
        org: '',
        parallel: 4,
        keepMs,
        onReport: () => undefined,
        say: () => undefined,
      })
    const runOnce = async (keepMs: number | undefined): Promise<void> => {
      const engine = engineWith(keepMs)
      engine.endWhen('idle')
      await engine.run(new AbortController().signal)
    }

    it('once nothing is due, with its runs', async () => {
      plan(...Array.from({length: 120}, (_, index) => planFor(seen(`e${index}`))))
      await runOnce(30 * day)
      const runId = runOf('e7')
      expect(flows.find(runId)?.state).to.equal('succeeded')
      machine.advance(31 * day)
      plan(planFor(seen('new')))
      await runOnce(undefined)
      expect(kept()).to.have.length(121)
      await runOnce(40 * day)
      expect(kept()).to.have.length(121)
      await runOnce(30 * day)
      expect(kept()).to.deep.equal(['new'])
      expect(flows.find(runId)).to.equal(undefined)
      expect(flows.find(runOf('new'))?.state).to.equal('succeeded')
    })

    it('no sooner than what is due has been begun', async () => {
      past('old', succeed)
      machine.advance(31 * day)
      plan(planFor(seen('new')))
      const seenThen: string[][] = []
      const stop = new AbortController()
      const slow = scriptedFlows(async () => {
        await new Promise((resolve) => setImmediate(resolve))
        seenThen.push(kept())
        return {state: 'succeeded'}
      })
      const engine = createEngine({
        machine,
        store,
        runner: slow,
        rules: () => rules,
        org: '',
        parallel: 1,
        keepMs: 30 * day,
        onReport: () => undefined,
        say: () => undefined,
      })
      engine.endWhen('idle')
      await engine.run(stop.signal)
      expect(seenThen).to.deep.equal([['new', 'old']])
      expect(kept()).to.deep.equal(['new'])
    })

    it('a little at a time, and not again for an hour', () => {
      plan(...Array.from({length: 60}, (_, index) => planFor(seen(`e${index}`))))
      for (const work of claim()) succeed(work)
      machine.advance(31 * day)
      past('new', succeed)
      const retention = createRetention({machine, store, runner: flows, rules: () => rules, keepMs: 30 * day})
      expect([retention.sweep(), kept().length]).to.deep.equal([true, 11])
      expect([retention.sweep(), kept().length]).to.deep.equal([false, 1])
      machine.advance(30 * day)
      past('newer', succeed)
      expect(retention.sweep()).to.equal(false)
      expect(kept()).to.deep.equal(['new', 'newer'])
      machine.advance(3_600_000)
      retention.sweep()
      expect(kept()).to.deep.equal(['newer'])
    })
  })

  it('no longer counts against a throttle, unless that counts for longer', () => {
    past('e1', succeed)
    const at = machine.now()
    machine.advance(31 * day)
    const starts = (perMs: number): number => {
      const throttled = activeRules(
        rulesFrom(offboard.replace('}', `, throttle: {max: 1, per: ${perMs}ms}}`)),
      )
      createRetention({
        machine,
        store,
        runner: scriptedFlows(),
        rules: () => throttled,
        keepMs: 30 * day,
      }).sweep()
      return store.forgetStarts('offboard', new Date(at.getTime() + 1), 10)
    }
    expect(starts(32 * day)).to.equal(1)
    past('e2', succeed)
    machine.advance(31 * day)
    expect(starts(day)).to.equal(0)
  })
})
