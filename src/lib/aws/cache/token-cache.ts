import {existsSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {writeFileAtomic} from '../../shared/atomic-file.js'
import type {Lock} from '../../shared/file-lock.js'
import type {Machine} from '../../shared/machine.js'
import {awsPaths} from '../config/aws-paths.js'
import {tokenCacheName} from './cache-names.js'
import {readJsonFile, readJsonPatiently} from './json-cache.js'
import type {SsoSession} from '../config/profile.js'
import {formatToken, parseToken, type SsoToken} from './token-file.js'

export {isRefreshable, tokenMatches, type SsoToken} from './token-file.js'

/** What names a session's token file. */
export type TokenOwner = Pick<SsoSession, 'name' | 'startUrl'>

/** The token of a session, or that there is none; `note` says what was wrong with the file that should hold it. */
export type TokenLookup =
  {readonly kind: 'token'; readonly token: SsoToken} | {readonly kind: 'absent'; readonly note?: string}

/** The file all AWS tools of this machine keep the session's token in. */
export function tokenPath(machine: Machine, session: TokenOwner): string {
  return join(awsPaths(machine).ssoCacheFolder, tokenCacheName(session))
}

/**
 * The session's token, whoever wrote it. Patient with a file another tool is writing; one that stays broken is set aside.
 * Whether it is still good, and belongs to the session as configured now, is the caller's question.
 * @throws OpsError OPS_FILE_UNREADABLE
 */
export async function readToken(machine: Machine, session: TokenOwner): Promise<TokenLookup> {
  const file = tokenPath(machine, session)
  const found = await readJsonPatiently(machine, file)
  if (found.kind === 'absent') return found
  const token = parseToken(found.content)
  return token === undefined ? {kind: 'absent', note: `${file} has no accessToken`} : {kind: 'token', token}
}

/** The session's token if it can be read at once, without waiting; for the credential helper's quick look. */
export function peekToken(machine: Machine, session: TokenOwner): SsoToken | undefined {
  const found = readJsonFile(tokenPath(machine, session))
  return found.kind === 'object' ? parseToken(found.content) : undefined
}

export interface TokenWrite {
  readonly session: TokenOwner
  readonly token: SsoToken
  /** Held since before the token was asked for; looked at once more before the file is replaced. */
  readonly lock: Lock
}

/**
 * Replaces the session's token, in the AWS CLI's own form.
 * @throws OpsError OPS_LOCK_LOST, OPS_DISK_FULL or OPS_FILE_UNWRITABLE, with the old file in place
 */
export function writeToken(machine: Machine, {session, token, lock}: TokenWrite): void {
  writeFileAtomic(tokenPath(machine, session), formatToken(token), {beforeRename: lock.assertHeld})
}

/** Removes the session's token. True when there was one. */
export function removeToken(machine: Machine, session: TokenOwner): boolean {
  const file = tokenPath(machine, session)
  const present = existsSync(file)
  rmSync(file, {force: true})
  return present
}

/** The lock that guards reading, renewing and writing of the session's token among okta-ops processes. */
export function tokenLockPath(machine: Machine, session: TokenOwner): string {
  return `${tokenPath(machine, session)}.lock`
}
