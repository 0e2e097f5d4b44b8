import type {Environment} from '../../shared/machine.js'
import {OpsError} from '../../shared/errors.js'
import type {OrgLayer, OrgSecret, OrgValues, Said} from './org-layer.js'
import {readOrgUrl} from './org-url.js'
import {splitScopes} from './scopes.js'

type Names = Readonly<
  Record<Exclude<keyof OrgValues, 'dpop' | 'rateShare'> | 'privateKeyFile', readonly string[]>
>

/** The names of the Okta SDKs. */
const sdkNames: Names = {
  orgUrl: ['OKTA_CLIENT_ORGURL'],
  apiToken: ['OKTA_CLIENT_TOKEN'],
  clientId: ['OKTA_CLIENT_CLIENTID'],
  privateKey: ['OKTA_CLIENT_PRIVATEKEY'],
  privateKeyFile: [],
  keyId: ['OKTA_CLIENT_KEYID'],
  scopes: ['OKTA_CLIENT_SCOPES'],
  mode: ['OKTA_CLIENT_AUTHORIZATIONMODE'],
}

/** Names that other tools use. */
const plainNames: Names = {
  orgUrl: ['OKTA_ORG_URL', 'OKTA_DOMAIN'],
  apiToken: ['OKTA_API_TOKEN'],
  clientId: ['OKTA_CLIENT_ID'],
  privateKey: ['OKTA_CLIENT_PRIVATE_KEY'],
  privateKeyFile: ['OKTA_CLIENT_PRIVATE_KEY_FILE'],
  keyId: [],
  scopes: [],
  mode: [],
}

/**
 * What the environment says: value by value the SDKs' names first, then the plain ones. Undefined when it says nothing.
 * @throws OpsError OPS_ORG_CONFIG when the two kinds of names are about two orgs and a credential would reach the other's
 */
export function environmentLayer(env: Environment): OrgLayer | undefined {
  const [sdk, plain] = [valuesOf(env, sdkNames), valuesOf(env, plainNames)]
  if (Object.keys(sdk).length + Object.keys(plain).length === 0) return undefined
  return {label: 'the environment', values: together(sdk, plain)}
}

function together(sdk: OrgValues, plain: OrgValues): OrgValues {
  if (sdk.orgUrl && plain.orgUrl && hostOf(sdk.orgUrl) !== hostOf(plain.orgUrl)) {
    if (!hasCredential(sdk) && hasCredential(plain)) throw aboutTwoOrgs(sdk.orgUrl, plain.orgUrl)
    return sdk
  }
  if (!hasCredential(sdk)) return {...plain, ...sdk}
  return {...withoutCredential(plain), ...sdk}
}

function withoutCredential(values: OrgValues): OrgValues {
  return Object.fromEntries(
    Object.entries(values).filter(([name]) => name !== 'apiToken' && name !== 'privateKey'),
  )
}

function valuesOf(env: Environment, names: Names): OrgValues {
  const first = (candidates: readonly string[]): Said<string> | undefined => {
    for (const from of candidates) {
      const value = env[from]?.trim()
      if (value !== undefined && value !== '') return {value, from}
    }
    return undefined
  }
  const found = {
    orgUrl: first(names.orgUrl),
    apiToken: variable(first(names.apiToken)),
    clientId: first(names.clientId),
    privateKey: variable(first(names.privateKey)) ?? file(first(names.privateKeyFile)),
    keyId: first(names.keyId),
    scopes: list(first(names.scopes)),
    mode: first(names.mode),
  }
  return Object.fromEntries(Object.entries(found).filter(([, said]) => said !== undefined))
}

function variable(said: Said<string> | undefined): Said<OrgSecret> | undefined {
  return said && {from: said.from, value: {kind: 'reference', reference: {kind: 'env', name: said.from}}}
}

function file(said: Said<string> | undefined): Said<OrgSecret> | undefined {
  return said && {from: said.from, value: {kind: 'reference', reference: {kind: 'file', path: said.value}}}
}

function list(said: Said<string> | undefined): Said<readonly string[]> | undefined {
  return said && {from: said.from, value: splitScopes(said.value)}
}

function hasCredential({apiToken, privateKey}: OrgValues): boolean {
  return apiToken !== undefined || privateKey !== undefined
}

/** Addresses that cannot be read are compared as they are: whoever uses one will say what is wrong with it. */
function hostOf({value}: Said<string>): string {
  try {
    return readOrgUrl(value).host
  } catch {
    return value
  }
}

function aboutTwoOrgs(sdk: Said<string>, plain: Said<string>): OpsError {
  return new OpsError(
    'OPS_ORG_CONFIG',
    `${sdk.from} and ${plain.from} name two orgs (${hostOf(sdk)}, ${hostOf(plain)}); the credential of one must not reach the other`,
    {failure: 'usage', next: `unset ${sdk.from}`},
  )
}
