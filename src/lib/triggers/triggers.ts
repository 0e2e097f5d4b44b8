/* What the shell reaches of triggers; loaded by lib/cli/context.ts on demand. */
export {activeRules} from './engine/active-rules.js'
export {createEngine} from './engine/engine.js'
export {openTriggerStore} from './journal/trigger-store.js'
export {readRulesFile} from './rules/rules-file.js'
