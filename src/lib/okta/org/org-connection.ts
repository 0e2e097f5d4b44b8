import type {OktaPatience} from '../../ports/okta-api.js'
import type {SecretReference} from '../../secrets/secret-reference.js'
import type {TokenConnection} from '../auth/token-cache.js'
import type {OrgAuth, OrgConnection} from '../connection.js'
import type {OrgSecret} from './org-layer.js'
import type {OrgSetting} from './org-setting.js'

/** Reads what a reference points to. @throws OpsError OPS_SECRET, OPS_KEYCHAIN, ... */
export type ReadSecret = (reference: SecretReference) => Promise<string>

export interface ConnectionOptions {
  readonly readSecret: ReadSecret
  /** Instead of what the org's own setting says; 0 to 1. */
  readonly rateShare?: number | undefined
  readonly patience?: OktaPatience | undefined
}

/** The connection that a setting describes, its secrets read. */
export async function connectionOf(setting: OrgSetting, options: ConnectionOptions): Promise<OrgConnection> {
  const rateShare = options.rateShare ?? setting.rateShare
  return {
    name: setting.name,
    orgUrl: setting.address.url,
    auth: await authOf(setting, options.readSecret),
    ...(rateShare === undefined ? {} : {rateShare}),
    ...(options.patience === undefined ? {} : {patience: options.patience}),
  }
}

/** Enough of a connection to find the token that is kept for it: its secret is not read. Undefined where there are no tokens. */
export function tokenConnectionOf({name, address, way}: OrgSetting): TokenConnection | undefined {
  if (way.kind === 'api-token') return undefined
  return {name, orgUrl: address.url, auth: way.kind === 'person' ? way : {...way, privateKey: ''}}
}

async function authOf({way}: OrgSetting, read: ReadSecret): Promise<OrgAuth> {
  if (way.kind === 'person') return way
  if (way.kind === 'api-token') return {kind: 'api-token', token: await secretOf(way.token, read)}
  return {...way, privateKey: await secretOf(way.privateKey, read)}
}

/** What is configured, without the newline that files and pipes end with. */
export async function secretOf(secret: OrgSecret, read: ReadSecret): Promise<string> {
  return (secret.kind === 'text' ? secret.text : await read(secret.reference)).trim()
}
