import type {OktaDirectory, OktaGroupHead} from '../../ports/okta-directory.js'
import {sideBySide} from '../../shared/side-by-side.js'
import {isInScope} from '../plan/match-groups.js'
import type {OktaSide} from '../plan/plan.js'
import {isOfOneGroup, oktaOptions, type LearnOptions} from './reading.js'
import {searchPrefixes} from './search-prefixes.js'

/** A group of Okta's as it was read. */
export type OktaGroupRead = OktaSide['groups'][number]

/** Which groups, and how. */
interface OktaWish extends LearnOptions {
  /** Globs over their names. */
  readonly groups: readonly string[]
}

/** As many groups at a time as Okta bears beside everything else that asks it. */
const workers = 4

/**
 * The groups in scope with their members. A group that cannot be read is told as unread; one that changed while the others were read
 * is read again, so that the whole is no older than the last look at Okta's marks of changes.
 * @throws OpsError when the groups cannot be listed, or none of them can be read
 */
export async function learnOkta(okta: OktaDirectory, wish: OktaWish): Promise<readonly OktaGroupRead[]> {
  const heads = await groupsInScope(okta, wish)
  const read = await readGroups(okta, heads, wish)
  if (heads.length === 0) return read
  const before = new Map(heads.map((head) => [head.id, head]))
  const moved = (await groupsInScope(okta, wish)).filter((now) => hasMoved(before.get(now.id), now))
  const again = new Map((await readGroups(okta, moved, wish)).map((one) => [one.group.id, one]))
  return [...read.map((one) => again.get(one.group.id) ?? one), ...fresh(again, before)]
}

/** Reads the members of the given groups. @throws OpsError when every one of them fails */
export async function readGroups(
  okta: OktaDirectory,
  heads: readonly OktaGroupHead[],
  options: LearnOptions,
): Promise<readonly OktaGroupRead[]> {
  let done = 0
  const failures: unknown[] = []
  const read = await sideBySide(heads, workers, async (group): Promise<OktaGroupRead> => {
    try {
      return {group, members: await okta.members(group.id, oktaOptions(options))}
    } catch (error) {
      if (!isOfOneGroup(error, options.signal)) throw error
      failures.push(error)
      return {group, members: undefined, unread: error.message}
    } finally {
      options.onProgress?.({step: 'okta', done: ++done, all: heads.length})
    }
  })
  if (failures.length > 0 && failures.length === heads.length) throw failures[0]
  return read
}

/**
 * What became of groups that Identity Center knows by Okta's id and the search did not find: search lags behind, and a group may be
 * called otherwise by now. Only one that Okta does not know by its id is gone.
 */
export async function missedGroups(
  okta: OktaDirectory,
  ids: readonly string[],
  wish: OktaWish,
): Promise<readonly OktaGroupRead[]> {
  const found = await sideBySide(ids, workers, (id) => okta.group(id, oktaOptions(wish)))
  const heads = found.flatMap((head) => head ?? [])
  const inScope = heads.filter(({name}) => isInScope(name, wish))
  const outside = heads.filter(({name}) => !isInScope(name, wish))
  return [
    ...(await readGroups(okta, inScope, wish)),
    ...outside.map((group) => ({group, members: undefined, unread: 'out of scope'})),
  ]
}

async function groupsInScope(okta: OktaDirectory, wish: OktaWish): Promise<readonly OktaGroupHead[]> {
  const found = new Map<string, OktaGroupHead>()
  for (const prefix of searchPrefixes(wish.groups))
    for (const head of await okta.groups(prefix, oktaOptions(wish)))
      if (isInScope(head.name, wish)) found.set(head.id, head)
  return [...found.values()]
}

function hasMoved(before: OktaGroupHead | undefined, now: OktaGroupHead): boolean {
  return before?.lastMembershipUpdated?.getTime() !== now.lastMembershipUpdated?.getTime()
}

function fresh(
  again: ReadonlyMap<string, OktaGroupRead>,
  before: ReadonlyMap<string, OktaGroupHead>,
): readonly OktaGroupRead[] {
  return [...again.values()].filter(({group}) => !before.has(group.id))
}
