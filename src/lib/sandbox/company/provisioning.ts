import type {Directory} from './directory.js'
import type {Group, User} from './people.js'
import type {IdentityStore} from '../aws/directory/identity-store.js'
import type {NewIdentityUser} from '../aws/directory/records.js'

/**
 * Okta's own AWS app: it provisions people into Identity Center, and pushes each change of a pushed group there at once, as a
 * difference. What somebody changes in AWS by hand it neither sees nor mends.
 */
export class Provisioning {
  readonly #okta: Directory
  readonly #aws: IdentityStore
  /** Okta ids of people the app is not assigned to. */
  readonly #unassigned = new Set<string>()
  /** Okta id of a pushed group: Identity Center's id of its counterpart. */
  readonly #pushed = new Map<string, string>()

  constructor(okta: Directory, aws: IdentityStore) {
    this.#okta = okta
    this.#aws = aws
  }

  isPushed(groupId: string): boolean {
    return this.#pushed.has(groupId)
  }

  /** From now on the app does nothing for them. */
  unassign(user: User): void {
    this.#unassigned.add(user.id)
  }

  /** Creates, updates, activates or deactivates. Who is suspended in Okta stays active in AWS, and merely cannot sign in. */
  provision(user: User): void {
    const isNew = user.activatedAt === undefined
    if (this.#unassigned.has(user.id) || isNew) return
    const known = this.#counterpart(user)
    const made = identityOf(user)
    if (known !== undefined) {
      this.#aws.write((directory, at) => directory.updateUser(known, made, at))
      return
    }
    const {id} = this.#aws.write((directory, at) => directory.createUser(made, at))
    for (const group of this.#okta.groupsOf(user.login)) this.#join(group.id, id)
  }

  deprovision(user: User): void {
    const known = this.#counterpart(user)
    if (known !== undefined)
      this.#aws.write((directory) => {
        directory.deleteUser(known)
      })
  }

  /** Links the group with the one of its name in AWS, or makes one, and brings its members over. */
  push(group: Group): void {
    const known = this.#aws.written.groupBy('displayName', group.name)
    const {id} =
      known ??
      this.#aws.write((directory, at) =>
        // Okta's push sends no externalId for a group.
        directory.createGroup(
          {displayName: group.name, externalId: undefined, description: group.description},
          at,
        ),
      )
    this.#pushed.set(group.id, id)
    for (const login of group.members) this.memberJoined(group, this.#okta.user(login))
  }

  /** A new name goes over; one that is taken in AWS does not, and the push is stuck with the old one. */
  rename({id, name}: Group): void {
    const known = this.#counterpartOf(id)
    const isTaken = (this.#aws.written.groupBy('displayName', name)?.id ?? known) !== known
    if (known !== undefined && !isTaken)
      this.#aws.write((directory, at) => directory.updateGroup(known, {displayName: name}, at))
  }

  unpush({id}: Group): void {
    const known = this.#counterpartOf(id)
    this.#pushed.delete(id)
    if (known !== undefined)
      this.#aws.write((directory) => {
        directory.deleteGroup(known)
      })
  }

  memberJoined({id}: Group, user: User): void {
    const userId = this.#counterpart(user)
    if (userId !== undefined) this.#join(id, userId)
  }

  memberLeft({id}: Group, user: User): void {
    const [groupId, userId] = [this.#counterpartOf(id), this.#counterpart(user)]
    if (groupId !== undefined && userId !== undefined)
      this.#aws.write((directory) => directory.leave(groupId, userId))
  }

  #join(oktaGroupId: string, userId: string): void {
    const groupId = this.#counterpartOf(oktaGroupId)
    if (groupId !== undefined) this.#aws.write((directory, at) => directory.join(groupId, userId, at))
  }

  /** By the Okta id; or by name, for somebody made in AWS by hand before. */
  #counterpart({id, login}: User): string | undefined {
    const {written} = this.#aws
    return (written.userBy('externalId', id) ?? written.userBy('userName', login))?.id
  }

  /** Undefined when it is not pushed, or somebody deleted it in AWS. */
  #counterpartOf(groupId: string): string | undefined {
    const known = this.#pushed.get(groupId)
    return known !== undefined && this.#aws.written.groups.has(known) ? known : undefined
  }
}

function identityOf({id, login, name, profile, status}: User): NewIdentityUser {
  const text = (key: string): string => {
    const value = profile[key]
    return typeof value === 'string' ? value : ''
  }
  return {
    userName: login,
    externalId: id,
    displayName: name,
    givenName: text('firstName') || name,
    familyName: text('lastName') || name,
    email: text('email') || login,
    active: status !== 'DEPROVISIONED',
    more: {},
  }
}
