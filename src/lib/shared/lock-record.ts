import fs from 'node:fs'
import path from 'node:path'
import {OpsError} from './errors.js'
import {isPresenceMark, type Sight} from './presence.js'
import {ownIdentity, type ProcessIdentity} from './process-identity.js'
import {shellWord} from './shell-word.js'

/** What the lock file says about its holder. */
export interface LockRecord extends ProcessIdentity {
  /** Unique to one acquisition. */
  readonly owner: string
}

/** Undefined when the lock is not there, or is not one of ours: then it is never judged stale. */
export function readLock(lockPath: string): LockRecord | undefined {
  try {
    const found: unknown = JSON.parse(fs.readFileSync(lockPath, 'utf8'))
    return isRecord(found) ? found : undefined
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is LockRecord {
  if (typeof value !== 'object' || value === null) return false
  const {pid, owner, host, start, presence} = value as Readonly<Record<string, unknown>>
  return (
    Number.isInteger(pid) &&
    Number(pid) > 0 &&
    typeof owner === 'string' &&
    typeof host === 'string' &&
    ['string', 'undefined'].includes(typeof start) &&
    (presence === undefined || isPresenceMark(presence))
  )
}

/** OPS_LOCK_TIMEOUT, naming the holder as far as it is known. */
export function lockTimeout(
  {file: lockPath, giveUpAfterMs}: {readonly file: string; readonly giveUpAfterMs: number},
  holder: LockRecord | undefined,
  sight: Sight | undefined,
): OpsError {
  const waited = `waited ${giveUpAfterMs / 1000} s`
  if (holder === undefined) {
    return new OpsError('OPS_LOCK_TIMEOUT', `${lockPath} does not say who holds it (${waited})`, {
      failure: 'unavailable',
      next: `rm ${shellWord(lockPath)}`,
    })
  }
  const isHere = holder.host === ownIdentity().host
  const elsewhere = isHere ? '' : ` on ${holder.host.split(' ')[0] ?? ''}`
  const held = `process ${holder.pid}${elsewhere} holds ${lockPath} (${waited})`
  if (!isHere && sight === 'lives' && holder.presence !== undefined)
    return new OpsError('OPS_LOCK_TIMEOUT', `${held}; it lives, in another container of this machine`, {
      failure: 'unavailable',
      next: `fuser -v ${shellWord(path.join(path.dirname(lockPath), holder.presence.file))}`,
    })
  return new OpsError('OPS_LOCK_TIMEOUT', `${held}; remove that file only if the process is gone`, {
    failure: 'unavailable',
    next: isHere ? `ps -p ${holder.pid}` : `rm ${shellWord(lockPath)}`,
  })
}
