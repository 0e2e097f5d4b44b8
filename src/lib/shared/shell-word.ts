/** `text` as one word of a POSIX shell command, quoted only when it has to be; for commands that people paste. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

/** The same for a path that may begin with `~/`, which the shell fills in only outside quotes. */
export function shellPath(text: string): string {
  return text.startsWith('~/') ? `~/${shellWord(text.slice(2))}` : shellWord(text)
}
