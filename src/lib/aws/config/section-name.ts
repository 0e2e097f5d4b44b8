/** The sections AWS tools give a meaning to. */
export type SectionKind = 'profile' | 'sso-session' | 'services'

/** Who a section is about: `[profile dev]` -> {kind: 'profile', name: 'dev'}. */
export interface SectionName {
  readonly kind: SectionKind
  readonly name: string
}

const kinds: readonly string[] = ['profile', 'sso-session', 'services'] satisfies readonly SectionKind[]

/**
 * What a config file's header names, split into words like a shell does (botocore uses shlex). Undefined: a section no AWS
 * tool knows, or one that does not split into two words, which botocore drops without a word.
 */
export function readSectionName(header: string): SectionName | undefined {
  if (header === 'default') return {kind: 'profile', name: 'default'}
  const plain = readPlainName(header)
  if (plain !== undefined) return plain
  const [kind, name, ...rest] = splitWords(header) ?? []
  return isKind(kind) && name !== undefined && rest.length === 0 ? {kind, name} : undefined
}

/** The header we write for it; names are unquoted, so they must be in the safe subset (names.ts). */
export function writeSectionName({kind, name}: SectionName): string {
  return kind === 'profile' && name === 'default' ? 'default' : `${kind} ${name}`
}

function isKind(word: string | undefined): word is SectionKind {
  return word !== undefined && kinds.includes(word)
}

/** Nearly every header is two plain words, and the credential helper reads them all: those are not taken apart. */
function readPlainName(header: string): SectionName | undefined {
  const gap = header.indexOf(' ')
  const kind = header.slice(0, gap)
  const name = header.slice(gap + 1)
  return isKind(kind) && /^[\w.-]+$/.test(name) ? {kind, name} : undefined
}

/** POSIX words with quotes and backslashes; undefined when a quote is never closed. */
function splitWords(text: string): string[] | undefined {
  if (!/["'\\]/.test(text)) return text.trim().split(/\s+/)
  const words: string[] = []
  const word = /\s*((?:[^\s"'\\]|\\.|'[^']*'|"(?:[^"\\]|\\.)*")+)\s*/sy
  while (word.lastIndex < text.length) {
    const found = word.exec(text)?.[1]
    if (found === undefined) return undefined
    words.push(found.replace(/\\(.)|'([^']*)'|"((?:[^"\\]|\\.)*)"/gs, unquote))
  }
  return words
}

function unquote(
  _: string,
  ...[escaped, single, double]: readonly [string | undefined, string | undefined, string | undefined]
): string {
  return escaped ?? single ?? (double ?? '').replace(/\\(["\\])/g, '$1')
}
