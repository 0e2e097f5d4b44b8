import {callScim, expectStatus, type ScimEndpoint} from '../client/scim-call.js'
import {listQuery} from '../client/scim-filter.js'
import {readGroup, readObject, readPage} from '../client/scim-resources.js'
import type {ProbeAnswer, ProbeQuestion} from './probe-answer.js'
import {asked, isDone, type ProbeScene} from './probe-scene.js'
import {untilSeen} from './until-seen.js'

/** Whether lists go on after their first page; one page of groups is enough to see it. */
export async function askGeneration(endpoint: ScimEndpoint, signal: AbortSignal): Promise<ProbeAnswer> {
  const path = `/Groups${listQuery({cursor: ''})}`
  const answer = await callScim(endpoint, {method: 'GET', path, signal})
  const {body} = expectStatus(endpoint, answer, {statuses: [200], what: 'cannot list the groups'})
  const {nextCursor, totalResults} = readPage(body)
  const isOld = nextCursor === undefined && totalResults !== undefined
  return {
    question: 'generation',
    answer: isOld ? 'no' : 'yes',
    seen: isOld
      ? 'totalResults and no cursor: lists end at 50'
      : nextCursor === undefined
        ? 'one page without totalResults'
        : 'nextCursor',
  }
}

/** A name with its letters in the other case; undefined where it has none. */
export function otherCapitals(name: string): string | undefined {
  const swapped = name.replaceAll(/[a-z]/gi, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  )
  return swapped === name ? undefined : swapped
}

/**
 * How names are compared: by filters, and where a group is made.
 * @param twin under which externalId a group may be made that is called alike; undefined: none may
 * @param made told of it, when it was made
 */
export async function askNames(
  scene: ProbeScene,
  {twin, made}: {readonly twin: string | undefined; readonly made: (id: string) => void},
): Promise<readonly ProbeAnswer[]> {
  const found = await groupNameFound(scene)
  const clash =
    found.answer === 'unknown'
      ? notTried('groupNameClash', 'the name in other capitals says nothing')
      : await groupNameClash(scene, {twin, made})
  return [found, clash, await userNameFound(scene)]
}

function notTried(question: ProbeQuestion, why: string): ProbeAnswer {
  return {question, answer: 'unknown', seen: `not tried: ${why}`}
}

async function groupNameFound({endpoint, reads, group, signal}: ProbeScene): Promise<ProbeAnswer> {
  const question = 'groupNameFound'
  const swapped = otherCapitals(group.displayName)
  if (swapped === undefined) return {question, answer: 'unknown', seen: 'its name has no letters'}
  const look = async (): Promise<boolean> =>
    (await reads.findGroup({displayName: group.displayName}, {signal})) !== undefined
  const {shown} = await untilSeen(endpoint.machine, look, signal)
  if (shown !== true) return {question, answer: 'unknown', seen: 'not even found by its own name'}
  const found = await reads.findGroup({displayName: swapped}, {signal})
  if (found === undefined) return {question, answer: 'no', seen: `${swapped}: nothing`}
  return found.id === group.id
    ? {question, answer: 'yes', seen: `${swapped}: found`}
    : {question, answer: 'unknown', seen: `another group is called ${swapped}`}
}

async function groupNameClash(
  {endpoint, group, signal}: ProbeScene,
  {twin, made}: {readonly twin: string | undefined; readonly made: (id: string) => void},
): Promise<ProbeAnswer> {
  const question = 'groupNameClash'
  const displayName = otherCapitals(group.displayName)
  if (twin === undefined || displayName === undefined)
    return notTried(question, 'it takes a second group, which --create makes')
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:Group']
  const answer = await asked(endpoint, {
    method: 'POST',
    path: '/Groups',
    body: {schemas, displayName, externalId: twin},
    signal,
  })
  if (isDone(answer)) {
    made(readGroup({displayName, ...readObject(answer.body)}).id)
    return {question, answer: 'no', seen: `${displayName}: made beside it`}
  }
  // A try whose answer was lost may have made it itself.
  const isClash = answer.status === 409 && !answer.doubtful
  return {question, answer: isClash ? 'yes' : 'unknown', seen: `${displayName}: ${answer.status}`}
}

async function userNameFound({reads, member, signal}: ProbeScene): Promise<ProbeAnswer> {
  const question = 'userNameFound'
  const userName = otherCapitals(member.userName)
  if (userName === undefined) return {question, answer: 'unknown', seen: 'the userName has no letters'}
  const found = await reads.findUser({userName}, {signal})
  if (found === undefined) return {question, answer: 'no', seen: `${userName}: nobody`}
  return found.id === member.id
    ? {question, answer: 'yes', seen: `${userName}: found`}
    : {question, answer: 'unknown', seen: `somebody else is called ${userName}`}
}
