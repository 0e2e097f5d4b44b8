import type {SecretReference} from '../secrets/secret-reference.js'

/** How a flow's API Endpoint card lets a caller in (help.okta.com, "Invoke a flow with an API endpoint"). */
export type FlowAccess =
  /** `x-api-client-token`; never in the address. */
  | {readonly kind: 'client-token'; readonly token: SecretReference}
  /** The org's service app with the scope okta.workflows.invoke.manage. */
  | {readonly kind: 'oauth'}
  /** Whoever knows the alias. */
  | {readonly kind: 'public'}

/** A flow that can be run: one entry of flows.yaml. */
export interface Flow {
  readonly name: string
  /** `https://ORG.workflows.okta.com/api/flo/ALIAS/invoke`, without a query. */
  readonly invokeUrl: string
  readonly access: FlowAccess
  /** A JSON Schema file that inputs must meet, as written; relative to the file that names it. */
  readonly inputSchema?: string
  /** The flow that tells how far a run of this one is (docs/flows.md). */
  readonly statusFlow?: string
  /** For the answer, in milliseconds; 60 s unless said, since Okta closes the connection then. */
  readonly timeoutMs?: number
  /** Invocations in a second, all processes of this machine together; 10 unless said, Okta's own limit. */
  readonly maxPerSecond?: number
  /** The file it stands in: the user's own, or a project's. */
  readonly source: {readonly kind: 'user' | 'project'; readonly file: string}
}
