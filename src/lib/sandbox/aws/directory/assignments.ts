import type {SeedAccount} from '../../seed/seed.js'

/** Members of the group get each of `roles` in each of `accounts`. */
export interface Assignment {
  readonly groupId: string
  readonly accounts: readonly string[] | 'all'
  readonly roles: readonly string[]
}

/** Which Identity Center group gives which permission set where: by its id, so that they are lost with the group, whatever comes after it by the same name. */
export class Assignments {
  readonly #accounts: readonly SeedAccount[]
  #given: readonly Assignment[] = []

  constructor(accounts: readonly SeedAccount[]) {
    this.#accounts = accounts
  }

  get all(): readonly Assignment[] {
    return this.#given
  }

  give(assignment: Assignment): void {
    this.#given = [...this.#given, assignment]
  }

  /** Takes `role` in one account away from the group, also out of an assignment that covered more. */
  take(groupId: string, accountId: string, role: string): void {
    this.#given = this.#given.flatMap((given) => {
      const covers = given.groupId === groupId && given.roles.includes(role)
      const accounts = given.accounts === 'all' ? this.#accounts.map(({id}) => id) : given.accounts
      if (!covers || !accounts.includes(accountId)) return [given]
      return [
        {...given, accounts: accounts.filter((other) => other !== accountId)},
        {groupId, accounts: [accountId], roles: given.roles.filter((other) => other !== role)},
      ]
    })
  }

  /** What membership of these groups gives in the account, sorted by name. */
  rolesIn(accountId: string, isMemberOf: (groupId: string) => boolean): readonly string[] {
    const roles = this.#given
      .filter(({groupId}) => isMemberOf(groupId))
      .filter(({accounts}) => accounts === 'all' || accounts.includes(accountId))
      .flatMap((given) => given.roles)
    return [...new Set(roles)].sort()
  }
}
