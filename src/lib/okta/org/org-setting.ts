import {OpsError} from '../../shared/errors.js'
import type {DpopWish} from '../connection.js'
import type {OrgLayer, OrgSecret, OrgValues, Said} from './org-layer.js'
import {readOrgUrl, type OrgAddress} from './org-url.js'
import {usualScopes} from './scopes.js'

/** An org as it is configured: everything but the secrets themselves. */
export interface OrgSetting {
  /** Of a named org; undefined for one of the environment or of okta.yaml. */
  readonly name: string | undefined
  readonly address: OrgAddress
  readonly way: OrgWay
  /** 0 to 1; undefined: the usual half. */
  readonly rateShare: number | undefined
  /** The place all of it comes from, in words. */
  readonly source: string
  /** Value by value, for people. */
  readonly values: OrgValues
}

/** The three ways in. */
export type OrgWay =
  | {readonly kind: 'api-token'; readonly token: OrgSecret}
  | {
      readonly kind: 'service-app'
      readonly clientId: string
      readonly privateKey: OrgSecret
      readonly keyId?: string
      readonly scopes: readonly string[]
      readonly dpop: DpopWish
    }
  | {readonly kind: 'person'; readonly clientId: string; readonly scopes: readonly string[]}

/** What the way is called in tables and sentences. */
export const wayWords: Readonly<Record<OrgWay['kind'], string>> = {
  'api-token': 'API token',
  'service-app': 'API service app',
  person: 'a person, by browser',
}

/** Whether a place says how to get in. */
export function hasWay({apiToken, clientId, privateKey}: OrgValues): boolean {
  return apiToken !== undefined || clientId !== undefined || privateKey !== undefined
}

/**
 * What a place with an address and a way in amounts to.
 * @throws OpsError OPS_ORG_CONFIG naming the value that is missing or does not fit; OPS_ORG_URL
 */
export function settingOf(layer: OrgLayer, orgUrl: Said<string>): OrgSetting {
  const {values} = layer
  return {
    name: layer.name,
    address: readOrgUrl(orgUrl.value),
    way: wayOf(layer),
    rateShare: values.rateShare?.value,
    source: layer.label,
    values,
  }
}

function wayOf(layer: OrgLayer): OrgWay {
  const {label} = layer
  const {apiToken, clientId, privateKey, keyId, scopes, dpop, mode} = layer.values
  const misfit = (message: string): OpsError =>
    new OpsError('OPS_ORG_CONFIG', message, {failure: 'usage', ...mend(layer)})
  const wanted = mode?.value.toLowerCase()
  if (mode !== undefined && wanted !== 'ssws' && wanted !== 'privatekey')
    throw misfit(`${mode.from} is ${JSON.stringify(mode.value)}; SSWS and PrivateKey are known`)
  if (apiToken !== undefined && wanted !== 'privatekey') return {kind: 'api-token', token: apiToken.value}
  if (wanted === 'ssws') throw misfit(`${mode?.from ?? label} says SSWS, but ${label} has no API token`)
  if (!hasWay(layer.values) && mode === undefined)
    throw misfit(`${label} says no way in: it takes an API token, or a client id`)
  if (clientId === undefined)
    throw misfit(`${privateKey?.from ?? mode?.from ?? label} asks for a client id, and ${label} has none`)
  if (privateKey === undefined) {
    if (wanted === 'privatekey')
      throw misfit(`${mode?.from ?? label} says PrivateKey, but ${label} has no key`)
    return {kind: 'person', clientId: clientId.value, scopes: scopes?.value ?? usualScopes}
  }
  return {
    kind: 'service-app',
    clientId: clientId.value,
    privateKey: privateKey.value,
    ...(keyId === undefined ? {} : {keyId: keyId.value}),
    scopes: scopes?.value ?? usualScopes,
    dpop: dpop?.value ?? 'auto',
  }
}

/** Names alone for the environment: its values may be secrets. */
function mend({name, label}: OrgLayer): {readonly next?: string} {
  if (name !== undefined) return {next: `okta-ops org add ${name} --force`}
  return label === 'the environment' ? {next: 'env | cut -d= -f1 | grep ^OKTA_'} : {}
}
