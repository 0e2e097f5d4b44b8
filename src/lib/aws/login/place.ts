import fs from 'node:fs'
import os from 'node:os'
import {OpsError} from '../../shared/errors.js'
import {isLoopbackHost} from '../../shared/loopback.js'
import type {Machine} from '../../shared/machine.js'
import {awsPaths} from '../config/aws-paths.js'
import {isOwnEndpoint, oidcEndpoint} from '../service/endpoints.js'
import type {EndpointSettings, SsoSession} from '../config/profile.js'
import type {Voice} from '../../sign-in/voice.js'

/**
 * Where this session signs in, said aloud when it is not AWS's own address.
 * @throws OpsError OPS_CLEAR_TEXT for http off loopback; OPS_SANDBOX when a stand-in's token would land among the
 *   real ones
 */
export function signInEndpoint(
  machine: Machine,
  login: {
    readonly session: SsoSession
    readonly endpoints?: EndpointSettings | undefined
    readonly force: boolean
  },
  voice: Voice,
): string {
  const endpoint = oidcEndpoint(machine, login.session.region, login.endpoints)
  if (isOwnEndpoint(endpoint)) return endpoint
  const {hostname, protocol, host} = new URL(endpoint)
  const loopback = isLoopbackHost(hostname)
  if (protocol === 'http:' && !loopback)
    throw new OpsError(
      'OPS_CLEAR_TEXT',
      `refusing to sign in through ${host} in clear text: its address begins with http://`,
      {failure: 'refused', next: 'env | grep AWS_ENDPOINT_URL'},
    )
  const {home} = awsPaths(machine)
  if (loopback && !login.force && isAccountHome(home, accountHome())) throw realHome(host, home)
  voice.say(`Signing in through ${endpoint}, which is not an address of AWS.`)
  return endpoint
}

/** Whether `home` is the home folder of the account this process runs as, however it is spelt. */
export function isAccountHome(home: string, accountHome: string | undefined): boolean {
  return accountHome !== undefined && realPath(home) === realPath(accountHome)
}

/** From the system's account database, which HOME does not move; undefined for a user id without an entry. */
function accountHome(): string | undefined {
  try {
    return os.userInfo().homedir
  } catch {
    return undefined
  }
}

function realPath(folder: string): string {
  try {
    return fs.realpathSync(folder)
  } catch {
    return folder
  }
}

function realHome(host: string, home: string): OpsError {
  return new OpsError(
    'OPS_SANDBOX',
    `${host} is a stand-in on this machine, and its token would be kept among the real ones in ${home}: ` +
      'run this inside "okta-ops sandbox exec", or add --force',
    {failure: 'refused', next: 'okta-ops sandbox exec -- okta-ops login'},
  )
}
