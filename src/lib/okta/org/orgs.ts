/* What the shell reaches of the orgs' configuration and connections; loaded by lib/cli/context.ts on demand. */
export {findOrg} from './find-org.js'
export {connectionOf} from './org-connection.js'
export {openOrg, systemLogOf} from './plain-api.js'
