import {createHash} from 'node:crypto'
import type {AwsGroup, AwsUser} from '../../ports/aws-directory.js'
import type {OktaGroupHead, OktaPerson} from '../../ports/okta-directory.js'
import {standingOf} from './standing.js'

/**
 * SHA-256 (hex) of what a plan takes from Okta's side of a group: its id and name, and who is in it with an account that works,
 * that is stopped, or of an unknown status. The order of the members does not count, and neither does whether a password has expired.
 */
export function oktaFingerprint(
  {id, name}: Pick<OktaGroupHead, 'id' | 'name'>,
  members: readonly Pick<OktaPerson, 'id' | 'status'>[],
): string {
  return digest(
    ['okta', id, name],
    members.map((person) => {
      const standing = standingOf(person.status)
      return standing === 'in' ? person.id : `${person.id} ${standing}`
    }),
  )
}

/** SHA-256 (hex) of Identity Center's side of a group: its id, name and externalId, and the ids of who is in it, in any order. */
export function awsFingerprint(
  {id, displayName, externalId}: AwsGroup,
  users: readonly Pick<AwsUser, 'id'>[],
): string {
  return digest(
    ['aws', id, displayName, externalId ?? null],
    users.map((user) => user.id),
  )
}

function digest(head: readonly (string | null)[], members: string[]): string {
  // Services list by id as a rule, and a look is cheaper than sorting.
  const listed = isAscending(members) ? members : [...new Set(members)].sort()
  return createHash('sha256')
    .update(`${JSON.stringify(head)}\n${listed.join('\n')}`)
    .digest('hex')
}

function isAscending(texts: readonly string[]): boolean {
  let before = ''
  for (const text of texts) {
    if (text <= before) return false
    before = text
  }
  return true
}
