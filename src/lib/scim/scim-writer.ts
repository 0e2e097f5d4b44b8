/** One PATCH of a group: at most 100 changes of membership, and attributes to be set. */
export interface GroupChange {
  readonly set?: {readonly displayName?: string; readonly externalId?: string}
  /** Ids of users. */
  readonly add: readonly string[]
  readonly remove: readonly string[]
}

/** Memberships that one request carries, at most (AWS, CreateGroup and PatchGroup). */
export const mostChanges = 100

export interface WriteOptions {
  /** Ends waiting, for a turn and between tries; a request that is on its way is waited for all the same. */
  readonly signal?: AbortSignal | undefined
  /** Told before the first byte of every try leaves: from the first on the change may have happened. */
  readonly onSend?: () => void
}

/** What AWS's SCIM endpoint can write. Every call is paced, and repeated where that is safe; what fails throws an OpsError. */
export interface ScimWriter {
  /** Whether a PATCH may both add and remove; where it may not, `patchGroup` sends two, the removals first. */
  readonly mixesChanges: () => boolean
  /**
   * @returns the id; of the group that is there already where a lost answer had made it, or one that has our externalId. At
   *   most 100 members.
   */
  readonly createGroup: (
    group: {
      readonly displayName: string
      readonly externalId?: string
      readonly members: readonly string[]
    },
    options?: WriteOptions,
  ) => Promise<string>
  /** Attributes go in a PATCH of their own, before the memberships. */
  readonly patchGroup: (id: string, change: GroupChange, options?: WriteOptions) => Promise<void>
  /** A group that is not there (any more) is deleted. */
  readonly deleteGroup: (id: string, options?: WriteOptions) => Promise<void>
}
