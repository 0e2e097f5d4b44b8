/** `text` as one word of a POSIX shell command, quoted only when it has to be; for commands that people paste. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
