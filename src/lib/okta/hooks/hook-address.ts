import {OpsError} from '../../shared/errors.js'
import {isLoopbackHost} from '../../shared/loopback.js'

/** Where the receiver answers when no public address says otherwise. */
export const usualHookPath = '/okta-events'

/**
 * The address that Okta calls: https, or http on this machine alone (the sandbox).
 * @throws OpsError OPS_USAGE, OPS_CLEAR_TEXT naming the flag; a name and password in it are not repeated
 */
export function readHookUrl(text: string, flag: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw usage(`${flag} is not an address like https://hooks.example.com${usualHookPath}`)
  if (url.username !== '' || url.password !== '')
    throw usage(`${flag} has a name or password in it: the secret goes into a header`)
  if (url.hash !== '') throw usage(`${flag} has a # in it, which Okta does not send`)
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname))
    throw new OpsError(
      'OPS_CLEAR_TEXT',
      `${flag} is http: Okta would send the secret and the events in clear text`,
      {failure: 'refused', next: 'okta-ops triggers serve --help'},
    )
  return url
}

/** The Host values of requests to a public address, whether or not they name the usual port. */
export function hostsOf(url: URL): readonly string[] {
  if (url.port !== '') return [url.host.toLowerCase()]
  const usual = url.protocol === 'https:' ? 443 : 80
  return [url.hostname.toLowerCase(), `${url.hostname.toLowerCase()}:${usual}`]
}

function usage(message: string): OpsError {
  return new OpsError('OPS_USAGE', message, {failure: 'usage', next: 'okta-ops triggers serve --help'})
}
