import {deliveryBody} from './delivery-body.js'
import type {EventHook} from './event-hooks.js'
import {isWorthAnotherTry, reach, type Attempt} from './post.js'
import {record, systemOrigin} from '../log/journal.js'
import type {World} from '../../world.js'
import type {JsonObject} from '../../../shared/json.js'

/** Events that happen within this time travel together. */
const gatherMs = 20

/**
 * Delivers what happens from now on to the event hooks: at most one retry, in no order that counts, and only a failure is
 * told in the log. Nothing is kept for later.
 */
export class HookDeliveries {
  readonly #world: World
  readonly #waiting = new Map<string, JsonObject[]>()
  /** Bodies that the `hook_reorder` fault holds back until the next one has gone. */
  readonly #heldBack = new Map<string, JsonObject[]>()
  readonly #timers = new Set<NodeJS.Timeout>()
  #running: Promise<unknown> = Promise.resolve()

  constructor(world: World) {
    this.#world = world
    world.okta.log.onEvent((event) => {
      this.#take(event)
    })
  }

  /** What waits is not delivered any more; resolves when nothing is on its way. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#waiting.clear()
    await this.#running
  }

  #take(event: JsonObject): void {
    const {eventType} = event
    if (typeof eventType !== 'string') return
    for (const {id} of this.#world.okta.hooks.targetsOf(eventType)) {
      const waiting = this.#waiting.get(id)
      if (waiting === undefined) {
        this.#waiting.set(id, [event])
        this.#later(id)
      } else waiting.push(event)
    }
  }

  #later(id: string): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      const events = this.#waiting.get(id) ?? []
      this.#waiting.delete(id)
      const hook = this.#world.okta.hooks.find(id)
      if (hook !== undefined && events.length > 0) {
        const before = this.#running
        this.#running = Promise.all([before, this.#deliver(hook, events)])
      }
    }, gatherMs)
    this.#timers.add(timer)
  }

  async #deliver(hook: EventHook, events: JsonObject[]): Promise<void> {
    const {faults} = this.#world
    if (faults.take(['hook_drop'], 'okta.hooks') !== undefined) return
    if (faults.take(['hook_reorder'], 'okta.hooks') !== undefined) {
      this.#heldBack.set(hook.id, events)
      return
    }
    const body = deliveryBody(this.#world, hook, events)
    await this.#send(hook, events, body)
    if (faults.take(['hook_repeat'], 'okta.hooks') !== undefined) await this.#send(hook, events, body)
    const heldBack = this.#heldBack.get(hook.id)
    this.#heldBack.delete(hook.id)
    if (heldBack !== undefined) await this.#send(hook, heldBack, deliveryBody(this.#world, hook, heldBack))
  }

  async #send(hook: EventHook, events: readonly JsonObject[], body: string): Promise<void> {
    const world = this.#world
    const post = (): Promise<Attempt> =>
      reach(hook, {
        method: 'POST',
        headers: {'content-type': 'application/json'},
        body,
        timeoutMs: world.lifetimes.hookMs,
      })
    const first = await post()
    const again = isWorthAnotherTry(first)
    const {status = 0, outcome} = again ? await post() : first
    const delivered = status >= 200 && status < 300
    const eventTypes = events.map(({eventType}) => (typeof eventType === 'string' ? eventType : ''))
    world.okta.hooks.noteDelivery({
      at: world.now(),
      hook: hook.name,
      eventTypes,
      attempts: again ? 2 : 1,
      outcome,
      delivered,
    })
    if (!delivered) this.#tell(hook, {outcome, attempts: again ? 2 : 1})
  }

  #tell(
    {id, name}: EventHook,
    {outcome, attempts}: {readonly outcome: string; readonly attempts: number},
  ): void {
    record(
      this.#world,
      {
        eventType: 'event_hook.delivery',
        displayMessage: 'Event hook delivery failed',
        severity: 'WARN',
        outcome: {result: 'FAILURE', reason: outcome},
        target: [{id, type: 'EventHook', alternateId: 'unknown', displayName: name}],
        debugData: {attempts: String(attempts), statusCode: outcome},
      },
      systemOrigin(`/api/v1/eventHooks/${id}`),
    )
  }
}
