import {OpsError} from '../../shared/errors.js'
import type {Machine} from '../../shared/machine.js'
import {environmentLayer} from './env-layer.js'
import {currentLayer, namedLayer} from './named-layer.js'
import {oktaYamlLayer} from './okta-yaml.js'
import {oktaYamlFiles} from './org-files.js'
import type {OrgLayer, Said} from './org-layer.js'
import {hasWay, settingOf, type OrgSetting} from './org-setting.js'
import {readOrgUrl} from './org-url.js'
import {orgNamed, readOrgs} from './orgs-store.js'

type Place = () => OrgLayer | undefined

/** What says which org is meant. */
export interface OrgWish {
  /** `--org` or OKTA_OPS_ORG: a named org, whatever else is configured; or the host of the one that has no name. */
  readonly org?: string | undefined
}

/**
 * The org a command works with: the named one that was asked for; else the first place that says anything: the environment,
 * okta.yaml, the current one of our named orgs. A place without a way in borrows that of the next place about the same org; a way
 * in without an address is never joined with another place's address.
 * @throws OpsError OPS_ORG_NOT_FOUND, OPS_ORG_CONFIG, OPS_ORG_URL (usage) saying which value is where
 */
export function findOrg(machine: Machine, wish: OrgWish): OrgSetting {
  const {org} = wish
  if (org === undefined) return firstOrg(machine, orgPlaces(machine))
  const {orgs, bad} = readOrgs(machine)
  const unnamed = orgs.has(org) || bad.has(org) ? undefined : orgPlaceNow(machine)
  return unnamed?.address.host === org ? unnamed : namedSetting(machine, org)
}

/** A named org, whatever else is configured. @throws OpsError OPS_ORG_NOT_FOUND */
export function namedSetting(machine: Machine, name: string): OrgSetting {
  const layer = namedLayer(machine, {name, org: orgNamed(readOrgs(machine), name)})
  return settingOf(layer, layer.values.orgUrl)
}

/** What commands take without `--org` when it is no named org; undefined also when that cannot be used. */
export function orgPlaceNow(machine: Machine): OrgSetting | undefined {
  try {
    const setting = firstOrg(machine, orgPlaces(machine))
    return setting.name === undefined ? setting : undefined
  } catch {
    return undefined
  }
}

/** Every org that any place describes well enough to be used; the others are left out. */
export function everyOrg(machine: Machine): readonly OrgSetting[] {
  const named = [...readOrgs(machine).orgs.keys()].map((name) => () => namedSetting(machine, name))
  const unnamed = orgPlaces(machine).map((place) => (): OrgSetting | undefined => {
    const layer = place()
    const orgUrl = layer?.values.orgUrl
    return layer === undefined || layer.name !== undefined || orgUrl === undefined
      ? undefined
      : settingOf(layer, orgUrl)
  })
  return [...named, ...unnamed].flatMap((look) => {
    try {
      return look() ?? []
    } catch (error) {
      if (!(error instanceof OpsError)) throw error
      machine.debug(`an org is left out: ${error.message}`)
      return []
    }
  })
}

/** The places in their order; a file is read only when the ones before say nothing. */
function orgPlaces(machine: Machine): readonly Place[] {
  return [
    () => environmentLayer(machine.env),
    ...oktaYamlFiles(machine).map((file) => () => oktaYamlLayer(file)),
    () => currentLayer(machine),
  ]
}

function firstOrg(machine: Machine, layers: readonly Place[]): OrgSetting {
  const below: Place[] = [...layers]
  for (;;) {
    const next = below.shift()
    if (next === undefined) throw noOrg(machine)
    const layer = next()
    if (layer === undefined) continue
    const {orgUrl} = layer.values
    if (orgUrl === undefined) {
      if (!hasWay(layer.values)) continue
      throw withoutAddress(layer, below)
    }
    if (hasWay(layer.values)) return settingOf(layer, orgUrl)
    return borrowed(orgUrl, below)
  }
}

/** The way in of the first lower place that is about the same org. */
function borrowed(orgUrl: Said<string>, below: readonly Place[]): OrgSetting {
  const {url} = readOrgUrl(orgUrl.value)
  const others: Said<string>[] = []
  for (const next of below) {
    const lower = next()
    const address = lower?.values.orgUrl
    if (lower === undefined || address === undefined || !hasWay(lower.values)) continue
    if (readOrgUrl(address.value).url === url) return settingOf(lower, address)
    others.push(address)
  }
  const [other] = others
  const known =
    other &&
    `; ${other.from} has one for another org, ${readOrgUrl(other.value).host}, which must not be sent there`
  throw new OpsError(
    'OPS_ORG_CONFIG',
    `${orgUrl.from} names an org, but there is no way in for it${known ?? ''}`,
    {
      failure: 'usage',
      next: `okta-ops org add --org-url ${url}`,
    },
  )
}

function withoutAddress(layer: OrgLayer, below: readonly Place[]): OpsError {
  const {apiToken, clientId, privateKey} = layer.values
  const credential = apiToken ?? privateKey ?? clientId
  const other = below.map((next) => next()?.values.orgUrl).find((said) => said !== undefined)
  const elsewhere =
    other && `; ${other.from} names ${readOrgUrl(other.value).host}, but it may belong to another org`
  return new OpsError(
    'OPS_ORG_CONFIG',
    `${credential?.from ?? layer.label} is set, but ${layer.label} does not say of which org${elsewhere ?? ''}`,
    {
      failure: 'usage',
      next: `export OKTA_CLIENT_ORGURL=${other === undefined ? 'https://ORG.okta.com' : readOrgUrl(other.value).url}`,
    },
  )
}

function noOrg(machine: Machine): OpsError {
  const [name] = readOrgs(machine).orgs.keys()
  return name === undefined
    ? new OpsError('OPS_ORG_NOT_FOUND', 'no Okta org is configured yet', {
        failure: 'usage',
        next: 'okta-ops org add',
      })
    : new OpsError('OPS_ORG_NOT_FOUND', 'no Okta org is the current one', {
        failure: 'usage',
        next: `okta-ops org use ${name}`,
      })
}
