import {globMatches} from '../../language/glob.js'
import type {AwsGroup, AwsUser} from '../../ports/aws-directory.js'
import {OpsError} from '../../shared/errors.js'
import {visibleText} from '../../shared/visible-text.js'
import {callScim, expectStatus, type ScimEndpoint} from '../client/scim-call.js'
import type {ScimReads} from '../client/scim-reads.js'
import {readPage, readUser} from '../client/scim-resources.js'
import {groupNameFault} from '../group-name.js'
import {foldName} from '../plan/fold-name.js'
import type {PlanPolicy} from '../plan/policy.js'

/** The group that is played with, and who is put into it. */
export interface ProbeSubject {
  readonly name: string
  /** Undefined: it is to be made, and deleted afterwards. */
  readonly group: AwsGroup | undefined
  readonly member: AwsUser
  /** Undefined where Identity Center has only one: then it is not seen whether one PATCH may remove one and add another. */
  readonly other: AwsUser | undefined
}

export interface ScratchWish {
  /** displayName of the group in Identity Center. */
  readonly name: string
  /** Whether it may be made where there is none. */
  readonly create: boolean
  /** userNames; where there are none, users that the endpoint lists first. */
  readonly users: readonly string[]
  readonly policy: Pick<PlanPolicy, 'groups' | 'map' | 'protect' | 'guards'>
}

/** Why a group of that name is nothing to play with, by what scim.yaml says of it; undefined where it says nothing. */
export function scratchNameFault(name: string, policy: ScratchWish['policy']): string | undefined {
  const {groups, map, protect, guards} = policy
  const isNamed = (names: Iterable<string>): boolean =>
    [...names].some((one) => foldName(one) === foldName(name))
  const scope = groups.find((glob) => globMatches(glob, name))
  if (scope !== undefined) return `it is among the groups that are reconciled (${scope})`
  if (isNamed(map.values())) return 'map makes it the counterpart of a group of Okta'
  const glob = protect.find((one) => globMatches(one, name))
  if (glob !== undefined) return `protect names it (${glob})`
  if (isNamed(guards.minKeep.keys())) return 'minKeep names it'
  return isNamed(guards.requireSelf) ? 'requireSelf names it' : undefined
}

/**
 * Looks the group and the users up; changes nothing.
 * @throws OpsError OPS_GUARD (refused) for a group that others use; OPS_USAGE for one that is not there, or a user
 */
export async function findSubject(
  endpoint: ScimEndpoint,
  {
    reads,
    wish,
    signal,
  }: {readonly reads: ScimReads; readonly wish: ScratchWish; readonly signal: AbortSignal},
): Promise<ProbeSubject> {
  const {name, policy, create, users: logins} = wish
  if (logins.length > 2)
    throw new OpsError('OPS_USAGE', `--user names one or two users, not ${logins.length}`, {failure: 'usage'})
  const fault = scratchNameFault(name, policy)
  if (fault !== undefined) throw refused(name, fault)
  const group = await reads.findGroup({displayName: name}, {signal})
  if (group === undefined) assertMayBeMade(name, create)
  else await assertUnused(group, reads, signal)
  const [member, other] = await usersOf(endpoint, {reads, logins, signal})
  if (member === undefined)
    throw new OpsError('OPS_SCIM', 'Identity Center has no user that could be put into the group', {
      next: 'okta-ops scim status',
    })
  return {name: group?.displayName ?? name, group, member, other}
}

function assertMayBeMade(name: string, create: boolean): void {
  const shown = JSON.stringify(visibleText(name))
  const fault = groupNameFault(name)
  if (fault !== undefined) throw new OpsError('OPS_USAGE', `--group ${shown}: ${fault}`, {failure: 'usage'})
  if (!create)
    throw new OpsError(
      'OPS_USAGE',
      `Identity Center has no group ${shown}: --create makes one, and deletes it afterwards`,
      {failure: 'usage', next: 'okta-ops scim probe --help'},
    )
}

async function assertUnused(group: AwsGroup, reads: ScimReads, signal: AbortSignal): Promise<void> {
  const {id, displayName, externalId} = group
  if (externalId !== undefined)
    throw refused(displayName, `it is linked to a group elsewhere (externalId ${visibleText(externalId)})`)
  const {items, complete} = await reads.members(id, {signal})
  if (items.length > 0) throw refused(displayName, 'it has members')
  if (!complete)
    throw refused(
      displayName,
      'the endpoint is of the old generation, which does not show whether it has members: let --create make another one',
    )
}

function refused(name: string, why: string): OpsError {
  return new OpsError(
    'OPS_GUARD',
    `the group ${JSON.stringify(visibleText(name))} is nothing to try things out on: ${why}`,
    {failure: 'refused', next: 'okta-ops scim probe --group okta-ops-scratch --create'},
  )
}

async function usersOf(
  endpoint: ScimEndpoint,
  {
    reads,
    logins,
    signal,
  }: {readonly reads: ScimReads; readonly logins: readonly string[]; readonly signal: AbortSignal},
): Promise<readonly AwsUser[]> {
  if (logins.length === 0) {
    const answer = await callScim(endpoint, {method: 'GET', path: '/Users', signal})
    const {body} = expectStatus(endpoint, answer, {statuses: [200], what: 'cannot list users'})
    const users = readPage(body).resources.map(readUser)
    return users.filter(({active}) => active !== false).slice(0, 2)
  }
  const users: AwsUser[] = []
  for (const login of logins) {
    const user = await reads.findUser({userName: login}, {signal})
    if (user === undefined)
      throw new OpsError('OPS_USAGE', `Identity Center has no user ${JSON.stringify(visibleText(login))}`, {
        failure: 'usage',
      })
    if (!users.some(({id}) => id === user.id)) users.push(user)
  }
  return users
}
