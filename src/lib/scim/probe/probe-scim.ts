import {callScim, type ScimEndpoint} from '../client/scim-call.js'
import type {PairFilter} from '../client/scim-filter.js'
import {createScimPace} from '../client/scim-pace.js'
import {createScimReads, type ScimReads} from '../client/scim-reads.js'
import {createScimWrites} from '../client/scim-writes.js'
import {formatDuration} from '../../shared/duration.js'
import {askMembers} from './ask-members.js'
import {askGeneration, askNames} from './ask-names.js'
import type {ProbeAnswer, ProbeFindings} from './probe-answer.js'
import type {ProbeSubject} from './scratch-group.js'
import {forgetTraces, keepTraces, removeTraces, type Traces} from './traces.js'

export interface ProbeOptions {
  /** The spelling that is configured: it is looked with, until another one is known to work. */
  readonly pairFilter: PairFilter | undefined
  /** Reads that are sent at once at the end, to see a 429; 0: none. */
  readonly burst: number
  /** Ends the asking; what was changed is taken back all the same. */
  readonly signal: AbortSignal
}

/**
 * Finds out by some thirty calls what AWS documents nowhere, and leaves no trace. To be called under the tenant's lock.
 * @throws OpsError whatever the endpoint refuses with; OPS_SCIM where something could not be taken back
 */
export async function probeScim(
  endpoint: ScimEndpoint,
  subject: ProbeSubject,
  {pairFilter, burst, signal}: ProbeOptions,
): Promise<ProbeFindings> {
  const {watched, waits} = watchThrottling(endpoint)
  const reads = createScimReads(watched, pairFilter)
  const found = await withTraces(watched, {reads, subject}, async (traces) => {
    const {member, other, group} = subject
    const generation = await askGeneration(watched, signal)
    const scene = {
      endpoint: watched,
      reads,
      group: group ?? (await makeGroup(watched, {reads, traces, subject, signal})),
      member,
      other,
      maybeIn: traces.maybeIn,
      signal,
    }
    const names = await askNames(scene, {
      twin: traces.twin,
      made: (id) => traces.madeIds.push(id),
    })
    const members = await askMembers(scene)
    return {answers: [generation, ...names, ...members.answers], settings: members.settings}
  })
  // After everything else: what is throttled by it may only be this.
  if (burst > 0) await readAtOnce(watched, {count: burst, path: `/Users/${subject.member.id}`, signal})
  return {...found, answers: [...found.answers, retryAfterAnswer(waits, burst)]}
}

/** What is known of the traces so far. */
interface OpenTraces {
  /** externalIds of the groups that are made; undefined where none is. */
  readonly own: string | undefined
  readonly twin: string | undefined
  readonly madeIds: string[]
  readonly maybeIn: Set<string>
}

/** Notes what is about to be changed, and takes it back, whatever happens. */
async function withTraces<T>(
  endpoint: ScimEndpoint,
  {reads, subject}: {readonly reads: ScimReads; readonly subject: ProbeSubject},
  work: (traces: OpenTraces) => Promise<T>,
): Promise<T> {
  const {machine, url} = endpoint
  const {name, group, member, other} = subject
  const externalIds = group === undefined ? [newExternalId(machine), newExternalId(machine)] : []
  const traces: Traces = {
    groupName: name,
    groupId: group?.id,
    userIds: [member, ...(other === undefined ? [] : [other])].map(({id}) => id),
    externalIds,
  }
  const open = {own: externalIds[0], twin: externalIds[1], madeIds: [], maybeIn: new Set<string>()}
  keepTraces(machine, url, traces)
  try {
    return await work(open)
  } finally {
    await removeTraces(endpoint, reads, {
      traces: {...traces, userIds: [...open.maybeIn]},
      madeIds: open.madeIds,
    })
    forgetTraces(machine, url)
  }
}

function newExternalId({randomBytes}: ScimEndpoint['machine']): string {
  return `okta-ops-probe-${Buffer.from(randomBytes(8)).toString('hex')}`
}

async function makeGroup(
  endpoint: ScimEndpoint,
  {
    reads,
    traces,
    subject,
    signal,
  }: {
    readonly reads: ScimReads
    readonly traces: OpenTraces
    readonly subject: ProbeSubject
    readonly signal: AbortSignal
  },
): Promise<{readonly id: string; readonly displayName: string}> {
  const {createGroup} = createScimWrites(endpoint, reads, false)
  const group = {displayName: subject.name, externalId: traces.own ?? '', members: []}
  const id = await createGroup(group, {signal})
  traces.madeIds.push(id)
  return {id, displayName: subject.name}
}

/** Remembers of each 429 for how long it said to wait. */
function watchThrottling(endpoint: ScimEndpoint): {
  readonly watched: ScimEndpoint
  readonly waits: readonly (number | undefined)[]
} {
  const waits: (number | undefined)[] = []
  const pace: ScimEndpoint['pace'] = {
    ...endpoint.pace,
    throttled: (turn, retryAfterMs) => {
      waits.push(retryAfterMs)
      endpoint.pace.throttled(turn, retryAfterMs)
    },
  }
  return {watched: {...endpoint, pace}, waits}
}

/** So many reads of one address at once, until the first 429. */
async function readAtOnce(
  endpoint: ScimEndpoint,
  {count, path, signal}: {readonly count: number; readonly path: string; readonly signal: AbortSignal},
): Promise<void> {
  const enough = new AbortController()
  const rush = createScimPace(endpoint.machine, {ceiling: count * 1000, workers: count})
  const pace: ScimEndpoint['pace'] = {
    ...rush,
    throttled: (turn, retryAfterMs) => {
      endpoint.pace.throttled(turn, retryAfterMs)
      enough.abort()
    },
  }
  const either = AbortSignal.any([signal, enough.signal])
  const reads = Array.from({length: count}, () =>
    callScim({...endpoint, pace}, {method: 'GET', path, signal: either}),
  )
  await Promise.allSettled(reads)
  signal.throwIfAborted()
}

function retryAfterAnswer(waits: readonly (number | undefined)[], burst: number): ProbeAnswer {
  const question = 'retryAfter'
  if (waits.length === 0) {
    const seen = burst === 0 ? 'no 429 came; --burst asks for one' : `no 429 among ${burst} reads at once`
    return {question, answer: 'unknown', seen}
  }
  const said = waits.find((ms) => ms !== undefined)
  return said === undefined
    ? {question, answer: 'no', seen: `429 without Retry-After`}
    : {question, answer: 'yes', seen: `429 with Retry-After: ${formatDuration(said)}`}
}
