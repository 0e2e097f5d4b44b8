import type {Document, LineCounter, Node} from 'yaml'
import {OpsError} from '../shared/errors.js'
import type {Environment} from '../shared/machine.js'
import {isSecretName} from '../shared/secret-names.js'
import {yamlPackage} from './yaml-package.js'

/** What all values of one file share. */
export interface YamlSource {
  /** How messages name the file. */
  readonly file: string
  /** What `${NAME}` is filled from; undefined in files of others, where it stands for itself. */
  readonly env: Environment | undefined
  readonly document: Document
  readonly positions: LineCounter
}

/** Where a value hangs, and where in the file to point if it has no place of its own (`key:` without a value). */
interface YamlPlace {
  readonly path: string
  readonly offset: number
}

/** A place in a file, both from 1 on. */
export interface YamlPosition {
  readonly line: number
  readonly column: number
}

/** One key of a mapping: its name, where the name stands, and its value. */
export interface YamlEntry {
  readonly key: string
  readonly at: YamlValue
  readonly value: YamlValue
}

const kindWords = {
  plain: 'a plain value',
  list: 'a list',
  mapping: 'keys and values',
  nothing: 'nothing',
} as const

/** One value of a YAML file that knows its place, so that whoever refuses it can say where it stands. */
export class YamlValue {
  /** Where it hangs, e.g. `profiles[0].role`; empty at the top. */
  readonly path: string
  readonly #source: YamlSource
  readonly #node: unknown
  readonly #offset: number

  constructor(source: YamlSource, node: unknown, {path, offset}: YamlPlace = {path: '', offset: 0}) {
    this.path = path
    this.#source = source
    this.#offset = (node as Node | null | undefined)?.range?.[0] ?? offset
    this.#node = yamlPackage().isAlias(node) ? node.resolve(source.document) : node
  }

  /**
   * The text of a plain value as it was written, so that `000000000012` keeps its zeros, with every `${NAME}` filled from
   * the environment (`$${NAME}` stands for the text itself), but not with what is called like a secret.
   */
  text(): string {
    const node = this.#node
    if (!yamlPackage().isScalar(node)) throw this.trouble(`should be a plain value, not ${this.#kind()}`)
    if (node.value === null) throw this.trouble('has no value')
    const written = typeof node.value === 'string' ? node.value : (node.source ?? '')
    if (this.#source.env === undefined) return written
    return written.replace(/(\$?)\$\{([A-Za-z_]\w*)\}/g, (whole, escaped: string, name: string) =>
      escaped === '' ? this.#variable(name) : whole.slice(1),
    )
  }

  /** The value as JSON would have it, `${NAME}` untouched. */
  json(): unknown {
    const node = this.#node
    const {isNode, isScalar} = yamlPackage()
    if (isScalar(node)) return node.value
    return isNode(node) ? node.toJS(this.#source.document) : null
  }

  /** Whether it is a plain value, a list or a mapping; `nothing` for a key without one. */
  get kind(): 'plain' | 'list' | 'mapping' | 'nothing' {
    if (yamlPackage().isSeq(this.#node)) return 'list'
    if (yamlPackage().isMap(this.#node)) return 'mapping'
    return isNothing(this.#node) ? 'nothing' : 'plain'
  }

  items(): readonly YamlValue[] {
    const node = this.#node
    if (!yamlPackage().isSeq(node)) throw this.trouble(`should be a list, not ${this.#kind()}`)
    return node.items.map((item, index) => this.#child(item, `${this.path}[${index}]`))
  }

  entries(): readonly YamlEntry[] {
    const node = this.#node
    if (!yamlPackage().isMap(node)) throw this.trouble(`should hold keys and values, not ${this.#kind()}`)
    return node.items.map((pair) => {
      const at = this.#child(pair.key, this.path)
      const key = at.text()
      return {key, at, value: at.#child(pair.value, this.path === '' ? key : `${this.path}.${key}`)}
    })
  }

  /** Where it stands in the file, both from 1 on. */
  get place(): YamlPosition {
    return positionOf(this.#source.positions, this.#offset)
  }

  /** An error that begins with `file:line:column: path:`. */
  trouble(what: string): OpsError {
    return yamlError(this.#source, this.#offset, this.path === '' ? what : `${this.path}: ${what}`)
  }

  #child(node: unknown, path: string): YamlValue {
    return new YamlValue(this.#source, node, {path, offset: this.#offset})
  }

  #variable(name: string): string {
    // Whatever a file holds may be printed, or sent; and the file may be a stranger's.
    if (isSecretName(name))
      throw this.trouble(
        `${name} is called like a secret, and what a file holds may be printed or sent: only a key that takes a reference takes it, as env:${name}`,
      )
    const value = this.#source.env?.[name]
    if (value !== undefined) return value
    const {code, message, failure} = this.trouble(`the variable ${name} is not set`)
    throw new OpsError(code, message, {failure, next: `read -r ${name} && export ${name}`})
  }

  #kind(): string {
    return kindWords[this.kind]
  }
}

/** A usage error at an offset of the file. */
export function yamlError(
  {file, positions}: Pick<YamlSource, 'file' | 'positions'>,
  offset: number,
  what: string,
): OpsError {
  const {line, column} = positionOf(positions, offset)
  return new OpsError('OPS_YAML', `${file}:${line}:${column}: ${what}`, {failure: 'usage'})
}

function positionOf(positions: LineCounter, offset: number): YamlPosition {
  const {line, col} = positions.linePos(offset)
  return {line: Math.max(line, 1), column: Math.max(col, 1)}
}

function isNothing(node: unknown): boolean {
  return node === null || node === undefined || (yamlPackage().isScalar(node) && node.value === null)
}
