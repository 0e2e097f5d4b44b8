import type {Machine} from '../../shared/machine.js'
import {openScimEndpoint, type ScimClientOptions} from '../client/open-scim-client.js'
import type {ScimEndpoint} from '../client/scim-call.js'
import {createScimReads, type ScimReads} from '../client/scim-reads.js'

/** An endpoint whose bare answers can be looked at, beside reading it as ever; nothing is sent. */
export function openProbe(
  machine: Machine,
  options: Omit<ScimClientOptions, 'mixedPatch'>,
): {readonly endpoint: ScimEndpoint; readonly reads: ScimReads} {
  const endpoint = openScimEndpoint(machine, options)
  return {endpoint, reads: createScimReads(endpoint, options.pairFilter)}
}
