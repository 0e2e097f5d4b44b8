/** A secret of AWS Secrets Manager. One of `value`, `keys` and `binary` is its content. */
export interface SeedSecret {
  readonly name: string
  /** Twelve digits; absent: it is found in every account. */
  readonly account?: string
  /** Its text; `{token:NAME}` in it is the value of that API token of the org. */
  readonly value?: string
  /** Its text is a JSON object of these, with the same placeholders. */
  readonly keys?: Readonly<Record<string, string>>
  /** Base64. */
  readonly binary?: string
  /** Roles (permission sets, IAM roles) that may read it; absent: every role. */
  readonly roles?: readonly string[]
}

export const halyardSecrets: readonly SeedSecret[] = [
  {
    name: '/halyard/shared',
    account: '111111111111',
    keys: {okta_api_token: '{token:okta-ops}', slack_channel: 'halyard-operations'},
    roles: ['Developer', 'AdministratorAccess', 'DataReader'],
  },
]

/** As a seed file says it. */
interface WrittenSecret {
  readonly name: string
  readonly account?: string
  readonly value?: string
  readonly keys?: ReadonlyMap<string, string>
  readonly roles?: readonly string[]
}

export function readSecrets(written: readonly WrittenSecret[]): readonly SeedSecret[] {
  return written.map(({keys, ...secret}) => ({
    ...secret,
    ...(keys === undefined ? {} : {keys: Object.fromEntries(keys)}),
  }))
}
