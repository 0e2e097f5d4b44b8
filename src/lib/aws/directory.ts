import type {AccountInfo, SSOClient} from '@aws-sdk/client-sso'
import {OpsError} from '../shared/errors.js'
import type {Machine} from '../shared/machine.js'
import {portalEndpoint} from './endpoints.js'
import {createPacer, type Pacer} from './pacer.js'
import type {EndpointSettings, SsoSession} from './profile.js'
import {createPortalClient} from './sdk.js'
import {loginOver} from './signed-out.js'
import {mayPass, readServiceRefusal, translateServiceError} from './service-error.js'
import type {SsoToken} from './token-cache.js'

/** An account the signed-in person reaches. Name and address may be missing; the id is text, since leading zeros count. */
export interface Account {
  readonly accountId: string
  readonly accountName?: string
  readonly emailAddress?: string
}

/** A role the person may take in an account. */
export interface AccountRole {
  readonly accountId: string
  readonly roleName: string
}

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
/** Refusals of one page in a row; the pauses between them double. */
const patience = 8
/** Pages of 100: more than any organisation has; a portal that repeats itself must end somewhere. */
const mostPages = 1000

/**
 * Every account of the session, by name, those without one last. Pages are followed, 429 is waited out.
 * @throws OpsError OPS_SIGNED_OUT on 401, else as translateServiceError says
 */
export async function listAccounts(machine: Machine, access: DirectoryAccess): Promise<readonly Account[]> {
  const {ListAccountsCommand} = await import('@aws-sdk/client-sso')
  const pages = await allPages(machine, access, {
    what: 'cannot list the accounts',
    page: (client, request, options) => client.send(new ListAccountsCommand(request), options),
  })
  return pages.flatMap(({accountList = []}) => accountList.flatMap(readAccount)).sort(byName)
}

/**
 * Every role the person may take in one account, by name.
 * @throws OpsError OPS_SIGNED_OUT on 401, OPS_REQUEST_REJECTED for an account the person does not reach, else as above
 */
export async function listRoles(
  machine: Machine,
  access: DirectoryAccess,
  accountId: string,
): Promise<readonly AccountRole[]> {
  const {ListAccountRolesCommand} = await import('@aws-sdk/client-sso')
  const pages = await allPages(machine, access, {
    what: `cannot list the roles in account ${accountId}`,
    page: (client, request, options) =>
      client.send(new ListAccountRolesCommand({...request, accountId}), options),
  })
  return pages
    .flatMap(({roleList = []}) => roleList)
    .flatMap(({roleName}) => (roleName === undefined ? [] : [{accountId, roleName}]))
    .sort((a, b) => compare(a.roleName, b.roleName))
}

/** How many accounts are asked about at the same time; the pacer decides how fast. */
const workers = 4

/** Every role in every account of the session, account by account. Throws as the two above. */
export async function listAllRoles(
  machine: Machine,
  access: DirectoryAccess,
): Promise<readonly AccountRole[]> {
  const shared = {...access, pacer: access.pacer ?? createPacer(machine)}
  const accounts = await listAccounts(machine, shared)
  const found: (readonly AccountRole[])[] = []
  const waiting = [...accounts.entries()]
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, {accountId}] = next
      found[index] = await listRoles(machine, shared, accountId)
    }
  }
  try {
    await Promise.all(Array.from({length: workers}, work))
  } finally {
    waiting.length = 0 // after a failure the other workers stop too
  }
  return found.flat()
}

interface Listing<T> {
  readonly what: string
  readonly page: (
    client: SSOClient,
    request: {readonly accessToken: string; readonly maxResults: number; readonly nextToken?: string},
    options: {readonly abortSignal?: AbortSignal},
  ) => Promise<T>
}

async function allPages<T extends {readonly nextToken?: string | undefined}>(
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
    const found = await patiently({pacer, signal, ask}).catch((error: unknown) => {
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

/** One page in its turn; what may pass is asked again at the slower pace that the refusal brings about. */
async function patiently<T>(asked: {
  readonly pacer: Pacer
  readonly signal: AbortSignal | undefined
  readonly ask: () => Promise<T>
}): Promise<T> {
  const {pacer, signal, ask} = asked
  for (let failures = 1; ; failures++) {
    await pacer.turn(signal)
    try {
      const page = await ask()
      pacer.succeeded()
      return page
    } catch (error) {
      signal?.throwIfAborted()
      if (failures >= patience || !mayPass(error)) throw error
      pacer.throttled(readServiceRefusal(error)?.retryAfterMs ?? 0)
    }
  }
}

function refused(error: unknown, what: string, session: SsoSession): Error {
  return readServiceRefusal(error)?.status === 401
    ? loginOver(session, 'the portal answers 401')
    : translateServiceError(error, what)
}

function readAccount(listed: AccountInfo): readonly Account[] {
  const {accountId, accountName, emailAddress} = listed
  if (accountId === undefined) return []
  return [
    {
      accountId,
      ...(accountName === undefined ? {} : {accountName}),
      ...(emailAddress === undefined ? {} : {emailAddress}),
    },
  ]
}

function byName(a: Account, b: Account): number {
  if ((a.accountName === undefined) !== (b.accountName === undefined))
    return a.accountName === undefined ? 1 : -1
  return compare(a.accountName ?? '', b.accountName ?? '') || compare(a.accountId, b.accountId)
}

/** The same order on every machine, whatever its language. */
function compare(a: string, b: string): number {
  return a.localeCompare(b, 'en', {numeric: true})
}
