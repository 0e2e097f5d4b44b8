import {OpsError} from '../../shared/errors.js'
import type {Machine} from '../../shared/machine.js'
import {portalAccepts} from '../service/portal-check.js'
import {loginOver} from './signed-out.js'
import {withSessionToken} from './session-token.js'
import {readLoginStatus, statusOf, type LoginStatus, type SessionTarget} from './sessions.js'

/**
 * The login as the service sees it: refreshed when less than `minLeftMs` is left, and shown to the portal. A
 * login that is no good is a status, not an error.
 * @throws OpsError OPS_NETWORK and its kin, or OPS_SERVICE, when the service cannot say
 */
export async function verifiedStatus(
  machine: Machine,
  target: SessionTarget,
  minLeftMs: number,
): Promise<LoginStatus> {
  const {session, endpoints} = target
  try {
    return await withSessionToken(machine, {...target, minLeftMs}, async (token) => {
      if (!(await portalAccepts(machine, {session, token, endpoints})))
        throw loginOver(session, 'the portal answers 401')
      return statusOf(session, token, machine.now())
    })
  } catch (error) {
    if (!(error instanceof OpsError) || error.code !== 'OPS_SIGNED_OUT') throw error
    const onFile = await readLoginStatus(machine, session)
    return {...onFile, state: onFile.state === 'signed-in' ? 'revoked' : onFile.state, refreshable: false}
  }
}
