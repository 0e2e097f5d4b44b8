import type {FlowRun} from '../../ports/flow-runner.js'
import type {JsonObject} from '../../shared/json.js'
import {visibleText} from '../../shared/visible-text.js'
import type {Judgement} from '../rules/judge-rules.js'

/** A judgement as `--json` shows it. */
export interface ShownJudgement {
  readonly rule: string
  readonly matches: boolean
  readonly why: readonly string[]
  readonly flow?: string
  readonly key?: string
  readonly input?: JsonObject
}

export function shownJudgement({rule, why, work}: Judgement): ShownJudgement {
  if (work === undefined) return {rule: rule.id, matches: false, why}
  return {
    rule: rule.id,
    matches: true,
    why,
    flow: rule.flow,
    key: work.key,
    input: shownInput(rule, work.input),
  }
}

/** A judgement for people: what would be run, or why nothing is. Text of the event is made visible. */
export function judgementLines({rule, why, work}: Judgement): readonly string[] {
  if (work === undefined) return [`no   ${rule.id}`, ...why.map((reason) => `       ${visibleText(reason)}`)]
  const input = JSON.stringify(shownInput(rule, work.input), undefined, 2).split('\n')
  return [
    `yes  ${rule.id} -> ${rule.flow}${rule.destructive ? ' (destructive)' : ''}`,
    `       key    ${visibleText(work.key)}`,
    ...input.map((line, index) => `       ${index === 0 ? 'input' : '     '}  ${visibleText(line)}`),
    ...rule.then.map(({id, flow}) => `       then   ${id} -> ${flow}`),
    ...(rule.onFailure === undefined ? [] : [`       else   on_failure -> ${rule.onFailure.flow}`]),
  ]
}

/** One line on a run that has ended. */
export function runLine(step: string, {runId, flow, state, reason}: FlowRun): string {
  return `${state.padEnd(9)} ${step} -> ${flow}  ${runId}${reason === undefined ? '' : `  ${reason}`}`
}

/** Secret inputs are not for a terminal either. */
function shownInput({secretInputs}: Judgement['rule'], input: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [name, secretInputs.includes(name) ? '(secret)' : value]),
  )
}
