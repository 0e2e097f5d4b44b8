import {globMatches} from '../language/glob.js'
import type {Plan} from '../scim/plan/plan.js'
import {OpsError} from '../shared/errors.js'
import {visibleText} from '../shared/visible-text.js'

/**
 * `--target` as what is looked at.
 * @throws OpsError OPS_USAGE for a group that is out of scope
 */
export function targetsInScope(globs: readonly string[], targets: readonly string[]): readonly string[] {
  const outside = targets.find((target) => !globs.some((glob) => globMatches(glob, target)))
  if (outside === undefined) return targets
  throw new OpsError(
    'OPS_USAGE',
    visibleText(`--target ${outside} is not among the groups that are looked at: ${globs.join(', ')}`),
    {failure: 'usage', next: 'okta-ops scim apply --help'},
  )
}

/**
 * A plan with nothing but the groups that are wanted, by their names on either side.
 * @throws OpsError OPS_USAGE for one that it does not hold
 */
export function onlyTargets(plan: Plan, targets: readonly string[]): Plan {
  const isWanted = (target: string, {name, aws}: Plan['groups'][number]): boolean =>
    target === name || target === aws?.displayName
  const missing = targets.find((target) => !plan.groups.some((group) => isWanted(target, group)))
  if (missing !== undefined)
    throw new OpsError('OPS_USAGE', visibleText(`the plan says nothing of the group ${missing}`), {
      failure: 'usage',
      next: 'okta-ops scim plan',
    })
  const groups = plan.groups.filter((group) => targets.some((target) => isWanted(target, group)))
  const names = new Set(groups.map(({name}) => name))
  return {...plan, groups, findings: plan.findings.filter(({group}) => names.has(group))}
}
