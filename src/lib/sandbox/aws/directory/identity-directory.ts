import {
  folded,
  identityId,
  IdentityConflict,
  IdentityMissing,
  type IdentityGroup,
  type IdentityKind,
  type IdentityMembership,
  type IdentityUser,
  type NewIdentityGroup,
  type NewIdentityUser,
} from './records.js'
import {Shelf} from './shelf.js'

const none = new Shelf<IdentityMembership>()

/**
 * Users, groups and memberships of IAM Identity Center: what AWS itself holds, whoever wrote it. Every look-up is by index.
 * The same calls in the same order make the same ids.
 */
export class IdentityDirectory {
  #users = new Shelf<IdentityUser>()
  #groups = new Shelf<IdentityGroup>()
  /** Unique values, e.g. `USER userName ada@example.com`, and whose they are. */
  #taken = new Map<string, string>()
  /** By group: its memberships by user. */
  #members = new Map<string, Shelf<IdentityMembership>>()
  /** By user: theirs by group. */
  #memberships = new Map<string, Shelf<IdentityMembership>>()
  #number = 0
  #fold = folded

  /** Whether names that differ in capitals only are one name. Of two that were made apart the later one is found. */
  set foldsNames(isSo: boolean) {
    this.#fold = isSo ? folded : (name) => name
    const taken = [
      ...this.#users.all.flatMap((user) => this.#userKeys(user).map((one) => [one, user.id] as const)),
      ...this.#groups.all.flatMap((group) => this.#groupKeys(group).map((one) => [one, group.id] as const)),
    ]
    this.#taken = new Map(taken)
  }

  get users(): Shelf<IdentityUser> {
    return this.#users
  }

  get groups(): Shelf<IdentityGroup> {
    return this.#groups
  }

  /** Of a group, by user id. */
  members(groupId: string): Shelf<IdentityMembership> {
    return this.#members.get(groupId) ?? none
  }

  /** Of a user, by group id. */
  memberships(userId: string): Shelf<IdentityMembership> {
    return this.#memberships.get(userId) ?? none
  }

  /** @throws IdentityMissing */
  user(id: string): IdentityUser {
    const user = this.#users.get(id)
    if (user === undefined) throw new IdentityMissing('USER', id)
    return user
  }

  /** @throws IdentityMissing */
  group(id: string): IdentityGroup {
    const group = this.#groups.get(id)
    if (group === undefined) throw new IdentityMissing('GROUP', id)
    return group
  }

  userBy(attribute: 'userName' | 'externalId' | 'email', value: string): IdentityUser | undefined {
    return this.#users.get(this.#taken.get(this.#key('USER', attribute, value)) ?? '')
  }

  groupBy(attribute: 'displayName' | 'externalId', value: string): IdentityGroup | undefined {
    return this.#groups.get(this.#taken.get(this.#key('GROUP', attribute, value)) ?? '')
  }

  /** @throws IdentityConflict */
  createUser(made: NewIdentityUser, at: Date): IdentityUser {
    const number = this.#number + 1
    const user = {...made, number, id: identityId('USER', number), createdAt: at, updatedAt: at}
    this.#claim(user.id, {before: [], after: this.#userKeys(user), kind: 'USER'})
    this.#number = number
    this.#users.put(user.id, user)
    return user
  }

  /** @throws IdentityMissing IdentityConflict */
  updateUser(id: string, changes: Partial<NewIdentityUser>, at: Date): IdentityUser {
    const before = this.user(id)
    const user = {...before, ...changes, updatedAt: at}
    this.#claim(id, {before: this.#userKeys(before), after: this.#userKeys(user), kind: 'USER'})
    this.#users.put(id, user)
    return user
  }

