import type {Group, User} from '@aws-sdk/client-identitystore'
import type {AwsGroup, AwsUser} from '../../ports/aws-directory.js'
import {OpsError} from '../../shared/errors.js'

/** A user of an answer; undefined when it lacks what every user has. */
export function readUser({UserId, UserName, ExternalIds, UserStatus}: Partial<User>): AwsUser | undefined {
  if (!UserId || UserName === undefined) return undefined
  const active = UserStatus === undefined ? undefined : UserStatus === 'ENABLED'
  return {id: UserId, userName: UserName, externalId: externalIdOf(ExternalIds), active}
}

/** A group of an answer; undefined when it lacks what every group has. */
export function readGroup({GroupId, DisplayName, ExternalIds}: Partial<Group>): AwsGroup | undefined {
  if (!GroupId || DisplayName === undefined) return undefined
  return {id: GroupId, displayName: DisplayName, externalId: externalIdOf(ExternalIds)}
}

/**
 * What the identity provider calls it. There may be several, one from each issuer; how the issuer of what came by SCIM is written is
 * not documented, so one that names it goes first.
 */
function externalIdOf(ids: User['ExternalIds'] = []): string | undefined {
  const found = ids.find(({Issuer}) => /\bscim\b/i.test(Issuer ?? '')) ?? ids[0]
  return found?.Id
}

/** An answer that is not what it should be. */
export function strange(what: string): never {
  throw new OpsError('OPS_BAD_ANSWER', `${what}: the Identity Store's answer cannot be read`, {
    failure: 'unavailable',
  })
}
