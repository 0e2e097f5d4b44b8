import {placeOfReference} from '../../secrets/describe-reference.js'
import type {Machine} from '../../shared/machine.js'
import {orgPlaceNow} from './find-org.js'
import {namedLayer} from './named-layer.js'
import type {OrgSecret} from './org-layer.js'
import {settingOf, type OrgSetting, type OrgWay} from './org-setting.js'
import {readOrgs} from './orgs-store.js'

/** A line of `org list`. */
export interface ListedOrg {
  readonly name: string
  readonly orgUrl: string
  readonly way: OrgWay['kind']
  /** Where the secret lies, in words; undefined for a person. */
  readonly secret: string | undefined
  readonly current: boolean
}

/** Our named orgs by name, and which place goes before them at the moment. */
export interface OrgList {
  readonly orgs: readonly ListedOrg[]
  /** A place that says what commands take without `--org`, when it is not the current named org. */
  readonly instead: OrgSetting | undefined
}

/** @throws OpsError OPS_YAML, OPS_ORG_CONFIG */
export function listOrgs(machine: Machine): OrgList {
  const {current, orgs} = readOrgs(machine)
  const listed = [...orgs]
    .map(([name, org]): ListedOrg => {
      const layer = namedLayer(machine, {name, org})
      const {way} = settingOf(layer, layer.values.orgUrl)
      return {
        name,
        orgUrl: org.url,
        way: way.kind,
        secret: secretPlace(machine, way),
        current: name === current,
      }
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  return {orgs: listed, instead: orgPlaceNow(machine)}
}

/** Where the secret of a way in lies; undefined when it needs none. */
export function secretPlace(machine: Pick<Machine, 'env'>, way: OrgWay): string | undefined {
  const secret = secretOfWay(way)
  if (secret === undefined) return undefined
  return secret.kind === 'reference' ? placeOfReference(machine, secret.reference) : 'the file itself'
}

/** The secret a way in needs. */
export function secretOfWay(way: OrgWay): OrgSecret | undefined {
  if (way.kind === 'person') return undefined
  return way.kind === 'api-token' ? way.token : way.privateKey
}
