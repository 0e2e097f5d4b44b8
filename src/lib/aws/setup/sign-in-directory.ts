import type {Machine} from '../../shared/machine.js'
import type {AwsConfig} from '../config/aws-config.js'
import {listAccounts, listRoles} from '../service/directory.js'
import {signIn} from '../login/sign-in.js'
import type {Voice} from '../../sign-in/voice.js'
import type {SsoSession} from '../config/profile.js'
import type {RoleDirectory} from './desk.js'
import type {SessionAnswer} from './request.js'

/** How setup signs in: the login is the real one, so that no second one is needed afterwards. */
export interface SetupSignIn {
  readonly config: AwsConfig
  readonly session: SessionAnswer
  readonly voice: Voice
  /** Ctrl-C. */
  readonly signal: AbortSignal
}

/** Signs in to a session that may not be written yet, and lists what it reaches. Throws as signIn and the listings do. */
export async function openDirectory(
  machine: Machine,
  {config, session, voice, signal}: SetupSignIn,
): Promise<RoleDirectory> {
  const wanted: SsoSession = {...session, scopes: ['sso:account:access'], useDeviceCode: false}
  const {token} = await signIn(machine, {session: wanted, config, interactive: true, signal}, voice)
  const access = {session: wanted, token, signal}
  return {
    accounts: () => listAccounts(machine, access),
    roles: async (accountId) => (await listRoles(machine, access, accountId)).map(({roleName}) => roleName),
  }
}
