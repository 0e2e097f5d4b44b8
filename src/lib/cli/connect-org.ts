import type {OrgConnection} from '../okta/connection.js'
import type {OrgSetting} from '../okta/org/org-setting.js'
import type {OktaApi, OktaPatience} from '../ports/okta-api.js'
import type {OktaDirectory} from '../ports/okta-directory.js'
import type {SystemLog} from '../ports/system-log.js'
import {oktaOrgs, type Context} from './context.js'
import {readSecretOf} from './secret-readers.js'

/** Which org, and how to treat it. */
export interface OrgRequest {
  /** `--org`; undefined: what the environment, okta.yaml or the current org says. */
  readonly org?: string | undefined
  /** `--rate-share`, 0 to 1. */
  readonly rateShare?: number | undefined
  readonly patience?: OktaPatience | undefined
  /** What a call does while the circuit breaker is open: fail unless said; followers wait. */
  readonly whenOpen?: 'wait' | 'fail'
  /** Told of a secret in an unsafe place; the command's own `warn`, so that `--json` has it too. On stderr unless said. */
  readonly warn?: (line: string) => void
}

/** An org that a command works with. */
export interface ConnectedOrg {
  /** As in `--org NAME`; the host of one without a name. */
  readonly name: string
  readonly orgUrl: string
  readonly api: OktaApi
  readonly log: SystemLog
  readonly directory: OktaDirectory
  readonly connection: OrgConnection
}

/**
 * The configured org, ready to be called; nothing is asked of it yet. Every command reaches an org through here.
 * @throws OpsError OPS_ORG_NOT_FOUND, OPS_ORG_CONFIG, OPS_ORG_URL (usage); OPS_SECRET and its like
 */
export async function connectOrg(context: Context, request: OrgRequest = {}): Promise<ConnectedOrg> {
  const {oktaDirectoryOf, openOrg, systemLogOf} = await oktaOrgs()
  const {setting, connection} = await secretConnection(context, request)
  const {whenOpen} = request
  const api = openOrg(context.machine, connection, whenOpen === undefined ? {} : {whenOpen})
  return {
    name: connection.name ?? setting.address.host,
    orgUrl: connection.orgUrl,
    api,
    log: systemLogOf(api, connection),
    directory: oktaDirectoryOf(api),
    connection,
  }
}

/** The configured org with its secret read, for who does more than call it. */
export async function secretConnection(
  context: Context,
  request: OrgRequest,
): Promise<{readonly setting: OrgSetting; readonly connection: OrgConnection}> {
  const {findOrg, connectionOf} = await oktaOrgs()
  const {rateShare, patience, warn = sayTo(context)} = request
  const setting = findOrg(context.machine, {org: request.org})
  const readSecret = readSecretOf(context, warn)
  return {setting, connection: await connectionOf(setting, {readSecret, rateShare, patience})}
}

function sayTo(context: Context): (line: string) => void {
  return (line) => {
    context.say(`warning: ${line}`)
  }
}
