import path from 'node:path'
import type {Environment} from '../shared/machine.js'
import type {ThrowAwayHome} from './home.js'

const loopback = '127.0.0.1,localhost,::1'

/** The variables that put a child process inside the sandbox. */
export function sandboxEnvironment(
  awsUrl: string,
  {home, awsData}: ThrowAwayHome,
): Readonly<Record<string, string>> {
  // A proxy that leads nowhere (way-out.ts). For https only: an AWS CLI steered by AWS_DATA_PATH chooses its proxy by the
  // host it would have asked, so HTTP_PROXY would catch it here.
  const proxy = new URL(awsUrl).origin
  return {
    HOME: home,
    AWS_ENDPOINT_URL_SSO: awsUrl,
    AWS_ENDPOINT_URL_SSO_OIDC: awsUrl,
    AWS_ENDPOINT_URL_STS: awsUrl,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: awsUrl,
    AWS_ENDPOINT_URL_IDENTITYSTORE: awsUrl,
    AWS_ENDPOINT_URL_SIGNIN: awsUrl,
    AWS_DATA_PATH: awsData,
    AWS_EC2_METADATA_DISABLED: 'true',
    HTTPS_PROXY: proxy,
    NO_PROXY: loopback,
    https_proxy: proxy,
    no_proxy: loopback,
    OKTA_OPS_CONFIG_DIR: path.join(home, '.config', 'okta-ops'),
    OKTA_OPS_STATE_DIR: path.join(home, '.local', 'share', 'okta-ops'),
  }
}

/** Variables of the real account that would reach around the sandbox. */
const strays =
  /^(AWS_.*|OKTA_(?!OPS_LOG$).*|XDG_(CONFIG|DATA|STATE|CACHE)_HOME|(HTTPS?|ALL|NO)_PROXY|BOTO_CONFIG)$/i

/** The names in `env` that must be unset before the sandbox's own are set. */
export function strayVariables(env: Environment): readonly string[] {
  return Object.keys(env)
    .filter((name) => strays.test(name))
    .sort()
}

/** `env` with the strays gone and the sandbox's variables in. */
export function insideSandbox(
  env: Environment,
  sandbox: Readonly<Record<string, string>>,
): Record<string, string> {
  const gone = new Set(strayVariables(env))
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !gone.has(entry[0]),
  )
  return {...Object.fromEntries(kept), ...sandbox}
}
