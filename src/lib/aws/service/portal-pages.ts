import type {SSOClient} from '@aws-sdk/client-sso'
import {OpsError} from '../../shared/errors.js'
import type {Machine} from '../../shared/machine.js'
import {portalEndpoint} from './endpoints.js'
import {callPaced} from './paced-call.js'
import {createPacer, type Pacer} from './pacer.js'
import type {EndpointSettings, SsoSession} from '../config/profile.js'
import {createPortalClient} from './sdk.js'
import {readServiceRefusal, translateServiceError} from './service-error.js'
import {loginOver} from '../session/signed-out.js'
import type {SsoToken} from '../cache/token-cache.js'

/** With whose token, and where, the portal is asked. */
export interface DirectoryAccess {
  readonly session: SsoSession
  readonly token: Pick<SsoToken, 'accessToken'>
  readonly endpoints?: EndpointSettings | undefined
  readonly signal?: AbortSignal | undefined
  /** Shared by everything that asks at the same time; one of its own unless given. */
  readonly pacer?: Pacer
}

/** The most a page may hold (Portal API: ListAccounts, ListAccountRoles). */
const pageSize = 100
/** Pages of 100: more than any organisation has; a portal that repeats itself must end somewhere. */
const mostPages = 1000

/** A list of the portal: what for, and how one page of it is asked for. */
export interface Listing<T> {
  readonly what: string
  readonly page: (
    client: SSOClient,
    request: {readonly accessToken: string; readonly maxResults: number; readonly nextToken?: string},
    options: {readonly abortSignal?: AbortSignal},
  ) => Promise<T>
}

/**
 * Every page of a list, in order.
 * @throws OpsError OPS_SIGNED_OUT on 401, OPS_BAD_ANSWER for a list without an end, else as translateServiceError says
 */
export async function allPages<T extends {readonly nextToken?: string | undefined}>(
  machine: Machine,
  access: DirectoryAccess,
  {what, page}: Listing<T>,
): Promise<readonly T[]> {
  const {session, token, endpoints, signal} = access
  const endpoint = portalEndpoint(machine, session.region, endpoints)
  const client = await createPortalClient(machine, {region: session.region, endpoint})
  const pacer = access.pacer ?? createPacer(machine)
  const pages: T[] = []
  for (let next: string | undefined; pages.length < mostPages;) {
    const request = {accessToken: token.accessToken, maxResults: pageSize}
    const ask = (): Promise<T> =>
      page(
        client,
        next === undefined ? request : {...request, nextToken: next},
        signal ? {abortSignal: signal} : {},
      )
    const found = await callPaced({pacer, signal, ask}).catch((error: unknown) => {
      throw refused(error, what, session)
    })
    pages.push(found)
    next = found.nextToken
    if (next === undefined || next === '') return pages
  }
  throw new OpsError('OPS_BAD_ANSWER', `${what}: the portal never comes to the last page`, {
    failure: 'unavailable',
  })
}

function refused(error: unknown, what: string, session: SsoSession): Error {
  return readServiceRefusal(error)?.status === 401
    ? loginOver(session, 'the portal answers 401')
    : translateServiceError(error, what)
}
