/**
 * What Okta is asked for so that every group which one of the globs fits is among the answers: the beginnings of the globs up to their
 * first `*` or `?`, without those that another one covers (capitals included: whether they count for Okta is not documented). `['']` where one begins with a wildcard: then all groups are listed.
 */
export function searchPrefixes(globs: readonly string[]): readonly string[] {
  const beginnings = [...new Set(globs.map((glob) => /^[^*?]*/.exec(glob)?.[0] ?? ''))].sort()
  return beginnings.filter((one) => !beginnings.some((other) => other !== one && one.startsWith(other)))
}
