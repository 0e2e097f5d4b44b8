import type {Asker} from '../../ports/asker.js'
import {OpsError} from '../../shared/errors.js'
import type {AwsConfig} from '../config/aws-config.js'
import type {AskAddress} from '../config/start-url.js'
import type {SessionAnswer} from './request.js'

/** An account as the portal lists it; name and address may be missing. */
export interface ListedAccount {
  readonly accountId: string
  readonly accountName?: string
  readonly emailAddress?: string
}

/** What a signed-in person may choose from. */
export interface RoleDirectory {
  readonly accounts: () => Promise<readonly ListedAccount[]>
  readonly roles: (accountId: string) => Promise<readonly string[]>
}

/** Everything setup may turn to for an answer that it was not given. */
export interface SetupDesk {
  readonly config: AwsConfig
  /** The person at the terminal; undefined: nobody may be asked. */
  readonly asker: Asker | undefined
  /** Follows a company address. */
  readonly ask: AskAddress
  /** Signs in to a session, which need not be written yet. */
  readonly signIn: (session: SessionAnswer) => Promise<RoleDirectory>
  readonly say: (line: string) => void
}

/** What is missing when nobody may be asked. */
export function missingFlags(flags: readonly string[], why: string): OpsError {
  return new OpsError(
    'OPS_USAGE',
    `${flags.join(', ')} ${flags.length === 1 ? 'is' : 'are'} missing (${why})`,
    {
      failure: 'usage',
      next: 'okta-ops setup --help',
    },
  )
}
