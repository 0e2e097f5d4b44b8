import type {AnswerHeaders} from '../api/rate-headers.js'

/** One try of a call, as far as who calls depends on it. */
export interface AuthorizedTry {
  readonly method: string
  /** The whole address; a proof leaves the query out. */
  readonly url: string
  readonly signal?: AbortSignal
}

/** Says to an org who calls. */
export interface Authorizer {
  /**
   * Headers for this one try.
   * @throws OpsError OPS_SIGNED_OUT, OPS_OAUTH, OPS_PRIVATE_KEY, or what network or disk failed with
   */
  readonly headersFor: (attempt: AuthorizedTry) => Promise<Readonly<Record<string, string>>>
  /** Takes what an answer says for the next proof: its nonce, the org's clock. */
  readonly learn?: (headers: AnswerHeaders, receivedAt: Date) => void
  /**
   * The org has just refused what `headersFor` gave (401): gets something else.
   * @param challenge the `error` of its WWW-Authenticate header
   * @returns whether trying again makes sense
   */
  readonly renew: (signal?: AbortSignal, challenge?: string) => Promise<boolean>
}
