import {removeSecret} from '../../secrets/store-secret.js'
import {showSecretReference, type SecretReference} from '../../secrets/secret-reference.js'
import type {Machine} from '../../shared/machine.js'
import {dropOrgToken, readOrgToken} from '../auth/token-cache.js'
import {namedLayer} from './named-layer.js'
import {tokenConnectionOf} from './org-connection.js'
import {settingOf} from './org-setting.js'
import type {NamedOrg} from './orgs-file.js'
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
  const org = await forgetOrg(machine, name)
  const others = [...readOrgs(machine).orgs.values()].flatMap(referencesOf).map(showSecretReference)
  let secretRemoved = false
  for (const reference of referencesOf(org))
    if (!others.includes(showSecretReference(reference)))
      secretRemoved = (await removeSecret(machine, reference)) || secretRemoved
  return {secretRemoved, tokenRemoved: dropToken(machine, name, org)}
}

function referencesOf({apiToken, privateKey}: NamedOrg): readonly SecretReference[] {
  return [apiToken, privateKey].filter((reference) => reference !== undefined)
}

function dropToken(machine: Machine, name: string, org: NamedOrg): boolean {
  const layer = namedLayer(machine, {name, org})
  const connection = tokenConnectionOf(settingOf(layer, layer.values.orgUrl))
  if (connection === undefined || readOrgToken(machine, connection) === undefined) return false
  dropOrgToken(machine, connection)
  return true
}
