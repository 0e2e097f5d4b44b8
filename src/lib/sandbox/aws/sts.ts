import {textField, type Answer, type Call} from './call.js'
import {assumedRoleArn, roleId, type Identity, type RoleKeys} from './role-keys.js'
import {ServiceError} from './service-error.js'
import {verifiedSigner} from './sigv4.js'
import {stsAnswer} from './xml.js'
import type {Operation} from '../faults/fault.js'
import type {World} from '../world.js'

const chainedLimitSeconds = 3600

/** Which STS action the form asks for. */
export function stsOperation(call: Call): Operation | undefined {
  const action = textField(call, 'Action')
  if (action === 'GetCallerIdentity') return 'identity'
  return action === 'AssumeRole' ? 'assume_role' : undefined
}

/** POST / of STS (query protocol, 2011-06-15). */
export function sts(world: World, call: Call): Answer {
  const signer = verifiedSigner(world.roleKeys, call, world.now())
  const {login} = signer.identity
  const body = stsOperation(call) === 'identity' ? callerIdentity(signer) : assumeRole(world, signer, call)
  return {login, headers: {'content-type': 'text/xml'}, body}
}

function callerIdentity({identity}: RoleKeys): string {
  return stsAnswer('GetCallerIdentity', {
    Arn: assumedRoleArn(identity),
    UserId: `${roleId(identity)}:${identity.sessionName}`,
    Account: identity.accountId,
  })
}

function assumeRole(world: World, {identity: caller}: RoleKeys, call: Call): string {
  const identity = assumedIdentity(world, caller, call)
  const seconds = Number(textField(call, 'DurationSeconds') ?? chainedLimitSeconds)
  if (!Number.isInteger(seconds) || seconds < 900 || seconds > chainedLimitSeconds) {
    throw invalid(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    )
  }
  const lifeMs = Math.min(seconds * 1000, world.lifetimes.roleMs)
  const keys = world.roleKeys.issue(identity, new Date(world.now().getTime() + lifeMs))
  return stsAnswer('AssumeRole', {
    Credentials: {
      AccessKeyId: keys.accessKeyId,
      SecretAccessKey: keys.secretAccessKey,
      SessionToken: keys.sessionToken,
      Expiration: keys.expiresAt.toISOString().replace(/\.\d+Z$/, 'Z'),
    },
    AssumedRoleUser: {
      Arn: assumedRoleArn(identity),
      AssumedRoleId: `${roleId(identity)}:${identity.sessionName}`,
    },
  })
}

function assumedIdentity(world: World, caller: Identity, call: Call): Identity {
  const roleArn = textField(call, 'RoleArn') ?? ''
  const [, accountId = '', roleName = ''] = /^arn:aws:iam::(\d{12}):role\/([\w+=,.@-]+)$/.exec(roleArn) ?? []
  const sessionName = textField(call, 'RoleSessionName') ?? ''
  if (roleName === '') throw invalid(`${roleArn} is invalid`)
  if (!/^[\w+=,.@-]{2,64}$/.test(sessionName)) throw invalid('RoleSessionName is missing or invalid')
  const role = world.company.iamRole(accountId, roleName)
  const trusted = role !== undefined && (role.trusts?.includes(caller.roleName) ?? true)
  const known = role?.externalId === undefined || role.externalId === textField(call, 'ExternalId')
  if (!trusted || !known) {
    throw new ServiceError(403, 'AccessDenied', {
      message: `User: ${assumedRoleArn(caller)} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
    })
  }
  return {accountId, arnRole: roleName, roleName, sessionName, chained: true, login: caller.login}
}

function invalid(message: string): ServiceError {
  return new ServiceError(400, 'ValidationError', {message})
}
