import {OpsError} from '../../shared/errors.js'
import type {Machine} from '../../shared/machine.js'
import type {Credentials} from './credentials.js'
import {callSts, type StsPlace} from '../service/sts-call.js'

/** Who AWS says a set of credentials is. */
export interface CallerIdentity {
  readonly account: string
  readonly arn: string
  readonly userId: string
  /** The role's name as people know it; undefined for an IAM user or the account itself. */
  readonly role?: string
  /** The role session's name: under Identity Center the user's. */
  readonly sessionName?: string
}

/**
 * Asks STS GetCallerIdentity, which needs no permission.
 * @param place `next` is the command that helps when AWS does not take the credentials
 * @throws OpsError OPS_REQUEST_REJECTED or OPS_ACCESS_DENIED when AWS does not take the credentials (any more)
 */
export async function callerIdentity(
  machine: Machine,
  credentials: Credentials,
  {next, ...place}: StsPlace & {readonly next?: string | undefined},
): Promise<CallerIdentity> {
  const {GetCallerIdentityCommand} = await import('@aws-sdk/client-sts')
  const call = {place, credentials, what: 'AWS does not say whose credentials these are', next}
  const {Account, Arn, UserId} = await callSts(machine, call, (sts) =>
    sts.send(new GetCallerIdentityCommand({})),
  )
  if (!Account || !Arn || !UserId) {
    throw new OpsError('OPS_BAD_ANSWER', 'STS answered without saying who is asking', {
      failure: 'unavailable',
    })
  }
  return {account: Account, arn: Arn, userId: UserId, ...readAssumedRole(Arn)}
}

/**
 * Role and session of `arn:aws:sts::111111111111:assumed-role/ROLE/SESSION`. Identity Center names its roles
 * `AWSReservedSSO_<permission set>_<16 hex digits>`; of that only the middle is what the portal shows.
 */
export function readAssumedRole(arn: string): Pick<CallerIdentity, 'role' | 'sessionName'> {
  const [, name, sessionName] = /:assumed-role\/([^/]+)\/(.+)$/.exec(arn) ?? []
  if (name === undefined || sessionName === undefined) return {}
  const reserved = /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/.exec(name)?.[1]
  return {role: reserved ?? name, sessionName}
}
