import {OpsError} from '../../shared/errors.js'
import type {Machine} from '../../shared/machine.js'
import {flatHeaders} from '../api/rate-headers.js'
import type {OrgConnection} from '../connection.js'
import {createTokenAuthorizer} from './token-authorizer.js'

/** What a token must allow so that a flow can be invoked with it (help.okta.com, API Endpoint card). */
const invokeScope = 'okta.workflows.invoke.manage'

/** What an answer says of a proof. */
interface ProofAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly receivedAt: Date
}

/** Invokes flows as the org's service app. */
export interface InvokeAuthorizer {
  readonly headersFor: (invokeUrl: string) => Promise<Readonly<Record<string, string>>>
  /** Whether the answer refused only a proof without the server's nonce. */
  readonly learn: (answer: ProofAnswer) => boolean
}

/**
 * Tokens for flows on the security level OAuth 2.0: only an API service app can have them, on the org's own server. Whether
 * Workflows takes tokens that are bound to a key is not published: where the org gives such, the proof goes along.
 * @throws OpsError OPS_ORG_CONFIG when the connection is no service app
 */
export function invokeAuthorizer(machine: Machine, connection: OrgConnection): InvokeAuthorizer {
  const {auth, orgUrl, name} = connection
  if (auth.kind !== 'service-app')
    throw new OpsError(
      'OPS_ORG_CONFIG',
      `flows with oauth take an API service app, and the connection to ${new URL(orgUrl).host} is none`,
      {
        failure: 'usage',
        next: `okta-ops org add ${name ?? ''} --org-url ${orgUrl} --client-id 0oa... --private-key file:okta.pem`.replace(
          '  ',
          ' ',
        ),
      },
    )
  const authorizer = createTokenAuthorizer(machine, {...connection, auth: {...auth, scopes: [invokeScope]}})
  return {
    headersFor: (url) => authorizer.headersFor({method: 'POST', url}),
    learn: ({status, headers, receivedAt}) => {
      const flat = flatHeaders(headers)
      authorizer.learn?.(flat, receivedAt)
      const challenge = flat['www-authenticate'] ?? ''
      return (
        status === 401 && flat['dpop-nonce'] !== undefined && /\berror="?use_dpop_nonce\b/.test(challenge)
      )
    },
  }
}
