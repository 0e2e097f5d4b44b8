/* What the shell reaches of event hooks; loaded by lib/cli/context.ts on demand. */
export {startHookListener} from './hook-listener.js'
export {createHookVoice} from './hook-voice.js'
export {exposed} from './hook-exposure.js'
export {readHookUrl} from './hook-address.js'
export {checkHookSecret} from './secret-check.js'
export {isRefused} from '../api/refusal.js'
