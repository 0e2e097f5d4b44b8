import type {SecretReference} from '../../../secrets/secret-reference.js'
import type {DpopWish} from '../../connection.js'
import type {OrgAddress} from '../org-url.js'

/** What `org add` was told by flags; what is undefined is asked, or has a default. */
export interface OrgWishes {
  readonly name: string | undefined
  readonly address: OrgAddress | undefined
  readonly apiToken: SecretReference | undefined
  readonly clientId: string | undefined
  readonly privateKey: SecretReference | undefined
  readonly keyId: string | undefined
  readonly scopes: readonly string[] | undefined
  readonly dpop: DpopWish | undefined
  /** A person signs in with the client. */
  readonly login: boolean
  readonly rateShare: number | undefined
}

/** A secret as it was given: where it is, or itself, typed at the prompt or read from standard input, still to be kept. */
export type GivenSecret =
  | {readonly kind: 'reference'; readonly reference: SecretReference}
  | {readonly kind: 'text'; readonly text: string}

/** Everything an org needs. */
export interface OrgAnswers {
  readonly name: string
  readonly address: OrgAddress
  readonly way: AnsweredWay
  readonly rateShare: number | undefined
}

export type AnsweredWay =
  | {readonly kind: 'api-token'; readonly token: GivenSecret}
  | {
      readonly kind: 'service-app'
      readonly clientId: string
      readonly privateKey: GivenSecret
      readonly keyId: string | undefined
      readonly scopes: readonly string[]
      readonly dpop: DpopWish | undefined
    }
  | {readonly kind: 'person'; readonly clientId: string; readonly scopes: readonly string[]}
