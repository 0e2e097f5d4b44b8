import type {Machine} from './machine.js'

/**
 * The keys to a page on loopback: every user and every program of this machine can reach it, so it opens by a link that is good
 * once, and for the browser that followed it.
 */
export interface OneTimeDoor {
  /** A token for a link. */
  readonly issue: () => string
  /** Trades a token for the text of a cookie; undefined when it is unknown or used. */
  readonly open: (token: string) => string | undefined
  readonly isOpenFor: (cookie: string | undefined) => boolean
}

export function createOneTimeDoor({randomBytes}: Pick<Machine, 'randomBytes'>): OneTimeDoor {
  const tokens = new Set<string>()
  const browsers = new Set<string>()
  const key = (): string => Buffer.from(randomBytes(32)).toString('base64url')
  return {
    issue: () => {
      const token = key()
      tokens.add(token)
      return token
    },
    open: (token) => {
      if (!tokens.delete(token)) return undefined
      const browser = key()
      browsers.add(browser)
      return browser
    },
    isOpenFor: (cookie) => cookie !== undefined && browsers.has(cookie),
  }
}

/** One cookie of a request's `cookie` header. */
export function cookieOf(header: string | undefined, name: string): string | undefined {
  const found = (header ?? '').split(/;\s*/).find((pair) => pair.startsWith(`${name}=`))
  return found?.slice(name.length + 1)
}
