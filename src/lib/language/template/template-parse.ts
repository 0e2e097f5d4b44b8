import type {JsonValue} from '../../shared/json.js'
import {readLiteral, readPath} from '../filter/filter-parse.js'
import {Scanner} from '../filter/filter-scan.js'
import type {Literal, ValuePath} from '../filter/filter-tree.js'
import {compilePath} from '../filter/path-value.js'
import {makeStep, type TemplateStep} from './template-filters.js'

/** `${{ path | filter | filter }}`, made ready to be filled in. */
export interface Placeholder {
  /** The path as it is written, for messages. */
  readonly path: string
  readonly read: (value: JsonValue) => JsonValue | undefined
  readonly steps: readonly TemplateStep[]
}

/** Text with placeholders; nothing in it is a program. */
export interface Template {
  /** The flag or YAML key it came from. */
  readonly what: string
  readonly parts: readonly (string | Placeholder)[]
}

const opening = '${{'

/**
 * Reads a text with `${{ path | filter }}` placeholders; `$${{` stands for the three characters themselves. Paths are those
 * of filters, `target[type eq "User"].alternateId` included.
 * @param what the flag or YAML key, for messages
 * @throws OpsError OPS_TEMPLATE (usage) with a caret, for an unknown filter, a placeholder that is not closed, a bad path
 */
export function parseTemplate(text: string, what: string): Template {
  const parts: (string | Placeholder)[] = []
  let literal = ''
  let at = 0
  for (;;) {
    const open = text.indexOf(opening, at)
    if (open === -1) break
    if (open > at && text[open - 1] === '$') {
      literal += text.slice(at, open - 1) + opening
      at = open + opening.length
      continue
    }
    literal += text.slice(at, open)
    if (literal !== '') parts.push(literal)
    literal = ''
    const {placeholder, end} = readPlaceholder({text, what}, open)
    parts.push(placeholder)
    at = end
  }
  literal += text.slice(at)
  return {what, parts: literal === '' ? parts : [...parts, literal]}
}

function readPlaceholder(
  {text, what}: {readonly text: string; readonly what: string},
  open: number,
): {readonly placeholder: Placeholder; readonly end: number} {
  const scanner = new Scanner({text, what, code: 'OPS_TEMPLATE', offset: open + opening.length})
  if (scanner.peek().kind === 'end') throw scanner.fault(`this ${opening} is never closed`, open)
  const path = readPath(scanner, 0)
  const steps: TemplateStep[] = []
  while (scanner.takeMark('|')) steps.push(readStep(scanner))
  const close = scanner.takeMark('}}')
  if (close) {
    const written = text.slice(path.at.start, path.at.end)
    return {placeholder: {path: written, read: lazily(path), steps}, end: close.end}
  }
  const next = scanner.peek()
  if (next.kind === 'end') throw scanner.fault(`this ${opening} is never closed`, open)
  throw scanner.fault(
    `${next.text} is not expected here: | and a filter, or }} ends the placeholder`,
    next.start,
  )
}

/** Made ready when it is first filled in: a start reads many, and fills in none. */
function lazily(path: ValuePath): Placeholder['read'] {
  let compiled: Placeholder['read'] | undefined
  return (value) => (compiled ??= compilePath(path))(value)
}

function readStep(scanner: Scanner): TemplateStep {
  const token = scanner.take()
  if (token.kind !== 'word') throw scanner.fault('a filter is missing here, such as first', token.start)
  const next = scanner.peek()
  let argument: {readonly value: Literal; readonly start: number} | undefined
  if (next.kind === 'string' || next.kind === 'number' || next.kind === 'word')
    argument = {value: readLiteral(scanner).value, start: next.start}
  const made = makeStep(token.text, argument?.value)
  if (typeof made === 'function') return made
  throw scanner.fault(made.reason, made.inArgument ? (argument?.start ?? next.start) : token.start)
}
