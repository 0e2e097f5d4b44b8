import type {OpsCode} from '../../shared/errors.js'
import {faultError} from '../text-fault.js'
import type {Span} from './filter-tree.js'

/**
 * One piece of a text. `word` is a name or dotted names, `dotted` the same after a dot, `mark` a bracket, comma or pipe,
 * `symbol` a run of characters that mean nothing here.
 */
export interface Token extends Span {
  readonly kind: 'word' | 'dotted' | 'string' | 'number' | 'mark' | 'symbol' | 'end'
  readonly text: string
  /** What a string or number stands for. */
  readonly value?: string | number
}

const space = /[ \t\r\n]*/y
const word = /[A-Za-z_$][\w$-]*(?:\.[\w$-]+)*/y
const dotted = /(?:\.[\w$-]+)+/y
const numeral = /[-\d][\w.:+-]*/y
const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
const mark = /\}\}|[()[\],|]/y
const symbol = /[=!<>&~]+|[^]/uy
/** In the order in which they are tried. */
const kinds = [
  {kind: 'word', pattern: word},
  {kind: 'dotted', pattern: dotted},
  {kind: 'number', pattern: numeral},
  {kind: 'mark', pattern: mark},
  {kind: 'symbol', pattern: symbol},
] as const
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

export interface ScanSource {
  readonly text: string
  /** The flag or YAML key the text came from, for messages. */
  readonly what: string
  readonly code: OpsCode
  /** Where to begin; the start unless said. */
  readonly offset?: number
}

/** Reads tokens one by one, never a character twice, so that the time grows with the length of the text. */
export class Scanner {
  readonly #source: ScanSource
  #position: number
  #next: Token | undefined

  constructor(source: ScanSource) {
    this.#source = source
    this.#position = source.offset ?? 0
  }

  /** The token to come. */
  peek(): Token {
    this.#next ??= this.#read()
    return this.#next
  }

  take(): Token {
    const token = this.peek()
    this.#next = undefined
    return token
  }

  /** Takes the next token if it is this mark. */
  takeMark(text: string): Token | undefined {
    const {kind, text: found} = this.peek()
    return kind === 'mark' && found === text ? this.take() : undefined
  }

  /** Takes the next token if it is this word, in capitals or not. */
  takeWord(text: string): Token | undefined {
    const {kind, text: found} = this.peek()
    return kind === 'word' && found.toLowerCase() === text ? this.take() : undefined
  }

  /** The usage error that points at `at`. */
  fault(reason: string, at: number): Error {
    const {code, text, what} = this.#source
    return faultError(code, {what, text, at, reason})
  }

  #read(): Token {
    this.#match(space)
    const start = this.#position
    const {text} = this.#source
    if (start >= text.length) return {kind: 'end', text: '', start, end: start}
    if (text[start] === '"') return this.#readString()
    for (const {kind, pattern} of kinds) {
      const found = this.#match(pattern)
      if (found === '') continue
      const token = {kind, text: found, start, end: this.#position}
      return kind === 'number' ? {...token, value: this.#numberOf(token)} : token
    }
    throw new Error('every character is a symbol at least')
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#position
    const found = pattern.exec(this.#source.text)?.[0] ?? ''
    this.#position += found.length
    return found
  }

  #numberOf({text, start}: Token): number {
    const value = number.test(text) ? Number(text) : Number.NaN
    if (Number.isFinite(value)) return value === 0 ? 0 : value // -0 is printed as 0
    throw this.fault(
      /^\d{4}-\d\d/.test(text) ? `a date goes in double quotes: "${text}"` : `${text} is not a number`,
      start,
    )
  }

  #readString(): Token {
    const {text} = this.#source
    const start = this.#position
    let value = ''
    let copied = start + 1
    for (let at = copied; at < text.length; at++) {
      const character = text.charAt(at)
      if (character === '"') {
        this.#position = at + 1
        value += text.slice(copied, at)
        return {kind: 'string', text: text.slice(start, at + 1), value, start, end: at + 1}
      }
      if (character < ' ') throw this.fault('a control character in a text is written as an escape', at)
      if (character !== '\\') continue
      const meant = this.#escapeAt(at)
      value += text.slice(copied, at) + meant.text
      copied = meant.end
      at = copied - 1
    }
    throw this.fault('the double quote is never closed', start)
  }

  #escapeAt(at: number): {readonly text: string; readonly end: number} {
    const {text} = this.#source
    const letter = text.charAt(at + 1)
    if (letter === 'u') {
      const digits = text.slice(at + 2, at + 6)
      if (/^[\dA-Fa-f]{4}$/.test(digits))
        return {text: String.fromCharCode(Number.parseInt(digits, 16)), end: at + 6}
      throw this.fault('\\u wants four hexadecimal digits', at)
    }
    const meant = Object.hasOwn(escapes, letter) ? escapes[letter] : undefined
    if (meant !== undefined) return {text: meant, end: at + 2}
    throw this.fault('not an escape; a backslash itself is written \\\\', at)
  }
}
