import {rmSync, statSync} from 'node:fs'
import {leftoversOf} from '../../shared/atomic-file.js'
import type {Lock} from '../../shared/file-lock.js'
import type {Machine} from '../../shared/machine.js'
import {readJsonFile} from './json-cache.js'
import type {SsoSession} from '../config/profile.js'
import {tokenPath, writeToken} from './token-cache.js'
import {parseToken, tokenMatches, type SsoToken} from './token-file.js'

/**
 * The token of a process that was killed between writing its new file and renaming it. The refresh token in the old file is
 * spent by then, so the leftover is all that is left of the login. It is put in place if it is whole, live, of the same
 * client, and younger than the file it was to replace: whoever signed in or out since then has the last word.
 */
export function recoverToken(
  machine: Machine,
  session: SsoSession,
  {spent, lock}: {readonly spent: SsoToken; readonly lock: Lock},
): SsoToken | undefined {
  const file = tokenPath(machine, session)
  const replacedAt = statSync(file).mtime
  const leftovers = leftoversOf(file)
  const token = leftovers
    .map((leftover) => {
      const found = readJsonFile(leftover)
      return found.kind === 'object' && found.modifiedAt >= replacedAt ? parseToken(found.content) : undefined
    })
    .find((found) => found !== undefined && isHeir(found, spent) && found.expiresAt > machine.now())
  if (token === undefined || !tokenMatches(session, token)) return undefined
  machine.debug(`found the token of a process that was killed while it wrote ${file}`)
  writeToken(machine, {session, token, lock})
  for (const leftover of leftovers) rmSync(leftover, {force: true})
  return token
}

function isHeir(token: SsoToken, spent: SsoToken): boolean {
  return token.clientId === spent.clientId && token.expiresAt > spent.expiresAt
}
