import type {OrgConnection} from '../okta/connection.js'
import type {OktaApi, OktaPatience} from '../ports/okta-api.js'
import type {SystemLog} from '../ports/system-log.js'
import {oktaOrgs, type Context} from './context.js'
import {readSecretFor} from './org-secrets.js'

/** Which org, and how to treat it. */
export interface OrgRequest {
  /** `--org`; undefined: what the environment, okta.yaml or the current org says. */
  readonly org?: string | undefined
  /** `--rate-share`, 0 to 1. */
  readonly rateShare?: number | undefined
  readonly patience?: OktaPatience | undefined
  /** What a call does while the circuit breaker is open: fail unless said; followers wait. */
  readonly whenOpen?: 'wait' | 'fail'
}

/** An org that a command works with. */
export interface ConnectedOrg {
  /** As in `--org NAME`; the host of one without a name. */
  readonly name: string
  readonly orgUrl: string
  readonly api: OktaApi
  readonly log: SystemLog
  readonly connection: OrgConnection
}

/**
 * The configured org, ready to be called; nothing is asked of it yet. Every command reaches an org through here.
 * @throws OpsError OPS_ORG_NOT_FOUND, OPS_ORG_CONFIG, OPS_ORG_URL (usage); OPS_SECRET and its like
 */
export async function connectOrg(context: Context, request: OrgRequest = {}): Promise<ConnectedOrg> {
  const {machine} = context
  const {findOrg, connectionOf, openOrg, systemLogOf} = await oktaOrgs()
  const setting = findOrg(machine, {org: request.org})
  const {rateShare, patience, whenOpen} = request
  const connection = await connectionOf(setting, {readSecret: readSecretFor(context), rateShare, patience})
  const api = openOrg(machine, connection, whenOpen === undefined ? {} : {whenOpen})
  return {
    name: connection.name ?? setting.address.host,
    orgUrl: connection.orgUrl,
    api,
    log: systemLogOf(api, connection),
    connection,
  }
}
