import {randomBytes} from 'node:crypto'
import {NoSuchThing} from '../../company/company.js'
import type {SeedFlow} from '../../seed/seed-flows.js'

/** A flow of the org. */
export interface OrgFlow extends SeedFlow {
  /** 26 characters, as Workflows numbers its flows. */
  readonly id: string
  readonly alias: string
}

/** Room of one flow's limit, as its answer tells it. */
export interface FlowRoom {
  readonly allowed: boolean
  readonly remaining: number
  /** When a call is let through again, in milliseconds since 1970. */
  readonly resetsAtMs: number
}

const secondMs = 1000

/** The flows of the org, and how often each was called within the last second. */
export class OrgFlows {
  readonly #now: () => Date
  readonly #flows = new Map<string, OrgFlow>()
  readonly #calls = new Map<string, readonly number[]>()

  constructor(flows: readonly SeedFlow[], now: () => Date) {
    this.#now = now
    for (const flow of flows) this.add(flow)
  }

  get all(): readonly OrgFlow[] {
    return [...this.#flows.values()]
  }

  ofAlias(alias: string): OrgFlow | undefined {
    return this.all.find((flow) => flow.alias === alias)
  }

  /** @throws NoSuchThing */
  named(name: string): OrgFlow {
    const found = this.all.find((flow) => flow.name === name || flow.id === name)
    if (found !== undefined) return found
    const known = this.all.map((flow) => flow.name).join(', ')
    throw new NoSuchThing(`no flow ${JSON.stringify(name)}${known === '' ? '' : `; there is ${known}`}`)
  }

  add(flow: SeedFlow): OrgFlow {
    const alias = flow.alias ?? randomBytes(16).toString('hex')
    const id = flowId(this.#now())
    return this.#keep({...withToken(flow), alias, id})
  }

  /** An alias survives edits. */
  update(flow: OrgFlow, changes: Partial<SeedFlow>): OrgFlow {
    return this.#keep({...withToken({...flow, ...changes}), alias: flow.alias, id: flow.id})
  }

  delete({id}: OrgFlow): void {
    this.#flows.delete(id)
  }

  /** Counts one call, unless the flow was called as often as it may within a second. */
  take({id, perSecond}: OrgFlow): FlowRoom {
    const nowMs = this.#now().getTime()
    const recent = (this.#calls.get(id) ?? []).filter((at) => at > nowMs - secondMs)
    const allowed = recent.length < perSecond
    const calls = allowed ? [...recent, nowMs] : recent
    this.#calls.set(id, calls)
    return {
      allowed,
      remaining: perSecond - calls.length,
      resetsAtMs: (calls[0] ?? nowMs) + secondMs,
    }
  }

  #keep(flow: OrgFlow): OrgFlow {
    this.#flows.set(flow.id, flow)
    return flow
  }
}

function withToken(flow: SeedFlow): SeedFlow {
  if (flow.security !== 'client_token' || flow.clientToken !== undefined) return flow
  return {...flow, clientToken: randomBytes(32).toString('hex')}
}

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A ULID: ten characters of time, sixteen of chance. */
function flowId(at: Date): string {
  const time = Array.from({length: 10}, (_, place) => {
    const shifted = Math.floor(at.getTime() / 32 ** (9 - place))
    return crockford[shifted % 32] ?? '0'
  })
  return [...time, ...Array.from(randomBytes(16), (byte) => crockford[byte % 32] ?? '0')].join('')
}
