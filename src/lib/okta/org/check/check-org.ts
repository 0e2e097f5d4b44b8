import type {AskAboutProfile} from '../../../secrets/describe-reference.js'
import type {OpsError} from '../../../shared/errors.js'
import type {Machine} from '../../../shared/machine.js'
import {openOrg} from '../../api/open-org.js'
import type {OrgConnection} from '../../connection.js'
import {findOrg} from '../find-org.js'
import {connectionOf, type ReadSecret} from '../org-connection.js'
import type {OrgSetting} from '../org-setting.js'
import {checkAddress} from './check-address.js'
import {addressLine, clockLine, configurationLine, networkLine, secretLine} from './offline-lines.js'
import {logLine, rateLine, rightsLine, tokenLine} from './online-lines.js'
import type {CheckLine} from './check-line.js'
import {Findings} from './findings.js'
import {probeOrg} from './probe.js'

export interface CheckOrgOptions {
  /** `--org`. */
  readonly org: string | undefined
  /** `--rate-share`. */
  readonly rateShare: number | undefined
  readonly readSecret: ReadSecret
  /** Whether a service could use the AWS profile that a secret is read with. */
  readonly askAboutProfile: AskAboutProfile
  /** Told each line as it is found. */
  readonly onLine: (line: CheckLine) => void
  readonly signal: AbortSignal
}

/** What `org check` found out. */
export interface CheckedOrg {
  /** Undefined when no org could be made out at all. */
  readonly setting: OrgSetting | undefined
  readonly lines: readonly CheckLine[]
  /** The first failure: it gives the exit code. */
  readonly failure: OpsError | undefined
}

/**
 * Looks at everything that must be right before an org can be used, in that order; what depends on something that failed is
 * skipped. Never throws for what is wrong with the org.
 */
export async function checkOrg(machine: Machine, options: CheckOrgOptions): Promise<CheckedOrg> {
  const found = new Findings(options.onLine)
  const setting = await checkConfiguration(machine, options, found)
  return {setting, lines: found.lines, failure: found.failure}
}

async function checkConfiguration(
  machine: Machine,
  {org, rateShare, readSecret, askAboutProfile, signal}: CheckOrgOptions,
  found: Findings,
): Promise<OrgSetting | undefined> {
  const setting = await found.step({
    what: 'configuration',
    look: () => {
      const value = findOrg(machine, {org})
      return {value, line: configurationLine(value)}
    },
  })
  if (setting === undefined) return undefined
  await found.step({what: 'address', look: () => ({value: true, line: addressLine(setting)})})
  const connection = await found.step({
    what: 'secret',
    look: async () => ({
      value: await connectionOf(setting, {readSecret, rateShare}),
      line: await secretLine(machine, setting, askAboutProfile),
    }),
  })
  const facts = await found.step({
    what: 'network',
    look: async () => {
      const value = await checkAddress(machine, setting.address.url, signal)
      return {value, line: networkLine(setting, value)}
    },
  })
  if (facts === undefined) found.skip('clock')
  else await found.step({what: 'clock', look: () => ({value: true, line: clockLine(facts)})})
  if (connection === undefined || facts === undefined)
    found.skip('token', 'rights', 'system log', 'rate limit')
  else await checkCalls(machine, {connection, signal}, found)
  return setting
}

/** What takes calls: a token, the rights behind it, and the log. */
async function checkCalls(
  machine: Machine,
  {connection, signal}: {readonly connection: OrgConnection; readonly signal: AbortSignal},
  found: Findings,
): Promise<void> {
  const {auth} = connection
  if (auth.kind !== 'api-token') {
    const token = await found.step({
      what: 'token',
      look: async () => {
        const {usableOrgToken} = await import('../../auth/token-source.js')
        const value = await usableOrgToken(machine, {...connection, auth}, {signal})
        return {value, line: tokenLine(machine, value, auth)}
      },
    })
    if (token === undefined) {
      found.skip('rights', 'system log', 'rate limit')
      return
    }
  }
  const api = openOrg(machine, connection)
  const rights = await found.step({
    what: 'rights',
    look: async () => {
      const value = await probeOrg(api, auth, signal)
      return {value, line: rightsLine(value, auth)}
    },
  })
  // A role may be too small for one thing only; who is not let in at all need not knock twice.
  if (rights === undefined && found.failure?.failure !== 'denied') {
    found.skip('system log', 'rate limit')
    return
  }
  const answer = await found.step({
    what: 'system log',
    look: async () => {
      const value = await api.call({method: 'GET', url: '/api/v1/logs?limit=1', signal})
      return {value, line: logLine(value)}
    },
  })
  if (answer === undefined) found.skip('rate limit')
  else
    await found.step({
      what: 'rate limit',
      look: () => ({value: true, line: rateLine(machine, answer, connection.rateShare)}),
    })
}
