import type {SeedScim} from './seed.js'

/** The words of `scim:` in a seed file, as its shape reads them. */
interface ScimPart {
  readonly token?: string
  readonly rate?: number
  readonly burst?: number
  readonly retry_after?: boolean
  readonly latency?: number
  readonly errors?: number
  readonly drops?: number
  readonly seed?: number
  readonly lag?: number
  readonly generation?: 'new' | 'old'
  readonly mixed_patch?: boolean
  readonly pair_filter?: 'any' | 'member' | 'members' | 'members.value'
  readonly needless?: boolean
  readonly fold_names?: boolean
  readonly short_pages?: boolean
  readonly provisioning?: boolean
}

/** How the SCIM endpoint begins; what is not said stays as it is by itself. */
export function readScimPart({
  retry_after: retryAfter,
  latency: latencyMs,
  lag: lagMs,
  mixed_patch: mixedPatch,
  pair_filter: pairFilter,
  fold_names: foldNames,
  short_pages: shortPages,
  ...same
}: ScimPart): SeedScim {
  const renamed = {retryAfter, latencyMs, lagMs, mixedPatch, pairFilter, foldNames, shortPages}
  const said = Object.entries(renamed).filter(([, value]) => value !== undefined)
  return {...same, ...Object.fromEntries(said)}
}
