import {timingSafeEqual} from 'node:crypto'
import {opaqueSecret} from '../random.js'

/**
 * The keys of this run: the token that every form carries, the secret of the control endpoint, who is signed in in which
 * browser, and the one-time tokens that open the admin pages.
 */
export class Door {
  readonly formToken = opaqueSecret('form-', 24)
  readonly controlSecret = opaqueSecret('sandbox-control-', 32)
  readonly #browsers = new Map<string, string>()
  readonly #adminTokens = new Set<string>()
  readonly #admins = new Set<string>()

  /** Signs a browser in as `login`; the returned text goes into its cookie. */
  signIn(login: string): string {
    const browser = opaqueSecret('browser-', 24)
    this.#browsers.set(browser, login)
    return browser
  }

  signOut(browser: string): void {
    this.#browsers.delete(browser)
  }

  loginOf(browser: string | undefined): string | undefined {
    return browser === undefined ? undefined : this.#browsers.get(browser)
  }

  /** Every browser in which `login` is signed in loses it. */
  forget(login: string): void {
    for (const [browser, who] of this.#browsers) if (who === login) this.#browsers.delete(browser)
  }

  /** A token that opens the admin pages once. */
  issueAdminToken(): string {
    const token = opaqueSecret('admin-', 24)
    this.#adminTokens.add(token)
    return token
  }

  /** Trades a one-time token for the text of an admin cookie; undefined when it is unknown or used. */
  openAdmin(token: string): string | undefined {
    if (!this.#adminTokens.delete(token)) return undefined
    const admin = opaqueSecret('admin-browser-', 24)
    this.#admins.add(admin)
    return admin
  }

  isAdmin(browser: string | undefined): boolean {
    return browser !== undefined && this.#admins.has(browser)
  }

  isFormToken(text: unknown): boolean {
    return typeof text === 'string' && sameSecret(text, this.formToken)
  }

  isControlSecret(text: string | undefined): boolean {
    return text !== undefined && sameSecret(text, this.controlSecret)
  }
}

/** Compares in a time that does not tell where they differ. */
function sameSecret(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
