import {checksumOf} from '../plan/plan-file.js'
import type {Finding, GroupPlan, GuardHit, Plan} from '../plan/plan.js'
import {totalsOf, type PlanTotals} from '../plan/totals.js'
import {workOf} from '../plan/work.js'

/** What `--json` says of a plan (docs/scim-plan.md); scripts may rely on it. */
export interface PlanResult extends Pick<Plan, 'org' | 'tenant' | 'via' | 'manage'> {
  /** Of the whole plan, whatever is left out here: for `scim apply --checksum`. */
  readonly checksum: string
  readonly totals: PlanTotals
  readonly groups: readonly ShownGroup[]
  readonly findings: readonly Finding[]
  /** Guards over all groups. */
  readonly guards: readonly GuardHit[]
}

export interface ShownGroup extends GroupPlan {
  /** What a guard holds back of it. */
  readonly held: 'nothing' | 'removals' | 'everything'
}

/** A plan for scripts, whole; without the groups that are in step where only drift is wanted. */
export function planResult(plan: Plan, {driftOnly = false}: {readonly driftOnly?: boolean} = {}): PlanResult {
  const {org, tenant, via, manage, findings, guards} = plan
  const work = new Map(workOf(plan).map((one) => [one.group, one]))
  const spokenOf = new Set(findings.map(({group}) => group))
  const isDrift = ({action, name, guards: own}: GroupPlan): boolean =>
    action !== 'none' || own.length > 0 || spokenOf.has(name)
  const held = (group: GroupPlan): ShownGroup['held'] => {
    const done = work.get(group)
    if (done === undefined) return group.action === 'none' ? 'nothing' : 'everything'
    return done.remove.length < group.remove.length ? 'removals' : 'nothing'
  }
  return {
    org,
    tenant,
    via,
    manage,
    checksum: checksumOf(plan),
    totals: totalsOf(plan),
    groups: plan.groups
      .filter((group) => !driftOnly || isDrift(group))
      .map((group) => ({...group, held: held(group)})),
    findings,
    guards,
  }
}
