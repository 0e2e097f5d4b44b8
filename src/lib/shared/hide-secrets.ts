/** What a request may carry that nobody else may read: authorization values, JWTs, Okta API tokens (42 characters from `00`). */
const secretLooks: readonly (readonly [RegExp, string])[] = [
  [/\b(SSWS|Bearer|DPoP|Basic)[ :=]+[^\s"',;)]+/gi, '$1 [hidden]'],
  [/\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g, '[hidden]'],
  [/\b00[\w-]{40}(?![\w-])/g, '[hidden]'],
]

/** A server's or proxy's words without the secrets that it may have sent back: some print the whole request. */
export function hideSecrets(text: string): string {
  return secretLooks.reduce((hidden, [look, instead]) => hidden.replace(look, instead), text)
}
