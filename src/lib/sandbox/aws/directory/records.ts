import {createHash} from 'node:crypto'
import type {JsonObject} from '../../../shared/json.js'

/** A user of Identity Center, as its own directory holds them. Replaced when it changes, never edited. */
export interface IdentityUser {
  /** Identity Center's own id: never used again, also not for the same name. */
  readonly id: string
  /** Grows with each thing that is made: the order of lists. */
  readonly number: number
  readonly userName: string
  readonly externalId: string | undefined
  readonly displayName: string
  readonly givenName: string
  readonly familyName: string
  /** The primary one; no two users share it. */
  readonly email: string | undefined
  readonly active: boolean
  /** Everything else that SCIM was given, such as `title` or `addresses`. */
  readonly more: JsonObject
  readonly createdAt: Date
  readonly updatedAt: Date
}

export interface IdentityGroup {
  readonly id: string
  readonly number: number
  readonly displayName: string
  readonly externalId: string | undefined
  readonly description: string
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** A user's place in a group. */
export interface IdentityMembership {
  readonly number: number
  readonly groupId: string
  readonly userId: string
  readonly createdAt: Date
}

export type NewIdentityUser = Omit<IdentityUser, 'id' | 'number' | 'createdAt' | 'updatedAt'>
export type NewIdentityGroup = Omit<IdentityGroup, 'id' | 'number' | 'createdAt' | 'updatedAt'>

/** `SCIM` and the Identity Store API say `USER`, `GROUP` and `GROUP_MEMBERSHIP`. */
export type IdentityKind = 'USER' | 'GROUP' | 'GROUP_MEMBERSHIP'

/** Something that is not in the directory. */
export class IdentityMissing extends Error {
  override readonly name = 'IdentityMissing'
  readonly kind: IdentityKind
  readonly id: string

  constructor(kind: IdentityKind, id: string) {
    super(`${kind} not found`)
    this.kind = kind
    this.id = id
  }
}

/** An attribute that no two users, or groups, may share. */
export class IdentityConflict extends Error {
  override readonly name = 'IdentityConflict'
  readonly kind: IdentityKind

  constructor(kind: IdentityKind, attribute: string) {
    super(`duplicate ${attribute}`)
    this.kind = kind
  }
}

const prefix = '9a6700c1d5'

/** `9a67...-1b2c3d4e-...`: the shape of Identity Center's ids, the same in each run of a sandbox. */
export function identityId(kind: 'USER' | 'GROUP', number: number): string {
  const hex = createHash('sha256').update(`${kind} ${number}`).digest('hex')
  const uuid = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`]
  return `${prefix}-${uuid.join('-')}-${hex.slice(20, 32)}`
}

/** An id of a membership that holds the numbers of its parts, so that nobody has to remember which is which. */
export function membershipId(of: {
  readonly group: number
  readonly user: number
  readonly number: number
}): string {
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')
  const user = hex(of.user, 8)
  return `${prefix}-${hex(of.group, 8)}-${user.slice(0, 4)}-${user.slice(4)}-8000-${hex(of.number, 12)}`
}

/** The ids of the group and the user in the id of a membership, and its number; undefined when it is none. */
export function membershipParts(
  id: string,
): {readonly groupId: string; readonly userId: string; readonly number: number} | undefined {
  const match = /^9a6700c1d5-([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-8000-([0-9a-f]{12})$/.exec(id)
  if (match === null) return undefined
  const [, group = '', userHigh = '', userLow = '', number = ''] = match
  return {
    groupId: identityId('GROUP', Number.parseInt(group, 16)),
    userId: identityId('USER', Number.parseInt(userHigh + userLow, 16)),
    number: Number.parseInt(number, 16),
  }
}

/** Names are compared without their case. UNVERIFIED: AWS documents no rule. */
export function folded(name: string): string {
  return name.toLowerCase()
}
