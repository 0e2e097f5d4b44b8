/** What our commands need of an org when nothing else is asked for (docs/orgs.md): to read its System Log. */
export const usualScopes: readonly string[] = ['okta.logs.read']

/** Scopes as people write them, with spaces or commas between; each once. */
export function splitScopes(text: string): readonly string[] {
  return [...new Set(text.split(/[\s,]+/).filter(Boolean))]
}
