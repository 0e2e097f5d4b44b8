import {OpsError} from '../shared/errors.js'

/**
 * A command as a list of its words, from a JSON list (`["notify", "a b"]`) or from words in shell-like quotes. There is no shell:
 * what would need one (pipes, variables, redirections) is a word like any other.
 * @throws OpsError OPS_USAGE naming the flag or key (`what`)
 */
export function commandWords(text: string, what: string): readonly [string, ...string[]] {
  const [command, ...args] = text.trim().startsWith('[') ? fromList(text, what) : split(text, what)
  if (command === undefined || command === '') throw fault(what, 'there is no command')
  if ([command, ...args].some((word) => word.includes('\0'))) throw fault(what, 'a word holds a NUL')
  return [command, ...args]
}

function fromList(text: string, what: string): readonly string[] {
  let found: unknown
  try {
    found = JSON.parse(text)
  } catch {
    found = undefined
  }
  if (Array.isArray(found) && found.every((word) => typeof word === 'string')) return found
  throw fault(what, 'it begins like a JSON list and is none of texts')
}

/** One word: pieces in single quotes, in double quotes (where \ escapes " and \), and bare (where \ escapes anything). */
const word = /(?:'[^']*'|"(?:[^"\\]|\\[^])*"|\\[^]|[^\s'"\\])+/y

function split(text: string, what: string): readonly string[] {
  const words: string[] = []
  let rest = text.trim()
  while (rest !== '') {
    word.lastIndex = 0
    const found = word.exec(rest)?.[0]
    if (found === undefined || !/^(\s|$)/.test(rest.slice(found.length)))
      throw fault(what, 'a quote is not closed')
    words.push(unquoted(found))
    rest = rest.slice(found.length).trimStart()
  }
  return words
}

function unquoted(quoted: string): string {
  const pieces = quoted.match(/'[^']*'|"(?:[^"\\]|\\[^])*"|\\[^]|[^\s'"\\]+/g) ?? []
  return pieces.map(unquotedPiece).join('')
}

function unquotedPiece(piece: string): string {
  if (piece.startsWith("'")) return piece.slice(1, -1)
  if (piece.startsWith('"')) return piece.slice(1, -1).replace(/\\(["\\])/g, '$1')
  return piece.startsWith('\\') ? piece.slice(1) : piece
}

function fault(what: string, why: string): OpsError {
  return new OpsError('OPS_USAGE', `${what} is not a command: ${why}`, {failure: 'usage'})
}
