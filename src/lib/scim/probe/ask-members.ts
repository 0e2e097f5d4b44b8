import {expectStatus} from '../client/scim-call.js'
import {isPair, listQuery, pairFilters, type PairFilter} from '../client/scim-filter.js'
import {createScimReads} from '../client/scim-reads.js'
import {readPage} from '../client/scim-resources.js'
import {counted} from '../../shared/counted.js'
import type {ProbeAnswer, ProbeFindings, ProbeQuestion} from './probe-answer.js'
import {asked, change, isDone, isIn, type ProbeScene} from './probe-scene.js'
import {untilSeen, type Sighting} from './until-seen.js'

/** How memberships are changed and read. The group is empty before, and afterwards but for `maybeIn`. */
export async function askMembers(begun: ProbeScene): Promise<ProbeFindings> {
  const {endpoint, member, group} = begun
  const first = await change(begun, {add: [member.id]})
  expectStatus(endpoint, first, {statuses: [200, 204], what: `cannot add anybody to group ${group.id}`})
  const arrival = await seen(begun, member.id, true)
  const twice = await change(begun, {add: [member.id]})
  const pair = await askPairFilter(begun, arrival)
  // From here on by a spelling that is known to tell one from the other.
  const scene = {...begun, reads: createScimReads(endpoint, pair.settings.pairFilter)}
  const mixed = await askMixedPatch(scene)
  const answers = [
    lagAnswer('addLag', arrival),
    statusAnswer('addTwice', twice),
    await askListing(scene, arrival),
  ]
  const leaving = [...scene.maybeIn]
  for (const id of leaving) await change(scene, {remove: [id]})
  const departure = await seen(scene, leaving[0] ?? member.id, false)
  const absent = await change(scene, {remove: [member.id]})
  return {
    answers: [
      ...answers,
      pair.answer,
      mixed.answer,
      lagAnswer('removeLag', departure),
      statusAnswer('removeAbsent', absent),
    ],
    settings: {...mixed.settings, ...pair.settings},
  }
}

/** Looks until the membership is as it was written. */
async function seen(scene: ProbeScene, userId: string, wanted: boolean): Promise<Sighting> {
  const {endpoint, reads, group, signal} = scene
  const look = async (): Promise<boolean | undefined> => {
    const found = await isIn(reads, {groupId: group.id, userId}, signal)
    return found === undefined ? undefined : found === wanted
  }
  return untilSeen(endpoint.machine, look, signal)
}

function lagAnswer(question: ProbeQuestion, {shown, ms, looks}: Sighting): ProbeAnswer {
  if (shown === undefined) return {question, answer: 'unknown', seen: 'the endpoint shows no memberships'}
  const span = ms < 1000 ? `${Math.round(ms)}ms` : `${(ms / 1000).toFixed(1)}s`
  if (!shown) return {question, answer: 'unknown', seen: `not within ${span}`}
  return looks === 1
    ? {question, answer: 'at once', seen: `by the first look, after ${span}`}
    : {question, answer: span, seen: `by look ${looks}`}
}

function statusAnswer(question: ProbeQuestion, answer: {readonly status: number}): ProbeAnswer {
  return {question, answer: isDone(answer) ? 'yes' : 'no', seen: String(answer.status)}
}

/** By the filter that the documentation has for it. Comes after the mixed PATCH: whoever is in then must be listed. */
async function askListing(
  {reads, group, maybeIn, signal}: ProbeScene,
  arrival: Sighting,
): Promise<ProbeAnswer> {
  const question = 'members'
  const {items, complete} = await reads.members(group.id, {signal})
  if (!complete) return {question, answer: 'no', seen: 'the endpoint is of the old generation'}
  const seen = `${counted(items.length, 'member')} listed`
  if (items.length === 0 && arrival.shown !== true) return {question, answer: 'unknown', seen}
  const isRight = items.length > 0 && items.every(({id}) => maybeIn.has(id))
  return {question, answer: isRight ? 'yes' : 'no', seen}
}

/** Each spelling is asked for who is in, and for who is not. */
async function askPairFilter(
  scene: ProbeScene,
  arrival: Sighting,
): Promise<{readonly answer: ProbeAnswer; readonly settings: {readonly pairFilter?: PairFilter}}> {
  const question = 'pairFilter'
  const found: {readonly spelling: PairFilter; readonly said: string; readonly works: boolean}[] = []
  for (const spelling of pairFilters) found.push({spelling, ...(await trySpelling(scene, spelling))})
  const working = found.filter(({works}) => works).map(({spelling}) => spelling)
  const words = found.map(({spelling, said}) => `${spelling}: ${said}`).join(', ')
  const [pairFilter] = working
  if (pairFilter !== undefined)
    return {answer: {question, answer: working.join(', '), seen: words}, settings: {pairFilter}}
  const isSettled = arrival.shown === true || found.every(({said}) => said === '400')
  return {answer: {question, answer: isSettled ? 'none' : 'unknown', seen: words}, settings: {}}
}

async function trySpelling(
  {endpoint, group, member, other, signal}: ProbeScene,
  spelling: PairFilter,
): Promise<{readonly said: string; readonly works: boolean}> {
  const findsGroup = async (userId: string): Promise<boolean | number> => {
    const filter = isPair(spelling, {groupId: group.id, userId})
    const answer = await asked(endpoint, {method: 'GET', path: `/Groups${listQuery({filter})}`, signal})
    if (answer.status === 404) return false
    if (!isDone(answer)) return answer.status
    return readPage(answer.body).resources.some(({id}) => id === group.id)
  }
  const forMember = await findsGroup(member.id)
  if (typeof forMember === 'number') return {said: String(forMember), works: false}
  if (!forMember) return {said: 'finds nothing', works: false}
  if (other !== undefined && (await findsGroup(other.id)) !== false)
    return {said: 'finds who is not in', works: false}
  return {said: 'works', works: true}
}

/** Takes the first user out and puts the second one in; both must have happened. */
async function askMixedPatch(
  scene: ProbeScene,
): Promise<{readonly answer: ProbeAnswer; readonly settings: {readonly mixedPatch?: boolean}}> {
  const question = 'mixedPatch'
  const {member, other} = scene
  if (other === undefined)
    return {answer: {question, answer: 'unknown', seen: 'not tried: it takes two users'}, settings: {}}
  const answer = await change(scene, {remove: [member.id], add: [other.id]})
  const {status} = answer
  if (!isDone(answer))
    return {answer: {question, answer: 'no', seen: String(status)}, settings: {mixedPatch: false}}
  const [added, removed] = [await seen(scene, other.id, true), await seen(scene, member.id, false)]
  if (removed.shown !== true) scene.maybeIn.add(member.id)
  if (added.shown === undefined || removed.shown === undefined)
    return {
      answer: {question, answer: 'unknown', seen: `${status}, and what it did is not shown`},
      settings: {},
    }
  const isWhole = added.shown && removed.shown
  return {
    answer: {
      question,
      answer: isWhole ? 'yes' : 'no',
      seen: isWhole ? `${status}, and both happened` : `${status}, but not both happened`,
    },
    settings: {mixedPatch: isWhole},
  }
}
