import {OpsError} from '../../shared/errors.js'

/** What an action did: words for a person, and data for a program. */
export interface ActionResult {
  readonly text: string
  readonly data?: unknown
}

/** An action that cannot be understood; the sandbox is as it was. */
export function usage(message: string): OpsError {
  return new OpsError('OPS_USAGE', message, {failure: 'usage', next: 'okta-ops sandbox do --help'})
}
