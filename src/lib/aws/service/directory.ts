import type {AccountInfo} from '@aws-sdk/client-sso'
import type {Machine} from '../../shared/machine.js'
import {sideBySide} from '../../shared/side-by-side.js'
import {createPacer} from './pacer.js'
import {allPages, type DirectoryAccess} from './portal-pages.js'

export type {DirectoryAccess} from './portal-pages.js'

/**
 * An account the signed-in person reaches. Name and address may be missing; the id is text, since leading zeros
 * count.
 */
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

/**
 * Every role in every account of the session, account by account. Throws as the two above.
 * @param onProgress hears how many accounts are done, and of how many, before the first and after each
 */
export async function listAllRoles(
  machine: Machine,
  access: DirectoryAccess,
  onProgress: (done: number, all: number) => void = () => undefined,
): Promise<readonly AccountRole[]> {
  const shared = {...access, pacer: access.pacer ?? createPacer(machine)}
  const accounts = await listAccounts(machine, shared)
  let done = 0
  onProgress(done, accounts.length)
  const found = await sideBySide(accounts, workers, async ({accountId}) => {
    const roles = await listRoles(machine, shared, accountId)
    onProgress(++done, accounts.length)
    return roles
  })
  return found.flat()
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
