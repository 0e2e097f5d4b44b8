import path from 'node:path'
import {withLock, type Lock} from '../../shared/file-lock.js'
import type {Machine} from '../../shared/machine.js'
import {sha1} from '../../shared/sha1.js'
import {stateFolder} from '../../shared/state-folder.js'
import {openPresences} from '../../store/presences.js'

/** One writer a tenant on this machine: two that know of each other's half done work would send it twice. */
export interface TenantLockRequest {
  /** The SCIM endpoint without a slash at the end. */
  readonly tenant: string
  readonly giveUpAfterMs: number
  /** `change`: whoever reads and changes; `watch`: whoever watches, and changes from time to time. `change` unless said. */
  readonly what?: 'change' | 'watch'
  /** Ends waiting, with its reason. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Runs `work`, from reading both sides to the last change, while no other process of this machine does so for the tenant.
 * @throws OpsError OPS_LOCK_TIMEOUT, naming the process that holds it
 */
export async function withTenantLock<T>(
  machine: Machine,
  {tenant, giveUpAfterMs, what = 'change', signal}: TenantLockRequest,
  work: (lock: Lock) => Promise<T>,
): Promise<T> {
  const file = path.join(
    stateFolder(machine),
    `scim-${what === 'watch' ? 'watch-' : ''}${sha1(tenant).slice(0, 12)}.lock`,
  )
  // Held for minutes, perhaps, and perhaps in a container that shares its state folder.
  return withLock(machine, {file, giveUpAfterMs, signal, presences: await openPresences(machine)}, work)
}
