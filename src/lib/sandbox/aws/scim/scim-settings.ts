/** How the endpoint behaves: facts of AWS, and what nobody knows of it as a switch. */
export interface ScimSettings {
  /** Requests a second in the long run; undefined: as many as there are. */
  readonly rate: number | undefined
  /** Requests that may come at once. */
  readonly burst: number
  /** Whether a 429 says when to come again. UNVERIFIED at AWS. */
  readonly retryAfter: boolean
  /** Every answer takes at least so long. */
  readonly latencyMs: number
  /** Part of the requests, 0 to 1, that fail with a 500 before anything has changed. */
  readonly errors: number
  /** Part of the requests, 0 to 1, that are done but get no answer: the connection is cut. */
  readonly drops: number
  /** What the chances above and short pages are rolled from. */
  readonly seed: number
  /** `new`: cursors and reverse filters, 100 a page. `old`: the first 50, and no way to the others. */
  readonly generation: 'new' | 'old'
  /** Whether one PATCH may both add and remove. UNVERIFIED at AWS. */
  readonly mixedPatch: boolean
  /** The spelling that the filter of a pair takes. UNVERIFIED at AWS. */
  readonly pairFilter: 'any' | 'member' | 'members' | 'members.value'
  /** Whether adding who is in, and removing who is not, is a 204; else it is a 409 and a 404. UNVERIFIED at AWS. */
  readonly needless: boolean
  /** Whether names are compared without their capitals. UNVERIFIED at AWS. */
  readonly foldNames: boolean
  /** Pages shorter than asked for, though others follow. */
  readonly shortPages: boolean
  /** False: automatic provisioning is turned off, and every request is a 403. */
  readonly provisioning: boolean
}

export const defaultScimSettings: ScimSettings = {
  rate: undefined,
  burst: 20,
  retryAfter: false,
  latencyMs: 0,
  errors: 0,
  drops: 0,
  seed: 1,
  generation: 'new',
  mixedPatch: true,
  pairFilter: 'any',
  needless: true,
  foldNames: true,
  shortPages: false,
  provisioning: true,
}

/**
 * `5%` as 0.05.
 * @throws Error naming what is wrong
 */
export function parsePercent(text: string): number {
  const match = /^(?<number>\d{1,3}(?:\.\d+)?)%$/.exec(text)
  const part = Number(match?.groups?.['number'] ?? NaN) / 100
  if (part >= 0 && part <= 1) return part
  throw new Error(`should be a part such as 5%, not ${JSON.stringify(text)}`)
}
