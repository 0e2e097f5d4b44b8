import {readFileSync, rmSync} from 'node:fs'
import path from 'node:path'
import {writeFileAtomic} from '../../shared/atomic-file.js'
import {OpsError, systemErrorCode} from '../../shared/errors.js'
import type {Machine} from '../../shared/machine.js'
import {sha1} from '../../shared/sha1.js'
import {shellWord} from '../../shared/shell-word.js'
import {stateFolder} from '../../shared/state-folder.js'
import {visibleText} from '../../shared/visible-text.js'
import {callScim, expectStatus, type ScimEndpoint} from '../client/scim-call.js'
import {groupPatch, membersOperation} from '../client/scim-patch.js'
import type {ScimReads} from '../client/scim-reads.js'
import {isIn} from './probe-scene.js'
import {untilSeen} from './until-seen.js'

/** What a probe changes in Identity Center, and takes back at its end. */
export interface Traces {
  readonly groupName: string
  /** The group that was there before; undefined where it is made. */
  readonly groupId: string | undefined
  /** Who is put into it. */
  readonly userIds: readonly string[]
  /** By these the groups that it makes are known for its own, also when the answer that names their ids is lost. */
  readonly externalIds: readonly string[]
}

/** A file of the state folder, one a tenant: for the run after one that was killed. */
function tracesFile(machine: Pick<Machine, 'env'>, tenant: string): string {
  return path.join(stateFolder(machine), `scim-probe-${sha1(tenant).slice(0, 12)}.json`)
}

/** Before the first change. @throws OpsError OPS_FILE_UNWRITABLE, OPS_DISK_FULL */
export function keepTraces(machine: Machine, tenant: string, traces: Traces): void {
  const file = tracesFile(machine, tenant)
  writeFileAtomic(file, `${JSON.stringify(traces)}\n`, {mode: 0o600})
}

/** Once nothing is left. */
export function forgetTraces(machine: Machine, tenant: string): void {
  rmSync(tracesFile(machine, tenant), {force: true})
}

/**
 * What a probe that was killed may have left.
 * @throws OpsError OPS_FILE_UNREADABLE where that cannot be told
 */
export function readTraces(machine: Pick<Machine, 'env'>, tenant: string): Traces | undefined {
  const file = tracesFile(machine, tenant)
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Traces
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined
    throw new OpsError(
      'OPS_FILE_UNREADABLE',
      `cannot read ${file}, where an earlier probe noted what it made`,
      {
        cause: error,
        next: `rm ${shellWord(file)}`,
      },
    )
  }
}

/**
 * Deletes the groups that were made, and takes the users out of the one that was there. Not to be interrupted.
 * @param madeIds of groups whose making was acknowledged: reads may not show them yet
 * @throws OpsError OPS_SCIM where somebody is still in; whatever the endpoint refuses with
 */
export async function removeTraces(
  endpoint: ScimEndpoint,
  reads: ScimReads,
  {traces, madeIds = []}: {readonly traces: Traces; readonly madeIds?: readonly string[]},
): Promise<void> {
  const {groupId, externalIds, userIds, groupName} = traces
  const made = new Set(madeIds)
  for (const externalId of externalIds) {
    const group = await reads.findGroup({externalId})
    // Who does not know the filter might answer with any group.
    if (group?.externalId === externalId) made.add(group.id)
  }
  for (const id of made) {
    const answer = await callScim(endpoint, {method: 'DELETE', path: `/Groups/${encodeURIComponent(id)}`})
    expectStatus(endpoint, answer, {
      statuses: [200, 204, 404],
      what: `cannot delete the group ${visibleText(groupName)} that was made to try things out`,
    })
  }
  if (groupId === undefined) return
  for (const userId of userIds) {
    const answer = await callScim(endpoint, groupPatch(groupId, [membersOperation('remove', [userId])]))
    // Whoever is not in (any more) may be refused: then the look below says so.
    expectStatus(endpoint, answer, {
      statuses: [200, 204, 400, 404, 409],
      what: `cannot empty the group ${visibleText(groupName)}`,
    })
    const {shown: isOut} = await untilSeen(endpoint.machine, async () => {
      const found = await isIn(reads, {groupId, userId})
      return found === undefined ? undefined : !found
    })
    if (isOut === false)
      throw new OpsError(
        'OPS_SCIM',
        `user ${userId} is still in the group ${JSON.stringify(visibleText(groupName))}, and was not before the probe`,
        {next: `okta-ops scim probe --group ${shellWord(groupName)}`},
      )
  }
}
