import {
  NoSuchThing,
  oktaId,
  type Group,
  type NewGroup,
  type NewUser,
  type User,
  type UserStatus,
} from './people.js'
import type {Seed} from '../seed/seed.js'
import type {JsonObject} from '../../shared/json.js'

const everyoneId = oktaId('00g', 0)

/** The people of a company and their groups: Okta's half of it. Everything is replaced when it changes, never edited. */
export class Directory {
  readonly #now: () => Date
  readonly #users = new Map<string, User>()
  readonly #usersById = new Map<string, User>()
  readonly #groups = new Map<string, Group>()
  /** Group id -> its name. */
  readonly #names = new Map<string, string>()
  /** Login -> ids of the groups. */
  readonly #groupsOf = new Map<string, Set<string>>()
  readonly #startedAt: Date
  #userCount = 0
  #groupCount = 0

  constructor(seed: Pick<Seed, 'users' | 'groups' | 'password'>, now: () => Date) {
    this.#now = now
    this.#startedAt = now()
    for (const {login, name, active, password = seed.password, profile = {}} of seed.users) {
      const status = active ? 'ACTIVE' : 'DEPROVISIONED'
      this.#makeUser({login, status, password, profile: {...named(name), ...profile}})
    }
    const members = new Map<string, string[]>(seed.groups.map(({name}) => [name, []]))
    for (const {login, groups} of seed.users)
      for (const group of new Set(groups)) members.get(group)?.push(login)
    for (const {name, description, type = 'OKTA_GROUP'} of seed.groups) {
      const {id} = this.#makeGroup({name, description, type})
      const logins = members.get(name) ?? []
      for (const login of logins) this.#groupIds(login).add(id)
      this.#setMembers(name, logins)
    }
  }

