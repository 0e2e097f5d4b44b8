import {join} from 'node:path'
import {writeFileAtomic} from '../../shared/atomic-file.js'
import type {Machine} from '../../shared/machine.js'
import {formatAwsDate, parseAwsDate} from './aws-date.js'
import {awsPaths} from '../config/aws-paths.js'
import {assumeRoleCacheName, roleCacheName, type AssumeRoleRequest} from './cache-names.js'
import type {Credentials} from '../credentials/credentials.js'
import {readJsonFile} from './json-cache.js'
import type {SsoSession} from '../config/profile.js'
import {pythonJson} from './python-json.js'

/*
 * ~/.aws/cli/cache: role credentials, shared with the AWS CLI. It holds no copy of its own of anything, so that signing out with
 * any tool is final. A broken file here is only a miss, and is written over.
 */

/** A role as a session gives it. */
export interface SessionRole {
  readonly session: Pick<SsoSession, 'name' | 'startUrl' | 'region'>
  readonly accountId: string
  readonly roleName: string
}

const minute = 60_000
/** As in the AWS CLI: with less than this left they are fetched anew. */
const soonMs = 15 * minute
/** AWS gives role credentials at most 12 hours; a later end means that this machine's clock is behind. */
const longestMs = 13 * 60 * minute
/** A file from the future means that the clock was set back; this much is mere jitter. */
const jitterMs = minute

/**
 * The cached credentials of a session's role: more than 15 minutes left, of the right account, and the clock plausible.
 * Undefined otherwise. Whether the person is still signed in is the caller's question (sso-role-credentials.ts).
 * @throws OpsError OPS_FILE_UNREADABLE
 */
export function readRole(machine: Machine, role: SessionRole): Credentials | undefined {
  return readFresh(machine, {file: rolePath(machine, role), origin: 'sso', accountId: role.accountId})
}

/**
 * Puts credentials of a session's role where the AWS CLI looks for them.
 * @throws OpsError OPS_DISK_FULL or OPS_FILE_UNWRITABLE
 */
export function writeRole(machine: Machine, role: SessionRole, credentials: Credentials): void {
  const entry = {ProviderType: 'sso', Credentials: credentialFields(credentials)}
  writeFileAtomic(rolePath(machine, role), pythonJson(entry))
}

export function rolePath(machine: Machine, {session, accountId, roleName}: SessionRole): string {
  return join(awsPaths(machine).cliCacheFolder, roleCacheName(session, accountId, roleName))
}

/** The cached credentials of a chained role, under the same conditions as `readRole`. */
export function readAssumedRole(machine: Machine, request: AssumeRoleRequest): Credentials | undefined {
  const accountId = request.RoleArn.split(':')[4]
  return readFresh(machine, {
    file: assumedRolePath(machine, request),
    origin: 'assume-role',
    ...(accountId === undefined ? {} : {accountId}),
  })
}

/**
 * Puts the answer of sts:AssumeRole where the AWS CLI looks for it.
 * @throws OpsError OPS_DISK_FULL or OPS_FILE_UNWRITABLE
 */
export function writeAssumedRole(
  machine: Machine,
  request: AssumeRoleRequest,
  credentials: Credentials,
): void {
  const entry = {Credentials: credentialFields(credentials)}
  writeFileAtomic(assumedRolePath(machine, request), pythonJson(entry))
}

export function assumedRolePath(machine: Machine, request: AssumeRoleRequest): string {
  return join(awsPaths(machine).cliCacheFolder, assumeRoleCacheName(request))
}

interface Entry extends Pick<Credentials, 'origin' | 'accountId'> {
  readonly file: string
}

function readFresh(machine: Machine, {file, origin, accountId}: Entry): Credentials | undefined {
  const found = readJsonFile(file)
  if (found.kind !== 'object') return undefined
  const credentials = parseEntry(found.content, origin)
  if (credentials === undefined) return undefined
  const nowMs = machine.now().getTime()
  const leftMs = credentials.expiresAt.getTime() - nowMs
  const plausible = leftMs <= longestMs && found.modifiedAt.getTime() <= nowMs + jitterMs
  const ours = accountId === undefined || (credentials.accountId ?? accountId) === accountId
  if (leftMs <= soonMs || !plausible || !ours) return undefined
  return accountId === undefined ? credentials : {...credentials, accountId}
}

function parseEntry(
  file: Readonly<Record<string, unknown>>,
  origin: Credentials['origin'],
): (Credentials & {readonly expiresAt: Date}) | undefined {
  const fields = file['Credentials']
  if (typeof fields !== 'object' || fields === null) return undefined
  const {AccessKeyId, SecretAccessKey, SessionToken, Expiration, AccountId} = fields as Readonly<
    Record<string, unknown>
  >
  const expiresAt = parseAwsDate(Expiration)
  if (
    typeof AccessKeyId !== 'string' ||
    typeof SecretAccessKey !== 'string' ||
    typeof SessionToken !== 'string' ||
    expiresAt === undefined
  )
    return undefined
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiresAt,
    origin,
    ...(typeof AccountId === 'string' ? {accountId: AccountId} : {}),
  }
}

function credentialFields(credentials: Credentials): Readonly<Record<string, string | undefined>> {
  const {accessKeyId, secretAccessKey, sessionToken, expiresAt, accountId} = credentials
  return {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    Expiration: expiresAt && formatAwsDate(expiresAt),
    AccountId: accountId,
  }
}
