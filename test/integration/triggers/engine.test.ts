import {expect} from 'chai'
import {activeRules, type ActiveRules} from '../../../src/lib/triggers/engine/active-rules.js'
import {
  createEngine,
  type Engine,
  type EngineEnd,
  type WorkReport,
} from '../../../src/lib/triggers/engine/engine.js'
import {planEvents} from '../../../src/lib/triggers/engine/trigger-sink.js'
import {openTriggerStore, type TriggerStore} from '../../../src/lib/triggers/journal/trigger-store.js'
import type {EventSource} from '../../../src/lib/triggers/journal/work.js'
import {OpsError} from '../../../src/lib/shared/errors.js'
import type {JsonObject, JsonValue} from '../../../src/lib/shared/json.js'
import {deferred} from '../../../src/lib/shared/deferred.js'
import {ownIdentity} from '../../../src/lib/shared/process-identity.js'
import {fakeMachine, type FakeMachine} from '../../support/fake-machine.js'
import {rulesFrom} from '../../support/rules.js'
import {scriptedFlows, type ScriptedFlows} from '../../support/scripted-flows.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'
import {seen, stateIn} from '../../support/trigger-work.js'

const offboard = `
  - id: offboard
    on: user.lifecycle.deactivate
    flow: offboarding
    input: {login: "\${{ target.alternateId | first }}"}
`

