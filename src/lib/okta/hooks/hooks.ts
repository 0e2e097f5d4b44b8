/* What the shell reaches of event hooks; loaded by lib/cli/context.ts on demand. */
export {exposed} from './hook-exposure.js'
export {readHookUrl} from './hook-address.js'
export {checkHookSecret} from './secret-check.js'
export {isRefused} from '../api/refusal.js'
