import type {Plan} from '../scim/plan/plan.js'
import type {PlanResult} from '../scim/view/plan-result.js'
import {visibleJson} from '../shared/visible-text.js'
import {scimDomain} from './context.js'

/** How a plan is shown, and who prints it. */
export interface ShowPlanOptions {
  /** `-o` */
  readonly output: 'text' | 'json' | 'markdown'
  /** `--drift-only` */
  readonly 'drift-only': boolean
  readonly colour: boolean
  readonly print: (text: string) => void
}

/** Prints a plan, and gives what `--json` says of it. */
export async function showPlan(
  plan: Plan,
  {output, 'drift-only': driftOnly, colour, print}: ShowPlanOptions,
): Promise<PlanResult> {
  const {planResult, renderPlanMarkdown, renderPlanText} = await scimDomain()
  const result = planResult(plan, {driftOnly})
  if (output === 'json') print(visibleJson(result))
  else if (output === 'markdown') print(renderPlanMarkdown(plan, {driftOnly}))
  else print(renderPlanText(plan, {colour, driftOnly}))
  return result
}
