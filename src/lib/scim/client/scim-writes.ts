import type {AwsGroup} from '../../ports/aws-directory.js'
import {OpsError} from '../../shared/errors.js'
import {visibleText} from '../../shared/visible-text.js'
import {groupNameFault} from '../group-name.js'
import {mostChanges, type GroupChange, type ScimWriter, type WriteOptions} from '../scim-writer.js'
import {callScim, expectStatus, type ScimAnswer, type ScimEndpoint} from './scim-call.js'
import {groupPatch, membersOperation, memberValues} from './scim-patch.js'
import type {ScimReads} from './scim-reads.js'
import {readGroup, readObject} from './scim-resources.js'

type NewGroup = Parameters<ScimWriter['createGroup']>[0]

/** How often a group that a conflict speaks of is looked for: reads may lag behind writes. */
const mostLooks = 6

const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group'

/** Writing by SCIM. `mixed`: a PATCH may both add and remove; where AWS does not take that, it is not tried again. */
export function createScimWrites(endpoint: ScimEndpoint, reads: ScimReads, mixed: boolean): ScimWriter {
  let mixes = mixed

  const patch = (
    id: string,
    operations: readonly object[],
    {signal, onSend}: WriteOptions,
  ): Promise<ScimAnswer> => callScim(endpoint, {...groupPatch(id, operations), signal, onSend})
  const patched = (answer: ScimAnswer, id: string): void => {
    assertDone(expectStatus(endpoint, answer, {statuses: [200, 204], what: `cannot change group ${id}`}))
  }
  const patchGroup: ScimWriter['patchGroup'] = async (id, change, options = {}) => {
    assertSize(change.add.length + change.remove.length)
    assertName(change.set?.displayName)
    const {set, removal, addition} = operationsOf(change)
    if (set !== undefined) patched(await patch(id, [set], options), id)
    const both = [removal, addition].flatMap((one) => one ?? [])
    if (both.length === 2 && mixes) {
      const answer = await patch(id, both, options)
      if (answer.status !== 400) {
        patched(answer, id)
        return
      }
      mixes = false
    }
    for (const one of both) patched(await patch(id, [one], options), id)
  }
  const createGroup: ScimWriter['createGroup'] = async (group, options = {}) => {
    assertSize(group.members.length)
    assertName(group.displayName)
    const what = `cannot create group ${JSON.stringify(visibleText(group.displayName))}`
    const answer = await callScim(endpoint, {
      method: 'POST',
      path: '/Groups',
      body: {
        schemas: [groupSchema],
        displayName: group.displayName,
        ...(group.externalId === undefined ? {} : {externalId: group.externalId}),
        members: memberValues(group.members),
      },
      signal: options.signal,
      onSend: options.onSend,
    })
    // Whoever carries our externalId was made by us: by a try whose answer was lost, or by a run that was killed.
    if (answer.status === 409 && (answer.doubtful || group.externalId !== undefined)) {
      const id = await findCreated(endpoint, {reads, group, options})
      if (id !== undefined) {
        // Whether it was made by our try, with its members, or by somebody else at the same moment cannot be seen.
        await patchGroup(id, {add: group.members, remove: []}, options)
        return id
      }
    }
    const {body} = expectStatus(endpoint, answer, {statuses: [200, 201], what})
    return readGroup({displayName: group.displayName, ...readObject(body)}).id
  }
  return {
    mixesChanges: () => mixes,
    createGroup,
    patchGroup,
    deleteGroup: async (id, {signal, onSend} = {}) => {
      const path = `/Groups/${encodeURIComponent(id)}`
      const answer = await callScim(endpoint, {method: 'DELETE', path, signal, onSend})
      assertDone(
        expectStatus(endpoint, answer, {statuses: [200, 204, 404], what: `cannot delete group ${id}`}),
      )
    },
  }
}

interface Search {
  readonly reads: ScimReads
  readonly group: NewGroup
  readonly options: WriteOptions
}

/** The group that we have made without knowing it: the name and, where one was given, the externalId are those that were sent. */
async function findCreated(
  {machine}: ScimEndpoint,
  {reads, group, options}: Search,
): Promise<string | undefined> {
  for (let looks = 1; looks <= mostLooks; looks++) {
    const found = await reads.findGroup({displayName: group.displayName}, {signal: options.signal})
    if (found !== undefined) return isSame(found, group) ? found.id : undefined
    if (looks < mostLooks) await machine.sleep(250 * 2 ** looks, options.signal)
  }
  return undefined
}

function isSame(found: AwsGroup, sent: NewGroup): boolean {
  return (
    found.displayName === sent.displayName &&
    (sent.externalId === undefined || found.externalId === sent.externalId)
  )
}

/**
 * AWS says with 204 that it is done. A 200 comes with the group (RFC 7644, 3.5.2), else it is a page of something in between.
 * @throws OpsError OPS_BAD_ANSWER
 */
function assertDone({status, body}: ScimAnswer): void {
  if (status === 200) readObject(body)
}

function operationsOf({set, add, remove}: GroupChange): {
  readonly set?: object
  readonly removal?: object
  readonly addition?: object
} {
  const isSet = set?.displayName !== undefined || set?.externalId !== undefined
  return {
    ...(isSet ? {set: {op: 'replace', value: set}} : {}),
    ...(remove.length === 0 ? {} : {removal: membersOperation('remove', remove)}),
    ...(add.length === 0 ? {} : {addition: membersOperation('add', add)}),
  }
}

function assertName(displayName: string | undefined): void {
  const fault = displayName === undefined ? undefined : groupNameFault(displayName)
  if (displayName === undefined || fault === undefined) return
  throw new OpsError(
    'OPS_SCIM',
    `AWS takes no group called ${JSON.stringify(visibleText(displayName))}: ${fault}`,
  )
}

/** AWS would answer with the sentence it has for everything. */
function assertSize(count: number): void {
  if (count <= mostChanges) return
  throw new OpsError('OPS_SCIM', `${count} changes of membership in one request: AWS takes ${mostChanges}`)
}
