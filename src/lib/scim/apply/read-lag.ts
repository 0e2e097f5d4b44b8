import type {AwsDirectory} from '../../ports/aws-directory.js'
import type {Machine} from '../../shared/machine.js'
import type {ChangeJournal} from '../journal/change-journal.js'
import type {PlannedMember} from '../plan/plan.js'
import type {GroupTask} from './steps.js'

export interface LagDeps {
  readonly machine: Pick<Machine, 'now' | 'sleep'>
  readonly aws: Pick<AwsDirectory, 'isMember' | 'members'>
  readonly journal: Pick<ChangeJournal, 'acknowledged' | 'acknowledgedGroup'>
}

/** What may be sent now, and what AWS has acknowledged without showing it yet. */
export interface Settled extends GroupTask {
  readonly lagging: readonly PlannedMember[]
  /** Changes that turned out to be made already. */
  readonly made: number
}

/**
 * How long after a write a read may still show what was before. AWS says nothing about it (UNVERIFIED): after that a membership
 * that is not as it was written was changed by somebody else.
 */
export const lagMs = 120_000
const pausesMs = [0, 1000, 2000, 4000, 8000]
/** Asking for so many pairs one by one costs no more than listing the group. */
const fewPairs = 5

/** A group that is to be made, and was made within the last two minutes: reads do not show it yet. */
export function madeLately(
  {machine, journal}: Pick<LagDeps, 'machine' | 'journal'>,
  group: {readonly tenant: string; readonly name: string},
): string | undefined {
  return journal.acknowledgedGroup(group, new Date(machine.now().getTime() - lagMs))
}

/**
 * Leaves out of a task what AWS has acknowledged within the last two minutes: such a membership is read again, not sent again.
 */
export async function settleLag(
  {machine, aws, journal}: LagDeps,
  group: {readonly tenant: string; readonly id: string},
  task: GroupTask & {readonly signal?: AbortSignal | undefined},
): Promise<Settled> {
  const known = journal.acknowledged(group, new Date(machine.now().getTime() - lagMs))
  const isKnown = (what: 'added' | 'removed') => (person: PlannedMember) => known.get(person.awsId) === what
  const planned = [...task.remove.filter(isKnown('removed')), ...task.add.filter(isKnown('added'))]
  let open: readonly PlannedMember[] = planned
  for (const pauseMs of pausesMs) {
    if (open.length === 0) break
    if (pauseMs > 0) await machine.sleep(pauseMs, task.signal)
    const isIn = await membershipsOf(aws, {groupId: group.id, people: open, signal: task.signal})
    open = open.filter(({awsId}) => isIn(awsId) !== (known.get(awsId) === 'added'))
  }
  const out = new Set(planned.map(({awsId}) => awsId))
  const rest = ({awsId}: PlannedMember): boolean => !out.has(awsId)
  return {
    set: task.set,
    add: task.add.filter(rest),
    remove: task.remove.filter(rest),
    lagging: open,
    made: planned.length - open.length,
  }
}

async function membershipsOf(
  aws: LagDeps['aws'],
  {
    groupId,
    people,
    signal,
  }: {
    readonly groupId: string
    readonly people: readonly PlannedMember[]
    readonly signal: AbortSignal | undefined
  },
): Promise<(awsId: string) => boolean> {
  const listing = people.length > fewPairs ? await aws.members(groupId, {signal}) : undefined
  if (listing?.complete === true) {
    const ids = new Set(listing.items.map(({id}) => id))
    return (awsId) => ids.has(awsId)
  }
  const answers = await Promise.all(
    people.map(async ({awsId}) => [awsId, await aws.isMember({groupId, userId: awsId}, {signal})] as const),
  )
  const isIn = new Map(answers)
  return (awsId) => isIn.get(awsId) === true
}
