import {OpsError} from '../../shared/errors.js'
import type {Machine} from '../../shared/machine.js'
import {shellWord} from '../../shared/shell-word.js'
import {assumeRoleRequest, type AssumeRoleRequest} from '../cache/cache-names.js'
import {fromIdentity} from './credential-provider.js'
import type {Credentials} from './credentials.js'
import type {ChainedProfile} from '../config/profile.js'
import {readAssumedRole, writeAssumedRole} from '../cache/role-cache.js'
import {callSts, readIssued} from '../service/sts-call.js'

/** Asks the person for the six digits of an MFA device. */
export type AskMfaCode = (serial: string) => Promise<string>

/** A chained role, and how to come by the credentials it is assumed with. */
export interface RoleToAssume {
  readonly profile: ChainedProfile
  /** Called only when the cache has nothing. */
  readonly source: () => Promise<Credentials>
  /** False when the login the role stands on is gone: then what the cache still holds does not count. */
  readonly mayUseCache: boolean
  /** Undefined where nobody can answer. */
  readonly askMfaCode: AskMfaCode | undefined
}

/**
 * Credentials of a chained role: from the cache shared with the AWS CLI while more than 15 minutes are left, else from STS.
 * @throws OpsError OPS_ACCESS_DENIED when the role does not trust the source, OPS_NO_TERMINAL when an MFA code is needed and
 *   nobody can be asked
 */
export async function assumeRole(
  machine: Machine,
  {profile, source, mayUseCache, askMfaCode}: RoleToAssume,
): Promise<Credentials> {
  const request = assumeRoleRequest(profile)
  const cached = mayUseCache ? readAssumedRole(machine, request) : undefined
  if (cached !== undefined) return cached
  const credentials = await source()
  const {AssumeRoleCommand} = await import('@aws-sdk/client-sts')
  const input = {
    ...request,
    // The AWS CLI leaves a session name that a tool made up out of the cache's name, and so do we.
    RoleSessionName: request.RoleSessionName ?? `okta-ops-${Math.floor(machine.now().getTime() / 1000)}`,
    ...(profile.mfaSerial === undefined
      ? {}
      : {TokenCode: await mfaCode(profile, profile.mfaSerial, askMfaCode)}),
  }
  const what = `${profile.place}: cannot assume ${profile.roleArn} for profile "${profile.name}"`
  const next =
    'profile' in profile.source
      ? `okta-ops whoami --profile ${shellWord(profile.source.profile)}`
      : 'okta-ops whoami'
  const answer = await callSts(machine, {place: profile, credentials, what, next}, (sts) =>
    sts.send(new AssumeRoleCommand(input)),
  )
  const assumed = fromIdentity(readIssued(answer), 'assume-role')
  remember(machine, request, assumed)
  return assumed
}

/** A full or read-only disk must not keep anyone from credentials that are already here. */
function remember(machine: Machine, request: AssumeRoleRequest, credentials: Credentials): void {
  try {
    writeAssumedRole(machine, request, credentials)
  } catch (error) {
    if (!(error instanceof OpsError)) throw error
    machine.debug(`${error.message}; the credentials are used without being cached`)
  }
}

async function mfaCode(
  profile: ChainedProfile,
  serial: string,
  ask: AskMfaCode | undefined,
): Promise<string> {
  if (ask !== undefined) return ask(serial)
  throw new OpsError(
    'OPS_NO_TERMINAL',
    `${profile.place}: profile "${profile.name}" needs a code of MFA device ${serial}, and there is no terminal to ask for it`,
    {next: `okta-ops export --profile ${shellWord(profile.name)} # in a terminal`},
  )
}
