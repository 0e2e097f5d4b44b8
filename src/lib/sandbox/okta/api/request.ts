import type {OktaCaller} from '../caller.js'
import type {Bucket} from '../limits/rate-limits.js'
import type {Call} from '../../aws/call.js'
import type {Operation} from '../../faults/fault.js'
import type {World} from '../../world.js'

/** A call of the org's API, its caller known and allowed. */
export interface OktaRequest {
  readonly world: World
  readonly call: Call
  readonly caller: OktaCaller
  /** The named parts of the path, decoded. */
  readonly params: Readonly<Record<string, string>>
  /** X-Okta-Request-Id, and the transaction of what it writes into the System Log. */
  readonly requestId: string
}

export interface PageLink {
  readonly url: string
  readonly rel: 'self' | 'next'
}

/** What a handler answers; without a body it is a 204. */
export interface OktaReply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly links?: readonly PageLink[]
  readonly body?: object
}

/** One operation of the API: what it is called in faults, which bucket counts it, which scope it needs. */
export interface OktaEndpoint {
  readonly operation: Operation
  readonly bucket: Bucket
  readonly scope: string
  readonly handle: (request: OktaRequest) => OktaReply | Promise<OktaReply>
}
