import {OpsError} from '../../shared/errors.js'
import {sendRequest} from '../../shared/http-client.js'
import type {Machine} from '../../shared/machine.js'
import {
  awsSigninEndpoint,
  loginUrl,
  readSigninToken,
  signinTokenUrl,
  type ConsoleVisit,
} from './console-url.js'
import type {Credentials} from '../credentials/credentials.js'

/**
 * Where federation is asked: AWS_ENDPOINT_URL_SIGNIN + `/federation` (AWS's own variable for its sign-in service; the sandbox
 * sets it), else the partition's own. Clear text is refused off loopback.
 */
export function signinEndpoint(machine: Machine, region: string | undefined): string {
  const {env} = machine
  const ignored = env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS']?.toLowerCase() === 'true'
  const override = ignored ? undefined : env['AWS_ENDPOINT_URL_SIGNIN']
  return override ? `${override.replace(/\/+$/, '')}/federation` : awsSigninEndpoint(region)
}

/**
 * Trades role credentials for an address that signs a browser in to the console. The address is a secret for 15 minutes:
 * print it only when asked to, and never make it an argument of a program.
 * @throws OpsError OPS_REQUEST_REJECTED when AWS does not take the credentials, OPS_SERVICE, OPS_NETWORK, OPS_BAD_ANSWER
 */
export async function consoleLoginUrl(
  machine: Machine,
  credentials: Credentials,
  visit: ConsoleVisit,
): Promise<string> {
  const url = signinTokenUrl(visit.signinEndpoint, credentials, machine.now())
  const {status, body} = await sendRequest(machine, {method: 'GET', url})
  if (status === 200) return loginUrl(visit, readSigninToken(body))
  const {host} = new URL(visit.signinEndpoint)
  if (status >= 500) {
    throw new OpsError('OPS_SERVICE', `${host} failed with ${status}`, {failure: 'unavailable'})
  }
  throw new OpsError(
    'OPS_REQUEST_REJECTED',
    `${host} does not let these credentials into the console (${status})`,
    {
      failure: 'denied',
      next: 'okta-ops whoami',
    },
  )
}
