import type {Agent} from 'node:http'
import type {AwsDirectory} from '../../ports/aws-directory.js'
import {createBreaker} from '../../shared/breaker.js'
import type {Machine} from '../../shared/machine.js'
import type {ScimWriter} from '../scim-writer.js'
import {scimAddress} from './scim-address.js'
import type {CallCounts, ScimEndpoint} from './scim-call.js'
import type {PairFilter} from './scim-filter.js'
import {createScimPace, type PaceLimits} from './scim-pace.js'
import {createScimReads, type ScimReads} from './scim-reads.js'
import {createTokenOrder, type ScimToken} from './scim-tokens.js'
import {createScimWrites} from './scim-writes.js'

export interface ScimClientOptions {
  /** `https://scim.REGION.amazonaws.com/TENANT/scim/v2`; a slash at the end is taken off. */
  readonly url: string
  /** The one in use and, where there is one, the next: tried when AWS does not take the first. */
  readonly tokens: readonly ScimToken[]
  readonly pace?: PaceLimits | undefined
  /** The spelling of the filter for a pair that is tried first. */
  readonly pairFilter?: PairFilter | undefined
  /** Whether a PATCH may both add and remove. UNVERIFIED at AWS: false unless said. */
  readonly mixedPatch?: boolean | undefined
}

/** How an endpoint was treated so far. */
export interface ScimFigures extends Readonly<CallCounts> {
  /** The pace that was found to be borne, in requests a second. */
  readonly perSecond: number
  /** Which token AWS takes: 0 is the first. */
  readonly token: number
}

/** AWS's SCIM endpoint, to read and to write. */
export interface ScimClient
  extends AwsDirectory, ScimWriter, Pick<ScimReads, 'generation' | 'pairFilter' | 'serviceProvider'> {
  readonly via: 'scim'
  /** The address without a slash at the end: it names the tenant. */
  readonly tenant: string
  readonly figures: () => ScimFigures
}

/**
 * Opens AWS's SCIM endpoint; nothing is sent before the first call. All calls share one pace, within which they wait.
 * @throws OpsError OPS_SCIM_CONFIG for an address that cannot be one
 */
export function openScimClient(machine: Machine, options: ScimClientOptions): ScimClient {
  const endpoint = openScimEndpoint(machine, options)
  const {url} = endpoint
  const reads = createScimReads(endpoint, options.pairFilter)
  const writes = createScimWrites(endpoint, reads, options.mixedPatch ?? false)
  return {
    via: 'scim',
    tenant: url,
    ...reads,
    ...writes,
    calls: () => endpoint.counts.reads + endpoint.counts.writes,
    figures: () => ({
      ...endpoint.counts,
      perSecond: endpoint.pace.perSecond(),
      token: endpoint.tokens.place(),
    }),
  }
}

/**
 * What all calls of one endpoint share.
 * @throws OpsError OPS_SCIM_CONFIG for an address that cannot be one
 */
export function openScimEndpoint(
  machine: Machine,
  {url: address, tokens, pace}: Pick<ScimClientOptions, 'url' | 'tokens' | 'pace'>,
): ScimEndpoint {
  const url = scimAddress(address)
  let agent: Agent | undefined
  return {
    machine,
    url,
    tokens: createTokenOrder(tokens),
    pace: createScimPace(machine, pace),
    breaker: createBreaker(machine.monotonicMs),
    agent: () => (agent ??= keptConnections(url)),
    counts: {reads: 0, writes: 0, throttled: 0, retried: 0},
  }
}

/** Idle connections neither keep the process alive nor last long enough to be cut by the other end. */
function keptConnections(url: string): Agent {
  const {Agent: Kind} = process.getBuiltinModule(url.startsWith('https:') ? 'node:https' : 'node:http')
  return new Kind({keepAlive: true, timeout: 15_000})
}