  /** Out of every group, too. @throws IdentityMissing */
  deleteUser(id: string): void {
    const user = this.user(id)
    for (const {groupId} of this.memberships(id).all) this.#members.get(groupId)?.delete(id)
    this.#memberships.delete(id)
    for (const taken of this.#userKeys(user)) this.#taken.delete(taken)
    this.#users.delete(id)
  }

  /** @throws IdentityConflict */
  createGroup(made: NewIdentityGroup, at: Date): IdentityGroup {
    const number = this.#number + 1
    const group = {...made, number, id: identityId('GROUP', number), createdAt: at, updatedAt: at}
    this.#claim(group.id, {before: [], after: this.#groupKeys(group), kind: 'GROUP'})
    this.#number = number
    this.#groups.put(group.id, group)
    return group
  }

  /** @throws IdentityMissing IdentityConflict */
  updateGroup(id: string, changes: Partial<NewIdentityGroup>, at: Date): IdentityGroup {
    const before = this.group(id)
    const group = {...before, ...changes, updatedAt: at}
    this.#claim(id, {before: this.#groupKeys(before), after: this.#groupKeys(group), kind: 'GROUP'})
    this.#groups.put(id, group)
    return group
  }

  /** @throws IdentityMissing */
  deleteGroup(id: string): void {
    const group = this.group(id)
    for (const {userId} of this.members(id).all) this.#memberships.get(userId)?.delete(id)
    this.#members.delete(id)
    for (const taken of this.#groupKeys(group)) this.#taken.delete(taken)
    this.#groups.delete(id)
  }

  /** Whether that changed anything. @throws IdentityMissing */
  join(groupId: string, userId: string, at: Date): boolean {
    this.group(groupId)
    this.user(userId)
    if (this.members(groupId).has(userId)) return false
    this.#number += 1
    const membership = {number: this.#number, groupId, userId, createdAt: at}
    shelfOf(this.#members, groupId).put(userId, membership)
    shelfOf(this.#memberships, userId).put(groupId, membership)
    return true
  }

  /** Whether that changed anything. @throws IdentityMissing when there is no such group */
  leave(groupId: string, userId: string): boolean {
    this.group(groupId)
    this.#memberships.get(userId)?.delete(groupId)
    return this.#members.get(groupId)?.delete(userId) ?? false
  }

  /** Another one with the same content: neither changes the other. */
  copy(): IdentityDirectory {
    const other = new IdentityDirectory()
    other.#users = this.#users.copy()
    other.#groups = this.#groups.copy()
    other.#taken = new Map(this.#taken)
    other.#members = new Map([...this.#members].map(([id, shelf]) => [id, shelf.copy()]))
    other.#memberships = new Map([...this.#memberships].map(([id, shelf]) => [id, shelf.copy()]))
    other.#number = this.#number
    other.#fold = this.#fold
    return other
  }

  #key(kind: IdentityKind, attribute: string, value: string): string {
    return `${kind} ${attribute} ${attribute === 'externalId' ? value : this.#fold(value)}`
  }

  #userKeys({userName, externalId, email}: IdentityUser): readonly string[] {
    return [
      this.#key('USER', 'userName', userName),
      ...(externalId === undefined ? [] : [this.#key('USER', 'externalId', externalId)]),
      ...(email === undefined ? [] : [this.#key('USER', 'email', email)]),
    ]
  }

  #groupKeys({displayName, externalId}: IdentityGroup): readonly string[] {
    return [
      this.#key('GROUP', 'displayName', displayName),
      ...(externalId === undefined ? [] : [this.#key('GROUP', 'externalId', externalId)]),
    ]
  }

  /** Gives `id` its unique values, all or none. */
  #claim(
    id: string,
    {before, after, kind}: {before: readonly string[]; after: readonly string[]; kind: IdentityKind},
  ): void {
    const clash = after.find((taken) => (this.#taken.get(taken) ?? id) !== id)
    if (clash !== undefined) throw new IdentityConflict(kind, clash.split(' ', 2)[1] ?? '')
    for (const taken of before) this.#taken.delete(taken)
    for (const taken of after) this.#taken.set(taken, id)
  }
}

function shelfOf(shelves: Map<string, Shelf<IdentityMembership>>, id: string): Shelf<IdentityMembership> {
  const known = shelves.get(id)
  if (known !== undefined) return known
  const fresh = new Shelf<IdentityMembership>()
  shelves.set(id, fresh)
  return fresh
}
