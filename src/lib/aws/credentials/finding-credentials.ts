/** What the shell needs to find credentials, behind one door (lib/cli/find-credentials.ts). */
export {ambientCredentials} from './ambient-credentials.js'
export {chooseSource} from './credential-choice.js'
export {credentialsFor} from './profile-credentials.js'
export {regionFor} from './exec-environment.js'
