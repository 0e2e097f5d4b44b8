/** Where a secret is; never the secret itself. */
export type SecretReference =
  | {readonly kind: 'stdin'}
  | {readonly kind: 'env'; readonly name: string}
  | {readonly kind: 'file'; readonly path: string}
  | {readonly kind: 'keychain'; readonly name: string}
  | {
      readonly kind: 'aws-secretsmanager'
      readonly id: string
      /** The JSON key within the secret. */
      readonly key?: string
      readonly profile?: string
    }
