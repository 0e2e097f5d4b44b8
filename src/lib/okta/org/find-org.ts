import {OpsError} from '../../shared/errors.js'
import type {Machine} from '../../shared/machine.js'
import {environmentLayer} from './env-layer.js'
import type {OrgLayer, Said} from './org-layer.js'
import {hasWay, settingOf, type OrgSetting} from './org-setting.js'
import {readOrgUrl} from './org-url.js'

/** What says which org is meant. */
export interface OrgWish {
  /** `--org` or OKTA_OPS_ORG: a named org, whatever else is configured. */
  readonly org?: string | undefined
}

/**
 * The org a command works with: the named one that was asked for; else the first place that says anything: the environment,
 * okta.yaml, the current one of our named orgs. A place without a way in borrows that of the next place about the same org; a way
 * in without an address is never joined with another place's address.
 * @throws OpsError OPS_ORG_NOT_FOUND, OPS_ORG_CONFIG, OPS_ORG_URL (usage) saying which value is where
 */
export function findOrg(machine: Machine, wish: OrgWish): OrgSetting {
  if (wish.org !== undefined)
    throw new OpsError('OPS_ORG_NOT_FOUND', `there is no org ${JSON.stringify(wish.org)}`, {failure: 'usage'})
  const layers = [() => environmentLayer(machine.env)]
  return firstOrg(layers)
}

function firstOrg(layers: readonly (() => OrgLayer | undefined)[]): OrgSetting {
  const below: (() => OrgLayer | undefined)[] = [...layers]
  for (;;) {
    const next = below.shift()
    if (next === undefined) throw noOrg()
    const layer = next()
    if (layer === undefined) continue
    const {orgUrl} = layer.values
    if (orgUrl === undefined) {
      if (!hasWay(layer.values) && layer.values.privateKey === undefined) continue
      throw withoutAddress(layer, below)
    }
    if (hasWay(layer.values)) return settingOf(layer, orgUrl)
    return borrowed(orgUrl, below)
  }
}

/** The way in of the first lower place that is about the same org. */
function borrowed(orgUrl: Said<string>, below: readonly (() => OrgLayer | undefined)[]): OrgSetting {
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

function withoutAddress(layer: OrgLayer, below: readonly (() => OrgLayer | undefined)[]): OpsError {
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

function noOrg(): OpsError {
  return new OpsError('OPS_ORG_NOT_FOUND', 'no Okta org is configured yet', {
    failure: 'usage',
    next: 'okta-ops org add',
  })
}
