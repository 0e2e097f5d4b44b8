/* What the shell reaches of the orgs' configuration and connections; loaded by lib/cli/context.ts on demand. */
export {openOrg} from '../api/open-org.js'
export {systemLogOf} from '../api/system-log-client.js'
export {findOrg} from './find-org.js'
export {connectionOf} from './org-connection.js'
export {readOrgUrl} from './org-url.js'
export {splitScopes} from './scopes.js'
export {askedIdentity, keptIdentity, logInToOrg, logOutOfOrg} from './org-sign-in.js'
export {wayWords} from './org-setting.js'
