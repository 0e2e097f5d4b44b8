import {randomUUID} from 'node:crypto'
import type {JsonObject} from '../../../shared/json.js'

/** One event as the log keeps it: its bytes, made once, and what pages are cut by. Parsed only where somebody looks inside. */
export class StoredEvent {
  readonly json: Buffer
  readonly eventType: string
  readonly publishedMs: number
  /** When it was filed; never before the one in front of it. */
  readonly committedMs: number

  constructor(json: Buffer, {eventType, publishedMs, committedMs}: Omit<StoredEvent, 'json' | 'event'>) {
    this.json = json
    this.eventType = eventType
    this.publishedMs = publishedMs
    this.committedMs = committedMs
  }

  get event(): JsonObject {
    return JSON.parse(this.json.toString()) as JsonObject
  }
}

interface LateEvent {
  readonly dueMs: number
  readonly event: JsonObject
}

export interface AppendOptions {
  /** File them as if they had been filed when they were published (history), instead of now. */
  readonly asOfPublished?: boolean
}

/** The System Log: events in the order they were committed, which is not the order they were published in. */
export class EventStore {
  readonly #now: () => Date
  readonly #committed: StoredEvent[] = []
  /** Positions in #committed by `published`; made when somebody asks. */
  #byPublished: number[] = []
  #late: readonly LateEvent[] = []
  readonly #listeners: ((event: JsonObject) => void)[] = []

  constructor(now: () => Date) {
    this.#now = now
  }

  /** In commit order; what was due by now is in. */
  get events(): readonly StoredEvent[] {
    this.#fileLate()
    return this.#committed
  }

  /** Tells `listener` of every event as it happens, whenever it is filed. */
  onEvent(listener: (event: JsonObject) => void): void {
    this.#listeners.push(listener)
  }

  /** Files an event; `lateMs` later than it happened. */
  record(event: JsonObject, lateMs = 0): void {
    if (lateMs > 0) this.#late = [...this.#late, {dueMs: this.#now().getTime() + lateMs, event}]
    else this.#file(JSON.stringify(event), event, {})
    for (const listener of this.#listeners) listener(event)
  }

  /**
   * Files many events at once, in this order, and tells nobody: objects, or the exact JSON text of one. What an event lacks
   * of `uuid`, `published` and `eventType` it is given.
   */
  append(events: Iterable<JsonObject | string>, options: AppendOptions = {}): void {
    this.#fileLate()
    for (const given of events) {
      if (typeof given === 'string') this.#file(given, JSON.parse(given) as JsonObject, options)
      else {
        const whole = {
          uuid: randomUUID(),
          published: this.#now().toISOString(),
          eventType: 'user.session.start',
          ...given,
        }
        this.#file(JSON.stringify(whole), whole, options)
      }
    }
  }

  /** Positions in `events`, sorted by `published` and then by commit. */
  get byPublished(): readonly number[] {
    const events = this.events
    if (this.#byPublished.length < events.length) {
      for (let index = this.#byPublished.length; index < events.length; index += 1)
        this.#byPublished.push(index)
      this.#byPublished.sort((a, b) => publishedAt(events, a) - publishedAt(events, b) || a - b)
    }
    return this.#byPublished
  }

  #file(json: string, {eventType, published}: JsonObject, {asOfPublished = false}: AppendOptions): void {
    const nowMs = this.#now().getTime()
    const publishedMs = typeof published === 'string' ? Date.parse(published) : nowMs
    const lastMs = this.#committed.at(-1)?.committedMs ?? 0
    this.#committed.push(
      new StoredEvent(Buffer.from(json), {
        eventType: typeof eventType === 'string' ? eventType : '',
        publishedMs: Number.isNaN(publishedMs) ? nowMs : publishedMs,
        committedMs: Math.max(lastMs, asOfPublished ? publishedMs : nowMs),
      }),
    )
  }

  #fileLate(): void {
    if (this.#late.length === 0) return
    const nowMs = this.#now().getTime()
    const due = this.#late.filter(({dueMs}) => dueMs <= nowMs)
    this.#late = this.#late.filter(({dueMs}) => dueMs > nowMs)
    for (const {event} of due) this.#file(JSON.stringify(event), event, {})
  }
}

function publishedAt(events: readonly StoredEvent[], index: number): number {
  return events[index]?.publishedMs ?? 0
}
