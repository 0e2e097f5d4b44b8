import type {SeedAccount} from './seed.js'

/** Accounts as a seed file says them. */
interface WrittenAccounts {
  readonly accounts?: readonly {
    readonly id: string
    readonly name?: string
    readonly email?: string
    readonly iam_roles?: readonly {
      readonly name: string
      readonly external_id?: string
      readonly trusts?: readonly string[]
    }[]
  }[]
  readonly more_accounts?: {readonly count: number; readonly first_id?: string; readonly name?: string}
}

/** Those that are written, then those that are counted. */
export function allAccounts({accounts = [], more_accounts: more}: WrittenAccounts): readonly SeedAccount[] {
  const written = accounts.map(({id, name, email, iam_roles: roles = []}): SeedAccount => ({
    id,
    ...(name === undefined ? {} : {name}),
    ...(email === undefined ? {} : {email}),
    iamRoles: roles.map(({name: role, external_id: externalId, trusts}) => ({
      name: role,
      ...(externalId === undefined ? {} : {externalId}),
      ...(trusts === undefined ? {} : {trusts}),
    })),
  }))
  return [...written, ...(more === undefined ? [] : numberedAccounts(more))]
}

/** `count` accounts with ids in a row; `{n}` in the name is the number of each. */
function numberedAccounts({
  count,
  first_id: first = '500000000001',
  name = 'Account {n}',
}: NonNullable<WrittenAccounts['more_accounts']>): readonly SeedAccount[] {
  return Array.from({length: count}, (_, index) => ({
    id: String(BigInt(first) + BigInt(index)).padStart(12, '0'),
    name: name.replaceAll('{n}', String(index + 1)),
    iamRoles: [],
  }))
}
