import type {Machine} from '../../shared/machine.js'
import {listAccounts} from '../directory.js'
import type {SessionTarget} from '../sessions.js'
import type {SsoToken} from '../token-cache.js'

/** Who has just signed in, as far as it can be said without asking much. */
export interface SignedInAs {
  /** How many accounts the login reaches. */
  readonly accounts: number
}

/** Best effort: a login that went well is not made to fail by a question about it. */
export async function whoSignedIn(
  machine: Machine,
  target: SessionTarget,
  login: {readonly token: SsoToken; readonly signal: AbortSignal},
): Promise<SignedInAs | undefined> {
  const {session, endpoints} = target
  try {
    return {accounts: (await listAccounts(machine, {session, endpoints, ...login})).length}
  } catch (error) {
    login.signal.throwIfAborted()
    machine.debug(`who signed in is not known: ${error instanceof Error ? error.message : typeof error}`)
    return undefined
  }
}
