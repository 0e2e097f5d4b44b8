import {OpsError} from '../../shared/errors.js'

/** A SCIM token, or the way to it: one that is not needed is not read. */
export type ScimToken = string | (() => Promise<string>)

/** The tokens of a connection, at most two of which AWS keeps: the one in use, and the next one. */
export interface TokenOrder {
  /** The one to be sent now; `place` is its number. */
  readonly current: () => Promise<{readonly token: string; readonly place: number}>
  /**
   * AWS did not take the token of that place. From now on another one is sent, of those that `tried` does not hold.
   * @returns false when there is none
   */
  readonly refused: (tried: ReadonlySet<number>) => boolean
  /** Which one is in use: 0 is the first. */
  readonly place: () => number
  readonly count: number
}

/** Begins with the first; whichever AWS took last stays in use. */
export function createTokenOrder(tokens: readonly ScimToken[]): TokenOrder {
  const read = new Map<number, Promise<string>>()
  let at = 0
  const tokenAt = (place: number): Promise<string> => {
    const token = tokens[place] ?? ''
    const known =
      read.get(place) ?? (typeof token === 'string' ? Promise.resolve(token) : token().then(whole))
    read.set(place, known)
    return known
  }
  return {
    current: async () => {
      const place = at
      return {token: await tokenAt(place), place}
    },
    refused: (tried) => {
      // Another call may have found the one that is taken meanwhile.
      if (!tried.has(at)) return true
      const next = tokens.findIndex((_, place) => !tried.has(place))
      if (next === -1) return false
      at = next
      return true
    },
    place: () => at,
    count: tokens.length,
  }
}

/** Two lines or a blank in it, and no request could carry it. */
function whole(token: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token
  throw new OpsError(
    'OPS_SECRET',
    'what should be the SCIM token has blanks, line ends or other characters in it that no token has',
    {next: 'okta-ops scim status'},
  )
}
