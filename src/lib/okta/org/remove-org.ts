import {removeSecret} from '../../secrets/store-secret.js'
import {showSecretReference, type SecretReference} from '../../secrets/secret-reference.js'
import type {Machine} from '../../shared/machine.js'
import {dropOrgToken, orgTokenPath, readOrgToken, type TokenConnection} from '../auth/token-cache.js'
import {namedLayer} from './named-layer.js'
import {tokenConnectionOf} from './org-connection.js'
import {settingOf} from './org-setting.js'
import {isBad, type BadOrg, type NamedOrg} from './orgs-file.js'
import {forgetOrg, readOrgs} from './orgs-store.js'

export interface RemovedOrg {
  readonly secretRemoved: boolean
  readonly tokenRemoved: boolean
}

/** What is written under a name. */
interface WrittenEntry {
  readonly name: string
  readonly org: NamedOrg | BadOrg
}

/**
 * Forgets a named org with what okta-ops kept for it alone: the secret, unless another org refers to it, and the token.
 * @throws OpsError OPS_ORG_NOT_FOUND
 */
export async function removeOrg(machine: Machine, name: string): Promise<RemovedOrg> {
  return dropLeftovers(machine, {name, org: await forgetOrg(machine, name)})
}

/** Removes what was kept for an org as it was, and that no org of today uses. */
export async function dropLeftovers(machine: Machine, former: WrittenEntry): Promise<RemovedOrg> {
  const {orgs, bad} = readOrgs(machine)
  const entries = [...orgs, ...bad].map(([name, org]): WrittenEntry => ({name, org}))
  const used = new Set(entries.flatMap(({org}) => referencesOf(org)).map(showSecretReference))
  let secretRemoved = false
  for (const reference of referencesOf(former.org))
    if (!used.has(showSecretReference(reference)))
      secretRemoved = (await removeSecret(machine, reference)) || secretRemoved
  return {secretRemoved, tokenRemoved: dropToken(machine, former, entries)}
}

function referencesOf(org: NamedOrg | BadOrg): readonly SecretReference[] {
  if (isBad(org)) return org.secrets
  return [org.apiToken, org.privateKey].filter((reference) => reference !== undefined)
}

/** The token's place follows from org, client and scopes, so that two names may share one. */
function dropToken(machine: Machine, former: WrittenEntry, others: readonly WrittenEntry[]): boolean {
  const place = tokenPlace(machine, former)
  if (place === undefined || others.some((entry) => tokenPlace(machine, entry)?.file === place.file))
    return false
  if (readOrgToken(machine, place.connection) === undefined) return false
  dropOrgToken(machine, place.connection)
  return true
}

function tokenPlace(
  machine: Machine,
  {name, org}: WrittenEntry,
): {readonly connection: TokenConnection; readonly file: string} | undefined {
  // What cannot be used has nothing kept for it; it must still be possible to remove it.
  if (isBad(org)) return undefined
  const layer = namedLayer(machine, {name, org})
  if (layer.values.clientId === undefined || layer.values.apiToken !== undefined) return undefined
  const connection = tokenConnectionOf(settingOf(layer, layer.values.orgUrl))
  return connection && {connection, file: orgTokenPath(machine, connection)}
}
