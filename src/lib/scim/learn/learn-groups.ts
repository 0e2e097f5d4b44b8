import type {AwsDirectory, AwsGroup, Listing} from '../../ports/aws-directory.js'
import type {OktaGroupHead} from '../../ports/okta-directory.js'
import {sideBySide} from '../../shared/side-by-side.js'
import {matchGroups, wantedNameOf} from '../plan/match-groups.js'
import {cheaperWay} from './estimate.js'
import {withSignal} from './reading.js'
import type {LearnWish} from './scope.js'

/** Looked up at a time; the directory's own pace decides how fast. */
export const awsWorkers = 8

/**
 * Identity Center's groups: all of them, or only the counterparts of Okta's where that takes fewer calls and nothing is to be created or
 * deleted. What a list that is cut off leaves out is looked up.
 */
export async function learnGroups(
  aws: AwsDirectory,
  heads: readonly OktaGroupHead[],
  wish: LearnWish,
): Promise<Listing<AwsGroup>> {
  const {lastSizes, manage} = wish
  const mayLookUp = manage === 'memberships' && lastSizes !== undefined
  if (mayLookUp && cheaperWay(heads.length, lastSizes.groups) === 'look-up')
    return {items: await lookUpGroups(aws, heads, wish), complete: false}
  const listed = await aws.groups(withSignal(wish))
  if (listed.complete) return listed
  const {pairs} = matchGroups(heads, listed.items, wish)
  const missing = pairs.filter((pair) => pair.aws === undefined).map(({okta}) => okta)
  return {
    items: unique([...listed.items, ...(await lookUpGroups(aws, missing, wish))]),
    complete: false,
  }
}

async function lookUpGroups(
  aws: AwsDirectory,
  heads: readonly OktaGroupHead[],
  wish: LearnWish,
): Promise<readonly AwsGroup[]> {
  const signal = withSignal(wish)
  const found = await sideBySide(
    heads,
    awsWorkers,
    async (head) =>
      (await aws.findGroup({externalId: head.id}, signal)) ??
      (await aws.findGroup({displayName: wantedNameOf(head, wish)}, signal)),
  )
  return unique(found.flatMap((group) => group ?? []))
}

function unique(groups: readonly AwsGroup[]): readonly AwsGroup[] {
  return [...new Map(groups.map((group) => [group.id, group])).values()]
}
