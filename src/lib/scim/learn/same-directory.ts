import type {AwsDirectory, AwsGroup} from '../../ports/aws-directory.js'
import {OpsError} from '../../shared/errors.js'

/** One may have been deleted a moment ago. */
const mostTried = 3

/**
 * Checks that what the Identity Store says is about the directory that the SCIM endpoint writes to: a plan made of another one's ids
 * would change nothing, or the wrong thing.
 * @throws OpsError OPS_SCIM_CONFIG when the endpoint knows none of the groups
 */
export async function assertSameDirectory(
  scim: Pick<AwsDirectory, 'findGroup'>,
  groups: readonly AwsGroup[],
  options: {readonly signal?: AbortSignal},
): Promise<void> {
  const tried = groups.slice(0, mostTried)
  for (const {id} of tried) if ((await scim.findGroup({id}, options)) !== undefined) return
  if (tried.length > 0)
    throw new OpsError(
      'OPS_SCIM_CONFIG',
      'the SCIM endpoint does not know the groups of the Identity Store in scim.yaml: they belong to different Identity Centers',
      {failure: 'usage', next: 'aws sso-admin list-instances'},
    )
}
