import type {SecretReference} from '../../secrets/secret-reference.js'
import type {DpopWish} from '../connection.js'

/** A value and the place that says it, in words for people: a variable, a file with its key, a flag. */
export interface Said<T> {
  readonly value: T
  readonly from: string
}

/** A secret: where it is, or, from a file that holds it itself, the secret. */
export type OrgSecret =
  | {readonly kind: 'reference'; readonly reference: SecretReference}
  | {readonly kind: 'text'; readonly text: string}

/** Everything a place may say about an org. */
export interface OrgValues {
  readonly orgUrl?: Said<string>
  readonly apiToken?: Said<OrgSecret>
  readonly clientId?: Said<string>
  readonly privateKey?: Said<OrgSecret>
  readonly keyId?: Said<string>
  readonly scopes?: Said<readonly string[]>
  /** `SSWS` or `PrivateKey`, the words of the Okta SDKs. */
  readonly mode?: Said<string>
  readonly dpop?: Said<DpopWish>
  /** 0 to 1. */
  readonly rateShare?: Said<number>
}

/** What one place says: values of different places are never mixed, so that no token reaches another org. */
export interface OrgLayer {
  /** For people: `the environment`, a file. */
  readonly label: string
  /** Of a named org. */
  readonly name?: string
  readonly values: OrgValues
}
