import {Directory, unknown} from './directory.js'
import type {Group, NewGroup, NewUser, User, UserStatus} from './people.js'
import {Provisioning} from './provisioning.js'
import {Assignments} from '../aws/directory/assignments.js'
import {IdentityStore} from '../aws/directory/identity-store.js'
import type {IdentityGroup} from '../aws/directory/records.js'
import type {Seed, SeedAccount, SeedAssignment, SeedIamRole} from '../seed/seed.js'
import type {JsonObject} from '../../shared/json.js'

export {NoSuchThing, type Group, type User} from './people.js'

/**
 * The one model everything in the sandbox acts on: people and groups in Okta, users and groups in Identity Center, and which
 * roles the latter give in which accounts. Okta's own app keeps the two sides alike, but for groups that it does not push.
 */
export class Company extends Directory {
  readonly name: string
  readonly accounts: readonly SeedAccount[]
  /** Identity Center's side. */
  readonly aws: IdentityStore
  readonly #assignments: Assignments
  readonly #app: Provisioning

  constructor(seed: Seed, now: () => Date = () => new Date()) {
    super(seed, now)
    this.name = seed.company
    this.accounts = seed.accounts
    this.aws = new IdentityStore(now)
    this.#assignments = new Assignments(seed.accounts)
    this.#app = new Provisioning(this, this.aws)
    this.#beginInAws(seed)
  }

  /** In the words of the seed; those of groups that are gone are gone. */
  get assignments(): readonly SeedAssignment[] {
    return this.#assignments.all.flatMap(({groupId, accounts, roles}) => {
      const group = this.aws.written.groups.get(groupId)
      return group === undefined ? [] : [{group: group.displayName, accounts, roles}]
    })
  }

  account(id: string): SeedAccount {
    return this.accounts.find((account) => account.id === id) ?? unknown('account', id, [])
  }

  /** A group of Identity Center, by its name. */
  awsGroup(name: string): IdentityGroup {
    const known = this.aws.written.groups.all.slice(0, 20).map(({displayName}) => displayName)
    return this.aws.written.groupBy('displayName', name) ?? unknown('group in AWS', name, known)
  }

  /** The roles `login` has in the account: exactly what the groups in Identity Center grant, sorted by name. */
  rolesOf(login: string, accountId: string): readonly string[] {
    const {written} = this.aws
    const user = written.userBy('userName', login)
    if (user?.active !== true) return []
    const memberships = written.memberships(user.id)
    return this.#assignments.rolesIn(accountId, (groupId) => memberships.has(groupId))
  }

  /** The accounts in which `login` has any role, in the seed's order. */
  accountsOf(login: string): readonly SeedAccount[] {
    return this.accounts.filter(({id}) => this.rolesOf(login, id).length > 0)
  }

  iamRole(accountId: string, roleName: string): SeedIamRole | undefined {
    return this.accounts.find(({id}) => id === accountId)?.iamRoles.find((role) => role.name === roleName)
  }

  /** To a group of Identity Center. */
  assign(groupName: string, accountId: string, role: string): void {
    const groupId = this.awsGroup(groupName).id
    this.#assignments.give({groupId, accounts: [this.account(accountId).id], roles: [role]})
  }

  /** Takes `role` in one account away from the group, also out of an assignment that covered more. */
  unassign(groupName: string, accountId: string, role: string): void {
    this.#assignments.take(this.awsGroup(groupName).id, this.account(accountId).id, role)
  }

  override createUser(made: NewUser): User {
    return this.#provisioned(super.createUser(made))
  }

  override updateProfile(login: string, profile: JsonObject): User {
    return this.#provisioned(super.updateProfile(login, profile))
  }

  override setStatus(login: string, status: UserStatus): User {
    return this.#provisioned(super.setStatus(login, status))
  }

  override deleteUser(login: string): void {
    const user = this.user(login)
    super.deleteUser(login)
    this.#app.deprovision(user)
  }

  override createGroup(made: NewGroup): Group {
    const group = super.createGroup(made)
    if (isPushedByName(group)) this.#app.push(group)
    return group
  }

  override updateGroup(name: string, change: Pick<NewGroup, 'name' | 'description'>): Group {
    const group = super.updateGroup(name, change)
    this.#app.rename(group)
    return group
  }

  override deleteGroup(name: string): void {
    const group = this.group(name)
    super.deleteGroup(name)
    this.#app.unpush(group)
  }

  override addMember(groupName: string, login: string): void {
    super.addMember(groupName, login)
    this.#app.memberJoined(this.group(groupName), this.user(login))
  }

  override removeMember(groupName: string, login: string): void {
    super.removeMember(groupName, login)
    this.#app.memberLeft(this.group(groupName), this.user(login))
  }

  #provisioned(user: User): User {
    this.#app.provision(user)
    return user
  }

  /** People, then what stands in AWS by itself, then what is pushed: into a group of that name where there is one. */
  #beginInAws({users, groups, awsUsers, awsGroups, assignments}: Seed): void {
    for (const {login, awsUser} of users) if (awsUser === false) this.#app.unassign(this.user(login))
    for (const user of this.users) this.#app.provision(user)
    this.aws.write((directory, at) => {
      for (const {userName, name} of awsUsers)
        if (directory.userBy('userName', userName) === undefined)
          directory.createUser(handMade(userName, name), at)
      for (const {name, description, linkedTo, members} of awsGroups) {
        const externalId = linkedTo === undefined ? undefined : this.group(linkedTo).id
        const made = {displayName: name, description, externalId}
        const {id} = directory.groupBy('displayName', name) ?? directory.createGroup(made, at)
        for (const member of members) {
          const user = directory.userBy('userName', member)
          if (user !== undefined) directory.join(id, user.id, at)
        }
      }
    })
    for (const seeded of groups) {
      const group = this.group(seeded.name)
      if (seeded.push ?? isPushedByName(group)) this.#app.push(group)
    }
    this.#assign(assignments)
  }

  /** What something is assigned to exists. */
  #assign(assignments: readonly SeedAssignment[]): void {
    for (const {group, accounts, roles} of assignments) {
      const made = {displayName: group, description: '', externalId: undefined}
      const {id} =
        this.aws.written.groupBy('displayName', group) ??
        this.aws.write((directory, at) => directory.createGroup(made, at))
      this.#assignments.give({groupId: id, accounts, roles})
    }
  }
}

function isPushedByName({name}: Group): boolean {
  return !name.startsWith('AWS_')
}

function handMade(userName: string, displayName: string) {
  const [givenName = '', ...rest] = displayName.split(' ')
  const familyName = rest.join(' ') || givenName
  return {
    userName,
    displayName,
    givenName,
    familyName,
    externalId: undefined,
    email: userName,
    active: true,
    more: {},
  }
}
