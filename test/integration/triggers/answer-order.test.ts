import {expect} from 'chai'
import {subscribe, unsubscribe} from 'node:diagnostics_channel'
import type {ServerResponse} from 'node:http'
import {startHookListener} from '../../../src/lib/okta/hooks/hook-listener.js'
import type {HookReceiver} from '../../../src/lib/ports/hook-receiver.js'
import {deferred} from '../../../src/lib/shared/deferred.js'
import {activeRules} from '../../../src/lib/triggers/engine/active-rules.js'
import {createEngine, type Engine} from '../../../src/lib/triggers/engine/engine.js'
import {createHookInbox} from '../../../src/lib/triggers/engine/hook-inbox.js'
import {openTriggerStore, type TriggerStore} from '../../../src/lib/triggers/journal/trigger-store.js'
import type {FlowAnswer} from '../../support/scripted-flows.js'
import {deliveryOf, hookSecret, postDelivery} from '../../support/hook-caller.js'
import {liveMachine} from '../../support/live-machine.js'
import {rulesFrom} from '../../support/rules.js'
import {scriptedFlows} from '../../support/scripted-flows.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'
import {stateIn} from '../../support/trigger-work.js'
import {logEvent, offboardRule} from '../../support/trigger-house.js'

/*
 * How soon Okta has its answer is measured by the bench. What makes it soon is an order, and that is tested here, without a
 * clock: the answer leaves in the same turn in which the journal has the delivery, so that no work of this process, nor a lock
 * that another one holds, can come between the two.
 */
describe('the answer to a delivery', () => {
  let home: TempHome
  let store: TriggerStore
  let other: TriggerStore
  let engine: Engine
  let receiver: HookReceiver
  let response: ServerResponse | undefined
  let onPlanned: () => void
  const flow = deferred<FlowAnswer>()
  const stop = new AbortController()
  let running: Promise<void>

  const onRequest = (message: unknown): void => {
    response = (message as {readonly response: ServerResponse}).response
  }

  before(async () => {
    home = createTempHome()
    const machine = liveMachine(stateIn(home.path))
    store = await openTriggerStore(machine)
    other = await openTriggerStore(machine)
    const rules = activeRules(rulesFrom(offboardRule))
    const deps = {machine, store, rules: () => rules, org: ''}
    engine = createEngine({
      ...deps,
      runner: scriptedFlows(() => flow.promise),
      parallel: 1,
      onReport: () => undefined,
      say: () => undefined,
    })
    running = engine.run(stop.signal)
    const inbox = createHookInbox({
      ...deps,
      onPlanned: () => {
        engine.wake()
        onPlanned()
      },
    })
    receiver = await startHookListener(
      {machine, take: inbox, tell: () => undefined},
      {
        host: '127.0.0.1',
        port: 0,
        path: '/okta-events',
        hosts: [],
        secretHeader: 'Authorization',
        secrets: [hookSecret],
        behindProxy: false,
      },
    )
    subscribe('http.server.request.start', onRequest)
  })
  after(async () => {
    unsubscribe('http.server.request.start', onRequest)
    flow.resolve({state: 'succeeded'})
    stop.abort()
    await Promise.all([running, receiver.close()])
    store.close()
    other.close()
    home.remove()
  })

  const post = (uuid: string): ReturnType<typeof postDelivery> =>
    postDelivery(`http://127.0.0.1:${receiver.port}/okta-events`, deliveryOf([logEvent(uuid)], uuid))
  /** How things stand: whether the answer is with the operating system, and whether another connection reads the event. */
  const look = (uuid: string): string => {
    const socket = response?.socket
    const isSent = response?.writableEnded === true && socket?.writableLength === 0 && socket.bytesWritten > 0
    return `${other.event(uuid) === undefined ? 'not written' : 'written'}, ${isSent ? 'answered' : 'not answered'}`
  }

  it('leaves in the turn in which the journal has it: written, not answered; then both', async () => {
    const seen: string[] = []
    onPlanned = () => {
      seen.push(look('e1'))
      // Runs before anything that this turn, or one of before, has left to be done.
      process.nextTick(() => seen.push(look('e1')))
      queueMicrotask(() => seen.push(look('e1')))
    }
    expect((await post('e1')).status).to.equal(204)
    expect(seen).to.deep.equal(['written, not answered', 'written, answered', 'written, answered'])
  })

  it('leaves while every place for a run is taken by a flow that does not answer', async () => {
    onPlanned = () => undefined
    expect((await post('e2')).status).to.equal(204)
    expect(store.find({event: 'e2'})[0]?.work.state).to.equal('planned')
    expect(engine.inFlight()).to.equal(1)
  })
})
