import type {ConfigLines, Entry} from './config-lines.js'

/** The lines of a file with changes noted beside them; joined, everything not noted is given back as it was. */
export class LinePieces {
  readonly #lines: readonly string[]
  readonly #changed = new Map<number, string>()
  readonly #inserted = new Map<number, string[]>()
  readonly #appended: string[] = []
  readonly #eol: string
  /** The file has no final line ending, and keeps that habit. */
  readonly #isUnended: boolean

  constructor({lines}: ConfigLines) {
    const last = lines.at(-1)
    this.#eol = endingOf(lines[0]) || '\n'
    this.#isUnended = last !== undefined && endingOf(last) === ''
    this.#lines = this.#isUnended ? [...lines.slice(0, -1), `${last ?? ''}${this.#eol}`] : lines
  }

  /** Another value behind the key as it is written; lines that continued the old value go, comments among them stay. */
  replace(entry: Entry, value: string): void {
    const line = this.#lines[entry.at]
    const written = /^\s*[^=:]*[=:][ \t]*/.exec(line ?? '')?.[0] ?? ''
    const gap = /\s[=:]$/.test(written) ? ' ' : ''
    this.remove(entry)
    this.#changed.set(entry.at, written + gap + value + endingOf(line))
  }

  /** Takes a key away with every line of its value; comments among them stay. */
  remove(entry: Entry): void {
    for (let at = entry.at; at < entry.end; at++)
      if (!/^\s*([#;]|$)/.test(this.#lines[at] ?? '')) this.#changed.set(at, '')
  }

  /** New lines before line `at`. */
  insert(at: number, lines: readonly string[]): void {
    this.#inserted.set(at, [...this.#insertedAt(at), ...lines.map((line) => line + this.#eol)])
  }

  /** A new section at the end, behind a blank line. */
  append(section: readonly string[]): void {
    const above = this.#appended.at(-1) ?? this.#lines.at(-1)
    const lines = above === undefined || above.trim() === '' ? section : ['', ...section]
    this.#appended.push(...lines.map((line) => line + this.#eol))
  }

  join(): string {
    const kept = this.#lines.flatMap((line, at) => [...this.#insertedAt(at), this.#changed.get(at) ?? line])
    const text = [...kept, ...this.#insertedAt(this.#lines.length), ...this.#appended].join('')
    return this.#isUnended && text.endsWith(this.#eol) ? text.slice(0, -this.#eol.length) : text
  }

  #insertedAt(at: number): readonly string[] {
    return this.#inserted.get(at) ?? []
  }
}

function endingOf(line: string | undefined): string {
  return /[\r\n]*$/.exec(line ?? '')?.[0] ?? ''
}
