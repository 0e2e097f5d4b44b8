import type {SecretReference} from '../../secrets/secret-reference.js'
import type {Machine} from '../../shared/machine.js'
import type {OrgLayer, OrgSecret, OrgValues, Said} from './org-layer.js'
import type {OrgEntry} from './orgs-file.js'
import {orgsFilePath} from './org-files.js'
import {orgNamed, readOrgs} from './orgs-store.js'

/** What a place with an address for sure says. */
export type NamedLayer = OrgLayer & {readonly values: OrgValues & {readonly orgUrl: Said<string>}}

/** The current one of our named orgs; undefined when there is none. @throws OpsError OPS_ORG_NOT_FOUND, OPS_YAML */
export function currentLayer(machine: Machine): NamedLayer | undefined {
  const all = readOrgs(machine)
  const name = all.current
  return name === undefined ? undefined : namedLayer(machine, {name, org: orgNamed(all, name)})
}

/** What `orgs.yaml` says of a named org. */
export function namedLayer(machine: Pick<Machine, 'env'>, {name, org}: OrgEntry): NamedLayer {
  const file = orgsFilePath(machine)
  const said = <T>(key: string, value: T): Said<T> => ({value, from: `${file} (orgs.${name}.${key})`})
  const {url, apiToken, clientId, privateKey, keyId, scopes, dpop, rateShare} = org
  return {
    label: `${name} in ${file}`,
    name,
    values: {
      orgUrl: said('url', url),
      ...(apiToken === undefined ? {} : {apiToken: said('apiToken', secretAt(apiToken))}),
      ...(clientId === undefined ? {} : {clientId: said('clientId', clientId)}),
      ...(privateKey === undefined ? {} : {privateKey: said('privateKey', secretAt(privateKey))}),
      ...(keyId === undefined ? {} : {keyId: said('keyId', keyId)}),
      ...(scopes === undefined ? {} : {scopes: said('scopes', scopes)}),
      ...(dpop === undefined ? {} : {dpop: said('dpop', dpop)}),
      ...(rateShare === undefined ? {} : {rateShare: said('rateShare', rateShare)}),
    },
  }
}

function secretAt(reference: SecretReference): OrgSecret {
  return {kind: 'reference', reference}
}