describe('the engine of triggers', () => {
  let home: TempHome
  let machine: FakeMachine
  let store: TriggerStore
  let said: string[]
  let reports: WorkReport[]

  beforeEach(async () => {
    home = createTempHome()
    machine = fakeMachine(stateIn(home.path))
    store = await openTriggerStore(machine)
    said = []
    reports = []
  })
  afterEach(() => {
    store.close()
    home.remove()
  })

  const bodyOf = (uuid: string, more: JsonObject = {}): JsonObject => ({...seen(uuid).body, ...more})
  const plan = (rules: ActiveRules, events: readonly JsonObject[], source: EventSource = 'log'): void => {
    planEvents({machine, store, rules: () => rules, org: ''}, events, source)
  }
  const engineOf = (rules: ActiveRules, runner: ScriptedFlows, parallel = 4): Engine =>
    createEngine({
      machine,
      store,
      runner,
      rules: () => rules,
      org: '',
      parallel,
      onReport: (report) => void reports.push(report),
      say: (line) => void said.push(line),
    })
  const runUntil = async (end: EngineEnd, rules: ActiveRules, runner: ScriptedFlows): Promise<void> => {
    const engine = engineOf(rules, runner)
    engine.endWhen(end)
    await engine.run(new AbortController().signal)
  }
  const endOf = (uuid: string): string[] =>
    store
      .find({event: uuid})
      .map(({work}) => `${work.step} ${work.state}`)
      .reverse()

  it('runs the flow once for each event, with the input that the rule makes of it', async () => {
    const rules = activeRules(rulesFrom(offboard))
    const flows = scriptedFlows()
    plan(rules, [bodyOf('e1'), bodyOf('e2')])
    plan(rules, [bodyOf('e2'), bodyOf('e1')])
    await runUntil('done', rules, flows)
    expect(flows.requests.map(({key, flow, input, cause}) => ({key, flow, input, cause}))).to.deep.equal(
      ['e1', 'e2'].map((uuid) => ({
        key: `offboard:${uuid}`,
        flow: 'offboarding',
        input: {login: 'Jon.Vale@example.com'},
        cause: {kind: 'trigger', name: 'offboard', event: uuid},
      })),
    )
    expect(reports.map(({work, ending}) => [work.event, ending.state])).to.deep.equal([
      ['e1', 'succeeded'],
      ['e2', 'succeeded'],
    ])
  })

  it('hands on timeout and secret inputs', async () => {
    const rules = activeRules(rulesFrom(`${offboard}    timeout: 20s\n    secret_inputs: [login]\n`))
    const flows = scriptedFlows()
    plan(rules, [bodyOf('e1')])
    await runUntil('done', rules, flows)
    expect(flows.requests[0]).to.deep.include({timeoutMs: 20_000, secretInputs: ['login']})
  })

  describe('a chain', () => {
    const chain = `${offboard}
    then:
      - {id: ticket, flow: open-ticket, input: {answer: "\${{ steps.flow.output.id }}"}}
      - {id: mail, flow: tell, input: {ticket: "\${{ steps.ticket.output }}", who: "\${{ actor.alternateId }}"}}
    on_failure: {flow: alarm, input: {step: "\${{ failure.step }}", why: "\${{ failure.reason }}"}}
`
    it('gives each step what the ones before have answered', async () => {
      const rules = activeRules(rulesFrom(chain))
      const flows = scriptedFlows(({flow}) => ({
        state: 'succeeded',
        output: flow === 'offboarding' ? {id: 7} : 'T-1',
      }))
      plan(rules, [bodyOf('e1')])
      await runUntil('done', rules, flows)
      expect(flows.requests.map(({flow, input}) => [flow, input])).to.deep.equal([
        ['offboarding', {login: 'Jon.Vale@example.com'}],
        ['open-ticket', {answer: 7}],
        ['tell', {ticket: 'T-1', who: 'mara.lindt@example.com'}],
      ])
      expect(endOf('e1')).to.deep.equal(['flow succeeded', 'ticket succeeded', 'mail succeeded'])
    })

    it('ends at a step that fails, with on_failure, and goes on from there after a redrive', async () => {
      const rules = activeRules(rulesFrom(chain))
      let isMended = false
      const flows = scriptedFlows(({flow}) =>
        flow === 'open-ticket' && !isMended ? {state: 'failed', reason: 'no desk'} : {state: 'succeeded'},
      )
      plan(rules, [bodyOf('e1')])
      await runUntil('done', rules, flows)
      expect(endOf('e1')).to.deep.equal(['flow succeeded', 'ticket failed', 'on_failure succeeded'])
      expect(flows.requests.at(-1)?.input).to.deep.equal({step: 'ticket', why: 'no desk'})
      isMended = true
      const [dead] = store.find({states: ['failed']})
      store.redrive(Number(dead?.work.id), {now: machine.now(), mayRepeat: false})
      await runUntil('done', rules, flows)
      expect(endOf('e1').sort()).to.deep.equal([
        'flow succeeded',
        'mail succeeded',
        'on_failure succeeded',
        'ticket succeeded',
      ])
    })

    it('does not take an unknown step for a failed one', async () => {
      const rules = activeRules(rulesFrom(chain))
      plan(rules, [bodyOf('e1')])
      await runUntil(
        'done',
        rules,
        scriptedFlows(() => ({state: 'unknown', reason: 'cut'})),
      )
      expect(endOf('e1')).to.deep.equal(['flow unknown'])
    })
  })

  describe('retries', () => {
    const retried = (on: string): string => `${offboard}    retry: {max: 2, backoff: 10s, on: [${on}]}\n`
    const cases = [
      {name: 'what was refused', on: 'refused', state: 'refused', calls: 3, end: 'failed'},
      {name: 'what failed, where the rule says so', on: 'failed', state: 'failed', calls: 3, end: 'failed'},
      {name: 'nothing else', on: 'refused', state: 'failed', calls: 1, end: 'failed'},
      {name: 'never what is in doubt', on: 'refused, failed', state: 'unknown', calls: 1, end: 'unknown'},
      {
        name: 'what is in doubt, where the rule says so',
        on: 'unknown',
        state: 'unknown',
        calls: 3,
        end: 'unknown',
      },
    ] as const
    for (const {name, on, state, calls, end} of cases)
      it(name, async () => {
        const rules = activeRules(rulesFrom(retried(on)))
        const flows = scriptedFlows(() => ({state, reason: 'so'}))
        plan(rules, [bodyOf('e1')])
        await runUntil('done', rules, flows)
        expect(flows.requests).to.have.length(calls)
        expect(new Set(flows.requests.map(({runId}) => runId)).size).to.equal(calls)
        expect(new Set(flows.requests.map(({key}) => key)).size).to.equal(1)
        expect(endOf('e1')).to.deep.equal([`flow ${end}`])
      })

    it('says that it may repeat only where it may', async () => {
      const rules = activeRules(rulesFrom(retried('unknown, refused')))
      const flows = scriptedFlows((_request, count) => ({state: count === 1 ? 'unknown' : 'succeeded'}))
      plan(rules, [bodyOf('e1')])
      await runUntil('done', rules, flows)
      expect(flows.requests.map(({mayRepeat}) => mayRepeat)).to.deep.equal([undefined, true])
      expect(endOf('e1')).to.deep.equal(['flow succeeded'])
    })

    it('are left for later by an engine that ends when nothing is due', async () => {
      const rules = activeRules(rulesFrom(retried('refused')))
      const flows = scriptedFlows(() => ({state: 'refused'}))
      plan(rules, [bodyOf('e1')])
      await runUntil('idle', rules, flows)
      expect(flows.requests).to.have.length(1)
      expect(endOf('e1')).to.deep.equal(['flow planned'])
    })
  })

  it('redrives what is in doubt by word, under the same key', async () => {
    const rules = activeRules(rulesFrom(offboard))
    const flows = scriptedFlows((_request, count) => ({state: count === 1 ? 'unknown' : 'succeeded'}))
    plan(rules, [bodyOf('e1')])
    await runUntil('done', rules, flows)
    store.redrive(Number(store.find({})[0]?.work.id), {now: machine.now(), mayRepeat: true})
    await runUntil('done', rules, flows)
    expect(flows.requests.map(({key, mayRepeat}) => [key, mayRepeat])).to.deep.equal([
      ['offboard:e1', undefined],
      ['offboard:e1', true],
    ])
    expect(endOf('e1')).to.deep.equal(['flow succeeded'])
  })

  it('makes a dead letter of what cannot be run, and says why', async () => {
    const rules = activeRules(rulesFrom(offboard))
    const flows = scriptedFlows(() => {
      throw new OpsError('OPS_SECRET', 'the client token is not there', {failure: 'usage'})
    })
    plan(rules, [bodyOf('e1')])
    await runUntil('done', rules, flows)
    expect(store.find({})[0]?.work).to.include({
      state: 'failed',
      reason: 'not sent: the client token is not there',
    })
  })

  it('does the events beside one that is nested without end, and cuts that one', async () => {
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as JsonValue
    const rules = activeRules(rulesFrom(offboard))
    const flows = scriptedFlows()
    plan(rules, [bodyOf('deep', {request: {deep}}), bodyOf('e1')])
    await runUntil('done', rules, flows)
    expect(flows.requests.map(({key}) => key)).to.deep.equal(['offboard:deep', 'offboard:e1'])
    expect(JSON.stringify(store.event('deep')?.body)).to.contain('[["(nested too deep)"]]')
    expect(store.find({user: 'jon.vale@example.com'})).to.have.length(2)
  })

  it('runs no more at once than it may', async () => {
    const rules = activeRules(rulesFrom(offboard))
    let [now, most] = [0, 0]
    const flows = scriptedFlows(async () => {
      most = Math.max(most, ++now)
      await new Promise((resolve) => setImmediate(resolve))
      now--
      return {state: 'succeeded'}
    })
    plan(
      rules,
      ['e1', 'e2', 'e3', 'e4', 'e5', 'e6', 'e7'].map((uuid) => bodyOf(uuid)),
    )
    const engine = engineOf(rules, flows, 3)
    engine.endWhen('done')
    await engine.run(new AbortController().signal)
    expect(most).to.equal(3)
    expect(flows.requests).to.have.length(7)
  })

  it('finishes what is on its way when it is stopped, and begins nothing more', async () => {
    const rules = activeRules(rulesFrom(offboard))
    const {promise, resolve} = deferred<undefined>()
    const begun = deferred<undefined>()
    const flows = scriptedFlows(async () => {
      begun.resolve(undefined)
      await promise
      return {state: 'succeeded'}
    })
    plan(rules, [bodyOf('e1'), bodyOf('e2')])
    const stop = new AbortController()
    const running = engineOf(rules, flows, 1).run(stop.signal)
    await begun.promise
    stop.abort()
    resolve(undefined)
    await running
    expect([endOf('e1'), endOf('e2')]).to.deep.equal([['flow succeeded'], ['flow planned']])
  })

  describe('what a process that is gone had in hand', () => {
    const owner = JSON.stringify({pid: 2 ** 30, start: 'never', host: ownIdentity().host})
    const cases = [
      {name: 'was never written down as a run: is done', run: undefined, calls: 1, end: 'succeeded'},
      {name: 'was not sent: is done', run: 'planned', calls: 1, end: 'succeeded'},
      {name: 'was sent: is in doubt', run: 'sent', calls: 0, end: 'unknown'},
      {name: 'had ended well: is taken over', run: 'succeeded', calls: 0, end: 'succeeded'},
      {name: 'had failed: is taken over', run: 'failed', calls: 0, end: 'failed'},
    ] as const
    for (const {name, run, calls, end} of cases)
      it(name, async () => {
        const rules = activeRules(rulesFrom(offboard))
        const flows = scriptedFlows()
        plan(rules, [bodyOf('e1')])
        store.claim({
          now: machine.now(),
          owner,
          rules: rules.limits,
          org: '',
          slots: 1,
          newRunId: () => 'run_gone',
        })
        if (run !== undefined) flows.put({runId: 'run_gone', state: run, key: 'another'})
        await runUntil('done', rules, flows)
        expect(flows.requests).to.have.length(calls)
        expect(endOf('e1')).to.deep.equal([`flow ${end}`])
      })

    it('is in doubt when the journal of runs was put aside since', async () => {
      const rules = activeRules(rulesFrom(offboard))
      plan(rules, [bodyOf('e1')])
      const {limits} = rules
      store.claim({now: machine.now(), owner, rules: limits, org: '', slots: 1, newRunId: () => 'run_gone'})
      machine.advance(1000)
      const flows = {...scriptedFlows(), since: machine.now()}
      await runUntil('done', rules, flows)
      expect(flows.requests).to.deep.equal([])
      expect(store.find({})[0]?.work).to.include({
        state: 'unknown',
        reason: 'the journal of runs was begun anew since: nobody knows whether it was sent',
      })
    })

    for (const {name, now, run, end} of [
      {name: 'in doubt, of a rule that is gone', now: '', run: 'sent', end: 'unknown'},
      {
        name: 'in doubt, of a rule that is off',
        now: `${offboard}    enabled: false\n`,
        run: 'sent',
        end: 'unknown',
      },
      {
        name: 'done, of a rule that is off',
        now: `${offboard}    enabled: false\n`,
        run: 'succeeded',
        end: 'succeeded',
      },
      {name: 'done, of a rule that only others may know', now: '', run: 'succeeded', end: 'running'},
    ] as const)
      it(`${name}: is ${end}, and a person may drop it unless it is done`, async () => {
        const {limits, ...before} = activeRules(rulesFrom(offboard))
        plan({limits, ...before}, [bodyOf('e1')])
        store.claim({now: machine.now(), owner, rules: limits, org: '', slots: 1, newRunId: () => 'run_gone'})
        const flows = scriptedFlows()
        flows.put({runId: 'run_gone', state: run, key: 'another'})
        await runUntil('idle', activeRules(now === '' ? [] : rulesFrom(now)), flows)
        expect(flows.requests).to.deep.equal([])
        expect(endOf('e1')).to.deep.equal([`flow ${end}`])
        if (end === 'succeeded') return
        store.drop(Number(store.find({})[0]?.work.id), machine.now())
        expect(endOf('e1')).to.deep.equal(['flow dropped'])
      })
  })

  it('settles what was in doubt once its fate is known, and goes on with the chain', async () => {
    const rules = activeRules(rulesFrom(`${offboard}    then: [{id: mail, flow: tell, input: {}}]\n`))
    const flows = scriptedFlows(({flow}) => ({state: flow === 'offboarding' ? 'unknown' : 'succeeded'}))
    plan(rules, [bodyOf('e1')])
    await runUntil('done', rules, flows)
    flows.put({runId: String(flows.requests[0]?.runId), state: 'succeeded'})
    await runUntil('done', rules, flows)
    expect(endOf('e1')).to.deep.equal(['flow succeeded', 'mail succeeded'])
  })

  it('knows an event without a uuid by what it says, and one with a NUL in it', async () => {
    const rules = activeRules(rulesFrom(`${offboard}    key: "\${{ actor.displayName }}"\n`))
    const flows = scriptedFlows()
    const nameless = bodyOf('e1', {uuid: undefined, actor: {displayName: 'Jon\0Vale'}})
    plan(rules, [nameless, nameless])
    await runUntil('done', rules, flows)
    expect(flows.requests).to.have.length(1)
  })
})
