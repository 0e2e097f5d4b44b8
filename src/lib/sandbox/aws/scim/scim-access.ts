import {identityStoreId} from '../identity-store/bodies.js'
import type {World} from '../../world.js'

/** The ways to Identity Center's directory, for whoever starts a sandbox. */
export interface ScimAccess {
  /** Without a slash at the end. */
  readonly url: string
  /** The first one. */
  readonly token: string
  /** `d-...`: the same directory for the Identity Store API. */
  readonly identityStoreId: string
}

export function scimAccess(world: World): ScimAccess {
  const [token] = world.scim.tokens
  return {
    url: `${world.origin}/aws/scim/${world.scim.tenant}/scim/v2`,
    token: token?.value ?? '',
    identityStoreId: identityStoreId(world),
  }
}

/** Where okta-ops finds the endpoint and its token. */
export function scimVariables({url, token}: ScimAccess): Readonly<Record<string, string>> {
  return {OKTA_OPS_SCIM_URL: url, OKTA_OPS_SCIM_TOKEN: token}
}
