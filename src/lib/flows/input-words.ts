import {OpsError} from '../shared/errors.js'
import type {JsonObject, JsonValue} from '../shared/json.js'

type Tree = Map<string, Tree | JsonValue>

/**
 * An input from words: `name=text`, `name:=json` for anything else, and dots in names make objects (`\.` is a dot). What words
 * say goes before what `base` says.
 * @throws OpsError OPS_USAGE for a word that is none, or two that do not go together
 */
export function inputFromWords(words: readonly string[], base: JsonObject = {}): JsonObject {
  const tree: Tree = new Map<string, Tree | JsonValue>()
  for (const word of words) {
    const {path, value} = readWord(word)
    put(tree, path, {value, word})
  }
  return merged(base, tree)
}

function readWord(word: string): {readonly path: readonly string[]; readonly value: JsonValue} {
  const [, name = '', typed = '', text = ''] = /^([^=]*?)(:?)=([^]*)$/.exec(word) ?? []
  const path = name.split(/(?<!\\)\./).map((part) => part.replaceAll('\\.', '.'))
  if (path.some((part) => part === '' || part === '__proto__'))
    throw fault(`${JSON.stringify(nameOf(word))} is not name=text or name:=json`)
  return {path, value: typed === '' ? text : json(name, text)}
}

/** Without the value: it may be a secret. */
function nameOf(word: string): string {
  return word.split('=', 1)[0] ?? ''
}

function json(name: string, text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    throw fault(`the value of ${name}:= is not JSON; ${name}=... takes a text as it is`)
  }
}

function put(
  tree: Tree,
  [name = '', ...below]: readonly string[],
  {value, word}: {readonly value: JsonValue; readonly word: string},
): void {
  const there = tree.get(name)
  if (below.length === 0) {
    if (there !== undefined) throw fault(`${JSON.stringify(nameOf(word))} is given twice`)
    tree.set(name, value)
    return
  }
  if (there !== undefined && !(there instanceof Map))
    throw fault(`${JSON.stringify(nameOf(word))} needs an object where another word puts a value`)
  const branch: Tree = there ?? new Map<string, Tree | JsonValue>()
  tree.set(name, branch)
  put(branch, below, {value, word})
}

function merged(base: JsonObject, tree: Tree): JsonObject {
  const fields = [...tree].map(([name, value]): [string, JsonValue] => {
    if (!(value instanceof Map)) return [name, value]
    const below = Object.hasOwn(base, name) ? base[name] : undefined
    return [name, merged(isObject(below) ? below : {}, value)]
  })
  return {...base, ...Object.fromEntries(fields)}
}

/**
 * The text of an input file.
 * @throws OpsError OPS_FLOW_INPUT, without quoting it
 */
export function inputFromText(text: string, where: string): JsonObject {
  let found: unknown
  try {
    found = JSON.parse(text)
  } catch {
    found = undefined
  }
  if (isObject(found)) return found
  throw new OpsError('OPS_FLOW_INPUT', `${where} is not a JSON object`, {failure: 'usage'})
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function fault(message: string): OpsError {
  return new OpsError('OPS_USAGE', `--input: ${message}`, {failure: 'usage'})
}
