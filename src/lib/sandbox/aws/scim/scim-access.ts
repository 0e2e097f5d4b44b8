import type {World} from '../../world.js'

/** The endpoint's address, without a slash at the end. */
export function scimUrl({origin, scim}: Pick<World, 'origin' | 'scim'>): string {
  return `${origin}/aws/scim/${scim.tenant}/scim/v2`
}

/** Where okta-ops finds the endpoint and its token. */
export function scimVariables(world: World): Readonly<Record<string, string>> {
  const [token] = world.scim.tokens
  return {OKTA_OPS_SCIM_URL: scimUrl(world), OKTA_OPS_SCIM_TOKEN: token?.value ?? ''}
}
