/** The up to `most` candidates closest to `wanted` by edit distance, nearest first; those too far to be a typo are left out. */
export function nearest(wanted: string, candidates: Iterable<string>, most = 3): string[] {
  const limit = Math.max(2, Math.floor(wanted.length / 2))
  return [...candidates]
    .filter((name) => name.startsWith(wanted) || Math.abs(name.length - wanted.length) <= limit)
    .map((name) => ({name, distance: name.startsWith(wanted) ? 0 : editDistance(wanted, name)}))
    .filter(({distance}) => distance <= limit)
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, most)
    .map(({name}) => name)
}

/** Levenshtein distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({length: b.length + 1}, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitute = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, substitute))
    }
    previous = row
  }
  return previous[b.length] ?? 0
}
