/** Where a set of credentials came from, in words `whoami` can print. */
export type CredentialOrigin =
  'sso' | 'assume-role' | 'static' | 'process' | 'web-identity' | 'environment' | 'container' | 'instance'

/** AWS credentials as every format here prints them. */
export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  /** Absent: they do not end by themselves. */
  readonly expiresAt?: Date
  readonly accountId?: string
  readonly origin: CredentialOrigin
}
