import type {Seed, SeedAccount, SeedAssignment, SeedIamRole} from '../seed/seed.js'

/** A person, as Okta knows them. `id` is the shape of an Okta user id. */
export interface User {
  readonly id: string
  readonly login: string
  readonly name: string
  readonly password: string
  readonly active: boolean
}

export interface Group {
  readonly name: string
  readonly description: string
  /** Logins, in the order they joined. */
  readonly members: readonly string[]
}

/** Thrown when an action names something the company does not have; its message is for people. */
export class NoSuchThing extends Error {
  override readonly name = 'NoSuchThing'
}

/**
 * The one model everything in the sandbox acts on: people, their groups, and which roles those groups give in which
 * accounts. Okta's half and the portal read the same object, so a change in one is seen by the other at once.
 */
export class Company {
  readonly name: string
  readonly accounts: readonly SeedAccount[]
  readonly #users: Map<string, User>
  readonly #groups: Map<string, Group>
  #assignments: readonly SeedAssignment[]

  constructor(seed: Seed) {
    this.name = seed.company
    this.accounts = seed.accounts
    this.#assignments = seed.assignments
    this.#users = new Map(
      seed.users.map(({login, name, active, password = seed.password}, index) => {
        const id = `00u${String(index + 1).padStart(6, '0')}halyard0d7`
        return [login.toLowerCase(), {id, login, name, active, password}]
      }),
    )
    this.#groups = new Map(
      seed.groups.map(({name, description}) => {
        const members = seed.users.filter((user) => user.groups.includes(name)).map((user) => user.login)
        return [name, {name, description, members}]
      }),
    )
  }

  get users(): readonly User[] {
    return [...this.#users.values()]
  }

  get groups(): readonly Group[] {
    return [...this.#groups.values()]
  }

  get assignments(): readonly SeedAssignment[] {
    return this.#assignments
  }

  /** Okta logins are not case sensitive. */
  findUser(login: string): User | undefined {
    return this.#users.get(login.trim().toLowerCase())
  }

  user(login: string): User {
    return (
      this.findUser(login) ??
      unknown(
        'user',
        login,
        this.users.map((user) => user.login),
      )
    )
  }

  group(name: string): Group {
    return this.#groups.get(name) ?? unknown('group', name, [...this.#groups.keys()])
  }

  account(id: string): SeedAccount {
    return this.accounts.find((account) => account.id === id) ?? unknown('account', id, [])
  }

  groupsOf(login: string): readonly Group[] {
    return this.groups.filter((group) => group.members.includes(login))
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

  setActive(login: string, active: boolean): User {
    const changed = {...this.user(login), active}
    this.#users.set(changed.login.toLowerCase(), changed)
    return changed
  }

  addMember(groupName: string, login: string): void {
    const {login: member} = this.user(login)
    const group = this.group(groupName)
    const others = group.members.filter((name) => name !== member)
    this.#groups.set(groupName, {...group, members: [...others, member]})
  }

  removeMember(groupName: string, login: string): void {
    const {login: member} = this.user(login)
    const group = this.group(groupName)
    this.#groups.set(groupName, {...group, members: group.members.filter((name) => name !== member)})
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

function unknown(kind: string, name: string, known: readonly string[]): never {
  const list = known.length > 0 ? `; there is ${known.join(', ')}` : ''
  throw new NoSuchThing(`no ${kind} ${JSON.stringify(name)}${list}`)
}
