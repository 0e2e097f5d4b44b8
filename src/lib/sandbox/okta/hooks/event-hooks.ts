import {oktaId} from '../../company/people.js'

export interface HookHeader {
  readonly key: string
  readonly value: string
}

/** An event hook: where which events are posted, and with which headers. */
export interface EventHook {
  readonly id: string
  readonly name: string
  readonly description: string | undefined
  readonly status: 'ACTIVE' | 'INACTIVE'
  readonly verificationStatus: 'UNVERIFIED' | 'VERIFIED'
  /** Event types. */
  readonly items: readonly string[]
  readonly uri: string
  readonly headers: readonly HookHeader[]
  /** Sent as a header of its own; the value is never shown again. */
  readonly authScheme: HookHeader | undefined
  readonly createdBy: string
  readonly createdAt: Date
  readonly lastUpdatedAt: Date
}

export type NewHook = Pick<EventHook, 'name' | 'description' | 'items' | 'uri' | 'headers' | 'authScheme'>

/** Active ones of an org. */
export const mostActiveHooks = 25

/** One delivery as it ended, for the admin view. */
export interface Delivery {
  readonly at: Date
  readonly hook: string
  readonly eventTypes: readonly string[]
  readonly attempts: number
  /** Of the last answer, or why there was none. */
  readonly outcome: string
  readonly delivered: boolean
}

const keptDeliveries = 200

/** The event hooks of the org, and how their newest deliveries ended. */
export class EventHooks {
  readonly #now: () => Date
  readonly #hooks = new Map<string, EventHook>()
  #deliveries: readonly Delivery[] = []
  #count = 0

  constructor(now: () => Date) {
    this.#now = now
  }

  get all(): readonly EventHook[] {
    return [...this.#hooks.values()]
  }

  get activeCount(): number {
    return this.all.filter(({status}) => status === 'ACTIVE').length
  }

  /** Oldest first. */
  get deliveries(): readonly Delivery[] {
    return this.#deliveries
  }

  find(id: string): EventHook | undefined {
    return this.#hooks.get(id)
  }

  /** The hooks that events of this type go to: only what is active and verified. */
  targetsOf(eventType: string): readonly EventHook[] {
    return this.all.filter(
      ({status, verificationStatus, items}) =>
        status === 'ACTIVE' && verificationStatus === 'VERIFIED' && items.includes(eventType),
    )
  }

  create(hook: NewHook, createdBy: string): EventHook {
    this.#count += 1
    const at = this.#now()
    const id = oktaId('who', this.#count)
    const status = {status: 'ACTIVE', verificationStatus: 'UNVERIFIED'} as const
    return this.#keep({...hook, ...status, id, createdBy, createdAt: at, lastUpdatedAt: at})
  }

  update(
    hook: EventHook,
    changes: Partial<NewHook & Pick<EventHook, 'status' | 'verificationStatus'>>,
  ): EventHook {
    return this.#keep({...hook, ...changes, lastUpdatedAt: this.#now()})
  }

  delete({id}: EventHook): void {
    this.#hooks.delete(id)
  }

  noteDelivery(delivery: Delivery): void {
    this.#deliveries = [...this.#deliveries, delivery].slice(-keptDeliveries)
  }

  #keep(hook: EventHook): EventHook {
    this.#hooks.set(hook.id, hook)
    return hook
  }
}
