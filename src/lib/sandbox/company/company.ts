import {Directory, unknown} from './directory.js'
import type {Group, NewGroup} from './people.js'
import type {Seed, SeedAccount, SeedAssignment, SeedIamRole} from '../seed/seed.js'

export {NoSuchThing, type Group, type User} from './people.js'

/**
 * The one model everything in the sandbox acts on: people, their groups, and which roles those groups give in which
 * accounts. Okta's half and the portal read the same object, so a change in one is seen by the other at once.
 */
export class Company extends Directory {
  readonly name: string
  readonly accounts: readonly SeedAccount[]
  #assignments: readonly SeedAssignment[]

  constructor(seed: Seed, now: () => Date = () => new Date()) {
    super(seed, now)
    this.name = seed.company
    this.accounts = seed.accounts
    this.#assignments = seed.assignments
  }

  get assignments(): readonly SeedAssignment[] {
    return this.#assignments
  }

  account(id: string): SeedAccount {
    return this.accounts.find((account) => account.id === id) ?? unknown('account', id, [])
  }

  /** The roles `login` has in the account: exactly what the groups grant, sorted by name. */
  rolesOf(login: string, accountId: string): readonly string[] {
    const granted = this.#grantsOf(login)
      .filter(({accounts}) => accounts === 'all' || accounts.includes(accountId))
      .flatMap(({roles}) => roles)
    return [...new Set(granted)].sort()
  }

  /** The accounts in which `login` has any role, in the seed's order. */
  accountsOf(login: string): readonly SeedAccount[] {
    return this.accounts.filter(({id}) => this.rolesOf(login, id).length > 0)
  }

  iamRole(accountId: string, roleName: string): SeedIamRole | undefined {
    return this.accounts.find(({id}) => id === accountId)?.iamRoles.find((role) => role.name === roleName)
  }

  /** What the group gives goes with its name. */
  override updateGroup(name: string, change: Pick<NewGroup, 'name' | 'description'>): Group {
    const group = super.updateGroup(name, change)
    this.#assignments = this.#assignments.map((given) =>
      given.group === name ? {...given, group: change.name} : given,
    )
    return group
  }

  override deleteGroup(name: string): void {
    super.deleteGroup(name)
    this.#assignments = this.#assignments.filter(({group}) => group !== name)
  }

  assign(groupName: string, accountId: string, role: string): void {
    const group = this.group(groupName).name
    const accounts = [this.account(accountId).id]
    this.#assignments = [...this.#assignments, {group, accounts, roles: [role]}]
  }

  /** Takes `role` in one account away from the group, also out of an assignment that covered more. */
  unassign(groupName: string, accountId: string, role: string): void {
    const group = this.group(groupName).name
    const id = this.account(accountId).id
    this.#assignments = this.#assignments.flatMap((given) => {
      const covers = given.group === group && given.roles.includes(role)
      const accounts = given.accounts === 'all' ? this.accounts.map((account) => account.id) : given.accounts
      if (!covers || !accounts.includes(id)) return [given]
      return [
        {...given, accounts: accounts.filter((other) => other !== id)},
        {group, accounts: [id], roles: given.roles.filter((other) => other !== role)},
      ]
    })
  }

  #grantsOf(login: string): readonly SeedAssignment[] {
    const groups = new Set(this.groupsOf(login).map((group) => group.name))
    return this.#assignments.filter(({group}) => groups.has(group))
  }
}
