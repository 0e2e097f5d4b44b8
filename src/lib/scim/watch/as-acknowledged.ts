import type {AwsDirectory, AwsUser} from '../../ports/aws-directory.js'
import {lagMs} from '../apply/read-lag.js'
import type {ChangeJournal} from '../journal/change-journal.js'

export interface AcknowledgedDeps {
  readonly journal: Pick<ChangeJournal, 'acknowledged'>
  readonly tenant: string
  readonly now: Date
  /** Told of a group of which a read says something else than AWS has acknowledged. */
  readonly onDoubt: (groupId: string) => void
}

/**
 * Identity Center as it is once its reads have caught up: what AWS has acknowledged within the last two minutes counts, whatever a
 * read says. Otherwise a change of mind within that time would be taken for no change.
 */
export function asAcknowledged(
  aws: AwsDirectory,
  {journal, tenant, now, onDoubt}: AcknowledgedDeps,
): AwsDirectory {
  const since = new Date(now.getTime() - lagMs)
  const known = (id: string): ReadonlyMap<string, 'added' | 'removed'> =>
    journal.acknowledged({tenant, id}, since)
  return {
    ...aws,
    isMember: async (pair, options) => {
      const read = await aws.isMember(pair, options)
      const said = known(pair.groupId).get(pair.userId)
      if (said === undefined || (said === 'added') === read) return read
      onDoubt(pair.groupId)
      return !read
    },
    members: async (groupId, options) => {
      const listing = await aws.members(groupId, options)
      const said = known(groupId)
      if (said.size === 0) return listing
      const present = new Set(listing.items.map(({id}) => id))
      const missing = [...said].flatMap(([id, what]) => (what === 'added' && !present.has(id) ? [id] : []))
      const items: AwsUser[] = listing.items.filter(({id}) => said.get(id) !== 'removed')
      for (const id of listing.complete ? missing : []) {
        const user = await aws.findUser({id}, options)
        if (user !== undefined) items.push(user)
      }
      if (items.length !== listing.items.length || missing.length > 0) onDoubt(groupId)
      return {...listing, items}
    },
  }
}
