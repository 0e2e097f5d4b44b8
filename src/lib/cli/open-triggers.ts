import type {ActiveRules} from '../triggers/engine/active-rules.js'
import type {Engine, WorkReport} from '../triggers/engine/engine.js'
import type {PlanningDeps} from '../triggers/engine/trigger-sink.js'
import type {TriggerStore} from '../triggers/journal/trigger-store.js'
import type {FlowRunner} from '../ports/flow-runner.js'
import {counted} from '../shared/counted.js'
import {visibleText} from '../shared/visible-text.js'
import {triggersDomain, type Context} from './context.js'
import {flowRunnerOf} from './flow-runner-of.js'
import {createReloadableFlows} from './reloadable-flows.js'

/** What a command that acts on events is asked for. */
export interface TriggersWish {
  /** `--rules`. */
  readonly rules: string
  /** `--org`. */
  readonly org?: string | undefined
  /** `--flows`. */
  readonly flows?: string | undefined
  /** The org whose events are acted on, `https://HOST`; empty for events that come without one. */
  readonly orgUrl: string
  /** Runs on their way at once. */
  readonly parallel: number
  /** How long settled work is kept, in milliseconds; undefined: for good. */
  readonly keepMs: number | undefined
  readonly onReport: (report: WorkReport) => void
  readonly say: (line: string) => void
  readonly warn: (line: string) => void
}

/** Rules in force, the journal, the flows, and the engine that brings them together. */
export interface OpenedTriggers {
  readonly store: TriggerStore
  readonly engine: Engine
  readonly rules: () => ActiveRules
  /** For who hands events in: `planEvents` and `createTriggerSink` of the domain. The engine is woken by itself. */
  readonly planning: PlanningDeps
  /** Reads the rules file and flows.yaml again; when one of them is wrong nothing changes, and that is said. */
  readonly reload: () => void
  readonly close: () => void
}

/**
 * Opens everything that acting on events takes. Nothing is begun.
 * @throws OpsError OPS_YAML, OPS_FILE_UNREADABLE for the rules or the flows; OPS_STORE for the journals
 */
export async function openTriggers(context: Context, wish: TriggersWish): Promise<OpenedTriggers> {
  const {machine} = context
  const {org, flows, warn, say, orgUrl} = wish
  const {activeRules, createEngine, openTriggerStore, readRulesFile, withoutRule, withoutRuleLine} =
    await triggersDomain()
  const read = (): ActiveRules => activeRules(readRulesFile(machine, wish.rules).rules)
  let inForce = read()
  const flowsNow = await createReloadableFlows(() => flowRunnerOf(context, {org, flows, warn}))
  const {runner} = flowsNow
  tellUnknownFlows(inForce, runner, warn)
  const store = await openTriggerStore(machine).catch((error: unknown) => {
    runner.close()
    throw error
  })
  const tellWithoutRule = (): void => {
    for (const rule of withoutRule(store.waitingRules(orgUrl), inForce.known))
      warn(withoutRuleLine(rule, wish.rules))
  }
  tellWithoutRule()
  const reload = async (): Promise<void> => {
    const fresh = read()
    await flowsNow.reload()
    inForce = fresh
    say(`SIGHUP: ${wish.rules} was read again, ${counted(inForce.byId.size, 'rule')}`)
    tellUnknownFlows(inForce, runner, warn)
    tellWithoutRule()
    engine.wake()
  }
  const rules = (): ActiveRules => inForce
  const engine = createEngine({...wish, machine, store, runner, rules, org: orgUrl})
  return {
    store,
    engine,
    rules,
    planning: {
      machine,
      store,
      rules,
      org: orgUrl,
      onPlanned: ({planned}) => {
        if (planned > 0) engine.wake()
      },
    },
    reload: () => {
      reload().catch((error: unknown) => {
        say(`SIGHUP: nothing was changed: ${error instanceof Error ? error.message : String(error)}`)
      })
    },
    close: () => {
      store.close()
      runner.close()
    },
  }
}

/** Their work would fail; better to hear of it before. */
function tellUnknownFlows(
  {byId}: ActiveRules,
  runner: Pick<FlowRunner, 'names' | 'distrusted'>,
  warn: (line: string) => void,
): void {
  const [names, distrusted] = [new Set(runner.names()), runner.distrusted()]
  for (const {id, flow, then, onFailure} of byId.values()) {
    const flows = [
      flow,
      ...then.map((step) => step.flow),
      ...(onFailure === undefined ? [] : [onFailure.flow]),
    ]
    for (const name of new Set(flows.filter((one) => !names.has(one)))) {
      const why = distrusted.get(name)?.why
      warn(
        visibleText(
          why === undefined
            ? `the rule ${id} runs the flow ${name}, which is not known: okta-ops flows add ${name}`
            : `the rule ${id} runs the flow ${name} of the project, which would be refused: ${why}`,
        ),
      )
    }
  }
}
