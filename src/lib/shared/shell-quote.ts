/*
 * One value, written so that a shell reads it back unchanged. Control characters are the caller's to refuse first: no
 * spelling of them is read alike everywhere.
 */

/** For sh, bash, zsh, dash, ksh: nothing is special between single quotes, not even `!`. */
export function quoteForPosix(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/** For fish: between single quotes only `\` and `'` are special. */
export function quoteForFish(text: string): string {
  return `'${text.replace(/[\\']/g, String.raw`\$&`)}'`
}

/** For csh and tcsh: history expansion reaches into single quotes, so `!` is escaped as well. */
export function quoteForTcsh(text: string): string {
  return `'${text.replaceAll("'", `'\\''`).replaceAll('!', String.raw`\!`)}'`
}

/** For PowerShell, which takes four typographic quotes for `'` too; each is doubled. */
export function quoteForPowershell(text: string): string {
  return `'${text.replace(/['\u2018-\u201B]/g, '$&$&')}'`
}
