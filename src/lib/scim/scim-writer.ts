/** One PATCH of a group: at most 100 changes of membership, and attributes to be set. */
export interface GroupChange {
  readonly set?: {readonly displayName?: string; readonly externalId?: string}
  /** Ids of users. */
  readonly add: readonly string[]
  readonly remove: readonly string[]
}

/** What AWS's SCIM endpoint can write. Every call is paced, and repeated where that is safe; what fails throws an OpsError. */
export interface ScimWriter {
  /** @returns the id; of the group that is there already where a lost answer had made it. At most 100 members. */
  readonly createGroup: (group: {
    readonly displayName: string
    readonly externalId?: string
    readonly members: readonly string[]
  }) => Promise<string>
  readonly patchGroup: (id: string, change: GroupChange) => Promise<void>
  readonly deleteGroup: (id: string) => Promise<void>
}
