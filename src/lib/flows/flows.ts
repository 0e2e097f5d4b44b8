/* What the shell reaches of flows; loaded by lib/cli/context.ts on demand. */
export {readRegistry} from './registry/registry.js'
export {isFlowOfOrg} from './registry/invoke-url.js'
export {openFlowRunner} from './run-flow.js'
