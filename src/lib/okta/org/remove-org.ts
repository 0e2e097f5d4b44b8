import {removeSecret} from '../../secrets/store-secret.js'
import {showSecretReference, type SecretReference} from '../../secrets/secret-reference.js'
import type {Machine} from '../../shared/machine.js'
import {dropOrgToken, orgTokenPath, readOrgToken, type TokenConnection} from '../auth/token-cache.js'
import {namedLayer} from './named-layer.js'
import {tokenConnectionOf} from './org-connection.js'
import {settingOf} from './org-setting.js'
import type {NamedOrg, OrgEntry} from './orgs-file.js'
import {forgetOrg, readOrgs} from './orgs-store.js'

export interface RemovedOrg {
  readonly secretRemoved: boolean
  readonly tokenRemoved: boolean
}

/**
 * Forgets a named org with what okta-ops kept for it alone: the secret, unless another org refers to it, and the token.
 * @throws OpsError OPS_ORG_NOT_FOUND
 */
export async function removeOrg(machine: Machine, name: string): Promise<RemovedOrg> {
  return dropLeftovers(machine, {name, org: await forgetOrg(machine, name)})
}

/** Removes what was kept for an org as it was, and that no org of today uses. */
export async function dropLeftovers(machine: Machine, former: OrgEntry): Promise<RemovedOrg> {
  const orgs = [...readOrgs(machine).orgs].map(([name, org]): OrgEntry => ({name, org}))
  const used = new Set(orgs.flatMap(({org}) => referencesOf(org)).map(showSecretReference))
  let secretRemoved = false
  for (const reference of referencesOf(former.org))
    if (!used.has(showSecretReference(reference)))
      secretRemoved = (await removeSecret(machine, reference)) || secretRemoved
  return {secretRemoved, tokenRemoved: dropToken(machine, former, orgs)}
}

function referencesOf({apiToken, privateKey}: NamedOrg): readonly SecretReference[] {
  return [apiToken, privateKey].filter((reference) => reference !== undefined)
}

/** The token's place follows from org, client and scopes, so that two names may share one. */
function dropToken(machine: Machine, former: OrgEntry, orgs: readonly OrgEntry[]): boolean {
  const place = tokenPlace(machine, former)
  if (place === undefined || orgs.some((entry) => tokenPlace(machine, entry)?.file === place.file))
    return false
  if (readOrgToken(machine, place.connection) === undefined) return false
  dropOrgToken(machine, place.connection)
  return true
}

function tokenPlace(
  machine: Machine,
  entry: OrgEntry,
): {readonly connection: TokenConnection; readonly file: string} | undefined {
  const layer = namedLayer(machine, entry)
  // What is written half cannot be used, so nothing is kept for it; it must still be possible to remove it.
  if (layer.values.clientId === undefined || layer.values.apiToken !== undefined) return undefined
  const connection = tokenConnectionOf(settingOf(layer, layer.values.orgUrl))
  return connection && {connection, file: orgTokenPath(machine, connection)}
}
