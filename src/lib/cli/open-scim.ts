import type {AwsDirectory} from '../ports/aws-directory.js'
import type {ScimClient} from '../scim/client/open-scim-client.js'
import type {LearnSources} from '../scim/learn/learn-both-sides.js'
import type {LearnWay} from '../scim/learn/choose-way.js'
import {OpsError} from '../shared/errors.js'
import {awsSupply} from './aws-supply.js'
import {connectOrg} from './connect-org.js'
import {awsIdentityStore, scimDomain, type Context} from './context.js'
import {
  findScimConnection,
  regionOfScimAddress,
  type FoundConnection,
  type ScimConnectionWish,
} from './scim-connection.js'

/** Both sides, and how they are reached. */
export interface ScimWish extends ScimConnectionWish {
  /** `--org` */
  readonly org?: string | undefined
  /** `--rate-share`, 0 to 1. */
  readonly rateShare?: number | undefined
  /** `--via` */
  readonly via: LearnWay
}

/** Okta and Identity Center, ready to be read and written. */
export interface OpenedScim extends FoundConnection {
  readonly client: ScimClient
  readonly sources: LearnSources
}

/**
 * Opens both sides; nothing is asked of either, and no secret of Identity Center's is read, before the first call.
 * @throws OpsError as findScimConnection and connectOrg; OPS_SCIM_CONFIG (usage) for `--via identity-store` without one
 */
export async function openScim(context: Context, wish: ScimWish): Promise<OpenedScim> {
  const {openScimClient} = await scimDomain()
  const found = await findScimConnection(context, wish)
  const {config, url, tokens} = found
  const {machine} = context
  const client = openScimClient(machine, {
    url,
    tokens,
    pace: config.pace,
    pairFilter: config.pairFilter,
    mixedPatch: config.mixedPatch,
  })
  const identityStore = identityStoreOf(context, found)
  if (wish.via === 'identity-store' && identityStore === undefined)
    throw new OpsError(
      'OPS_SCIM_CONFIG',
      '--via identity-store needs identityStore.id in scim.yaml: the id that the Identity Center console shows under Settings',
      {failure: 'usage', next: 'aws sso-admin list-instances'},
    )
  const okta = await connectOrg(context, {org: wish.org, rateShare: wish.rateShare, warn: wish.warn})
  return {
    ...found,
    client,
    sources: {okta: okta.directory, scim: client, identityStore, tenant: client.tenant},
  }
}

/** The Identity Store of scim.yaml; its region is the SCIM endpoint's where nothing else is said. */
function identityStoreOf(
  context: Context,
  {config: {identityStore}, url}: FoundConnection,
): (() => Promise<AwsDirectory>) | undefined {
  const {id, profile} = identityStore
  if (id === undefined) return undefined
  return async () => {
    const {openIdentityStore} = await awsIdentityStore()
    const region = identityStore.region ?? regionOfScimAddress(url)
    const {supply, ...place} = await awsSupply(context, {
      profile,
      region,
      noRegion: 'for the Identity Store: say identityStore.region in scim.yaml',
    })
    return openIdentityStore(context.machine, {...place, id}, supply)
  }
}
