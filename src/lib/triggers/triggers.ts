/* What the shell reaches of triggers; loaded by lib/cli/context.ts on demand. */
export {createAlertWatch} from './alerts/alert-watch.js'
export {createLagMeter} from './alerts/lag.js'
export {activeRules} from './engine/active-rules.js'
export {createEngine} from './engine/engine.js'
export {openTriggerStore} from './journal/trigger-store.js'
export {readRulesFile} from './rules/rules-file.js'
export {triggerMetrics} from './view/trigger-metrics.js'
export {withoutRule, withoutRuleLine} from './view/without-rule.js'