  get users(): readonly User[] {
    return [...this.#users.values()]
  }

  /** Without Everyone. */
  get groups(): readonly Group[] {
    return [...this.#groups.values()]
  }

  /** The group that Okta itself keeps: everybody who is not deactivated. */
  get everyone(): Group {
    const members = this.users.filter(({status}) => status !== 'DEPROVISIONED').map(({login}) => login)
    return {
      id: everyoneId,
      name: 'Everyone',
      description: 'All users in your organization',
      type: 'BUILT_IN',
      members,
      createdAt: this.#startedAt,
      lastUpdatedAt: this.#startedAt,
      lastMembershipUpdatedAt: this.#startedAt,
    }
  }

  /** Okta logins are not case sensitive. */
  findUser(login: string): User | undefined {
    return this.#users.get(login.trim().toLowerCase())
  }

  userOfId(id: string): User | undefined {
    return this.#usersById.get(id)
  }

  user(login: string): User {
    const known = this.users.slice(0, 20).map((user) => user.login)
    return this.findUser(login) ?? unknown('user', login, known)
  }

  group(name: string): Group {
    return this.findGroup(name) ?? unknown('group', name, [...this.#groups.keys()].slice(0, 20))
  }

  findGroup(name: string): Group | undefined {
    return this.#groups.get(name)
  }

  /** Everyone too. */
  groupOfId(id: string): Group | undefined {
    return id === everyoneId ? this.everyone : this.#groups.get(this.#names.get(id) ?? '')
  }

  /** In the order in which the groups were made. */
  groupsOf(login: string): readonly Group[] {
    const ids = [...(this.#groupsOf.get(login) ?? [])].sort()
    return ids.flatMap((id) => this.groupOfId(id) ?? [])
  }

  createUser(made: NewUser): User {
    return this.#makeUser(made)
  }

  #makeUser({login, status, password, profile}: NewUser): User {
    this.#userCount += 1
    const at = this.#now()
    return this.#keep({
      id: oktaId('00u', this.#userCount),
      login,
      name: nameOf(profile, login),
      password,
      status,
      active: status === 'ACTIVE',
      profile: {email: login, ...profile},
      createdAt: at,
      activatedAt: status === 'STAGED' ? undefined : at,
      statusChangedAt: at,
      lastLoginAt: undefined,
      lastUpdatedAt: at,
    })
  }

  updateProfile(login: string, profile: JsonObject): User {
    const user = this.user(login)
    return this.#keep({...user, profile, name: nameOf(profile, login), lastUpdatedAt: this.#now()})
  }

  setStatus(login: string, status: UserStatus): User {
    const at = this.#now()
    const user = this.user(login)
    const active = status === 'ACTIVE'
    const activatedAt = active && !user.active ? at : user.activatedAt
    return this.#keep({...user, status, active, activatedAt, statusChangedAt: at, lastUpdatedAt: at})
  }

  setActive(login: string, active: boolean): User {
    return this.setStatus(login, active ? 'ACTIVE' : 'DEPROVISIONED')
  }

  setPassword(login: string, password: string): User {
    return this.#keep({...this.user(login), password, lastUpdatedAt: this.#now()})
  }

  signedIn(login: string): User {
    return this.#keep({...this.user(login), lastLoginAt: this.#now()})
  }

  /** Gone for good, out of every group. */
  deleteUser(login: string): void {
    const user = this.user(login)
    for (const group of this.groupsOf(user.login)) this.removeMember(group.name, user.login)
    this.#groupsOf.delete(user.login)
    this.#users.delete(user.login.toLowerCase())
    this.#usersById.delete(user.id)
  }

  createGroup(made: NewGroup): Group {
    return this.#makeGroup(made)
  }

  #makeGroup({name, description, type = 'OKTA_GROUP'}: NewGroup): Group {
    this.#groupCount += 1
    const at = this.#now()
    const group: Group = {
      id: oktaId('00g', this.#groupCount),
      name,
      description,
      type,
      members: [],
      createdAt: at,
      lastUpdatedAt: at,
      lastMembershipUpdatedAt: at,
    }
    this.#groups.set(name, group)
    this.#names.set(group.id, name)
    return group
  }

  updateGroup(name: string, {name: newName, description}: Pick<NewGroup, 'name' | 'description'>): Group {
    const changed = {...this.group(name), name: newName, description, lastUpdatedAt: this.#now()}
    const all = [...this.#groups.values()].map((group) => (group.name === name ? changed : group))
    this.#groups.clear()
    for (const group of all) this.#groups.set(group.name, group)
    this.#names.set(changed.id, newName)
    return changed
  }

  deleteGroup(name: string): void {
    const {id, members} = this.group(name)
    for (const login of members) this.#groupsOf.get(login)?.delete(id)
    this.#groups.delete(name)
    this.#names.delete(id)
  }

  addMember(groupName: string, login: string): void {
    const {login: member} = this.user(login)
    const {id, members} = this.group(groupName)
    this.#groupIds(member).add(id)
    this.#setMembers(groupName, [...members.filter((name) => name !== member), member])
  }

  removeMember(groupName: string, login: string): void {
    const {login: member} = this.user(login)
    const {id, members} = this.group(groupName)
    this.#groupsOf.get(member)?.delete(id)
    this.#setMembers(
      groupName,
      members.filter((name) => name !== member),
    )
  }

  #setMembers(groupName: string, members: readonly string[]): void {
    const group = this.group(groupName)
    this.#groups.set(groupName, {...group, members, lastMembershipUpdatedAt: this.#now()})
  }

  #groupIds(login: string): Set<string> {
    const known = this.#groupsOf.get(login) ?? new Set<string>()
    this.#groupsOf.set(login, known)
    return known
  }

  #keep(user: User): User {
    this.#users.set(user.login.toLowerCase(), user)
    this.#usersById.set(user.id, user)
    return user
  }
}

/** @throws NoSuchThing always */
export function unknown(kind: string, name: string, known: readonly string[]): never {
  const list = known.length > 0 ? `; there is ${known.join(', ')}` : ''
  throw new NoSuchThing(`no ${kind} ${JSON.stringify(name)}${list}`)
}

function named(name: string): JsonObject {
  const [firstName = '', ...rest] = name.split(' ')
  return {firstName, lastName: rest.join(' ')}
}

function nameOf({firstName, lastName}: JsonObject, login: string): string {
  const parts = [firstName, lastName].filter(
    (part): part is string => typeof part === 'string' && part !== '',
  )
  return parts.length > 0 ? parts.join(' ') : login.replace(/@.*/, '')
}
