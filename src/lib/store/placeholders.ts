/** One piece of SQL, as SQLite's own tokenizer cuts it (sqlite.org/src/file/src/tokenize.c); comments and space included. */
const piece =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|--[^\n]*|\/\*(?:(?!\*\/)[^])*(?:\*\/|$)|[\w\u0080-\uffff][\w$\u0080-\uffff]*|\?\d*|[:@$#][\w$]+|\s+|[^]/g

/**
 * How many values a statement takes. The libraries do not say, and silently take NULL for those that are missing; and they
 * leave out, without a word, whatever follows the first statement.
 * @throws Error for a numbered or named placeholder, or a second statement: write them as `?`, one statement a call
 */
export function countPlaceholders(sql: string): number {
  let count = 0
  let ended = false
  for (const [text] of sql.matchAll(piece)) {
    if (/^(?:\s|--|\/\*)/.test(text)) continue
    if (ended) throw new Error('one statement at a time: there is more SQL after the semicolon')
    if (text === ';') ended = true
    else if (text === '?') count++
    else if (/^(?:\?|[:@$#].)/.test(text)) throw new Error(`only plain ? placeholders: ${text}`)
  }
  return count
}
