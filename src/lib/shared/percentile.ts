/**
 * The least value that is not below `share` (0 to 1) of them all; undefined of none.
 * @param sorted ascending
 */
export function percentile(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
}
