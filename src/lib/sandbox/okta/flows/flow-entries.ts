import type {FlowSecurity} from '../../seed/seed-flows.js'
import type {World} from '../../world.js'

/** A flow as whoever is to call it needs it. Holds a secret. */
export interface FlowEntry {
  readonly name: string
  readonly invokeUrl: string
  readonly security: FlowSecurity
  /** Where `security` is `client_token`: for the header x-api-client-token. */
  readonly clientToken?: string
  readonly active: boolean
}

export function flowEntries({okta, origin}: World): readonly FlowEntry[] {
  return okta.flows.all.map(({name, alias, security, clientToken, active}) => ({
    name,
    invokeUrl: `${origin}/api/flo/${alias}/invoke`,
    security,
    ...(security === 'client_token' && clientToken !== undefined && {clientToken}),
    active,
  }))
}
