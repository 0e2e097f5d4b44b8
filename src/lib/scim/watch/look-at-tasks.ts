import {groupedBy} from '../../shared/grouped-by.js'
import {sideBySide} from '../../shared/side-by-side.js'
import {isOfOneGroup} from '../learn/reading.js'
import {isInScope} from '../plan/match-groups.js'
import {arePairsCheaper, type Task} from './hint-queue.js'
import {lookAtGroups, type GroupLook, type LookDeps} from './look-at-groups.js'
import {lookAtPairs, personReader, type PersonNow} from './look-at-pairs.js'
import {pairsOf} from './watch-memory.js'

/** What a round has looked at. */
export interface TaskLooks {
  /** By Okta's id of the group. */
  readonly groups: ReadonlyMap<string, GroupLook>
  /** The groups of each task. */
  readonly of: ReadonlyMap<Task, readonly string[]>
  /** Tasks of which it could not even be told which groups they are about. */
  readonly failed: ReadonlyMap<Task, Error>
}

/** Everything hinted at about one group. */
interface Wanted {
  readonly id: string
  /** Undefined: the whole group. */
  readonly users: ReadonlySet<string> | undefined
}

const workers = 4

/**
 * Looks at what tasks are about, and at nothing twice: at a few pairs where that is cheaper, else at the whole group.
 * @throws OpsError where it fails for all of them
 */
export async function lookAtTasks(deps: LookDeps, tasks: readonly Task[]): Promise<TaskLooks> {
  const personNow = personReader(deps.okta, deps.options)
  const {of, failed} = await groupsOfTasks(deps, tasks, personNow)
  const wanted = wantedGroups(tasks, of)
  const looks = new Map<string, GroupLook>()
  const whole: string[] = []
  const groups = new Map(pairsOf(deps.memory, deps.policy).map((pair) => [pair.okta.id, pair]))
  await sideBySide(wanted, workers, async ({id, users}) => {
    const pair = groups.get(id)
    const size = deps.memory.groups.get(id)?.size ?? 0
    if (users === undefined || pair?.aws === undefined || !arePairsCheaper(users, size)) {
      whole.push(id)
      return
    }
    await orFailed(deps, {looks, ids: [id]}, async () => {
      const {okta: head, aws} = pair
      const look = aws && (await lookAtPairs({...deps, personNow}, {head, aws}, users))
      if (look === undefined) whole.push(id)
      else looks.set(id, {kind: 'planned', how: 'pairs', ...look})
    })
  })
  if (whole.length > 0)
    await orFailed(deps, {looks, ids: whole}, async () => {
      for (const [id, look] of await lookAtGroups(deps, whole.sort())) looks.set(id, look)
    })
  return {groups: looks, of, failed}
}

/** What concerns these groups only is told of them. */
async function orFailed(
  {options}: LookDeps,
  {looks, ids}: {readonly looks: Map<string, GroupLook>; readonly ids: readonly string[]},
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!isOfOneGroup(error, options.signal)) throw error
    for (const id of ids) if (!looks.has(id)) looks.set(id, {kind: 'failed', error})
  }
}

/** A person's groups are those that Okta says, and those that somebody of that id was seen in. */
async function groupsOfTasks(
  {memory, policy, options}: LookDeps,
  tasks: readonly Task[],
  personNow: (id: string) => Promise<PersonNow>,
): Promise<Pick<TaskLooks, 'of' | 'failed'>> {
  const of = new Map<Task, readonly string[]>()
  const failed = new Map<Task, Error>()
  await sideBySide(tasks, workers, async (task) => {
    if ('group' in task.about) {
      of.set(task, [task.about.group])
      return
    }
    try {
      const {user} = task.about
      const {groups = []} = await personNow(user)
      const now = groups.flatMap(({id, name}) => (isInScope(name, policy) ? [id] : []))
      of.set(task, [...new Set([...now, ...(memory.groupsOf.get(user) ?? [])])])
    } catch (error) {
      if (!isOfOneGroup(error, options.signal)) throw error
      failed.set(task, error)
    }
  })
  return {of, failed}
}

function wantedGroups(tasks: readonly Task[], of: TaskLooks['of']): readonly Wanted[] {
  const asked = tasks.flatMap((task) => (of.get(task) ?? []).map((id) => ({id, users: usersOf(task)})))
  return [...groupedBy(asked, ({id}) => id)].map(([id, all]) => {
    const isWhole = all.some(({users}) => users === undefined)
    return {id, users: isWhole ? undefined : new Set(all.flatMap(({users}) => [...(users ?? [])]))}
  })
}

function usersOf({about, users}: Task): ReadonlySet<string> | undefined {
  return 'user' in about ? new Set([about.user]) : users
}
