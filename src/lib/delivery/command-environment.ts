import type {Environment} from '../shared/machine.js'
import {isSecretName} from '../shared/secret-names.js'

/** Of AWS, what says where and as whom, and nothing that lets anybody in. */
const harmless = new Set([
  'AWS_CA_BUNDLE',
  'AWS_CONFIG_FILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_DEFAULT_REGION',
  'AWS_PROFILE',
  'AWS_REGION',
  'AWS_SHARED_CREDENTIALS_FILE',
  'OKTA_OPS_CONFIG_DIR',
  'OKTA_OPS_STATE_DIR',
  'OKTA_OPS_ORG',
  'OKTA_CLIENT_ORGURL',
  'SSH_AUTH_SOCK',
])

/**
 * The environment of a command that a person configured: ours, without keys of AWS and Okta, without what is called like a secret,
 * and without the variables that references (`env:NAME`) lead to.
 */
export function commandEnvironment(
  env: Environment,
  secrets: readonly string[] = [],
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined &&
        !secrets.includes(entry[0]) &&
        (harmless.has(entry[0]) || !(/^(AWS|OKTA)_/i.test(entry[0]) || isSecretName(entry[0]))),
    ),
  )
}
