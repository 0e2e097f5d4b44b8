import {connectives, operatorNamed, unknownOperator, type Operator} from './filter-operators.js'
import {Scanner, type Token} from './filter-scan.js'
import type {Comparison, Filter, Literal, PathStep, Span, ValuePath} from './filter-tree.js'
import {dateFault} from './published-date.js'

const longest = 10_000
/** Parentheses, brackets and `not` inside each other; also what keeps every walk over a tree from overflowing the stack. */
const deepest = 64

/**
 * Reads a filter in Okta's SCIM language (RFC 7644, 3.4.2.2, and Okta's core-okta-api page) with two extensions of ours,
 * `attribute in [...]` and `attribute[...]`. Takes time in proportion to the text.
 * @param what the flag or YAML key, for messages
 * @throws OpsError OPS_FILTER (usage) with the text and a caret under the fault
 */
export function parseFilter(text: string, what: string): Filter {
  const scanner = new Scanner({text, what, code: 'OPS_FILTER'})
  if (text.length > longest) throw scanner.fault(`a filter has at most ${longest} characters`, longest)
  if (scanner.peek().kind === 'end') throw scanner.fault('the filter is empty', 0)
  const filter = readAny(scanner, 0)
  const rest = scanner.peek()
  if (rest.kind !== 'end') throw scanner.fault(unexpected(rest), rest.start)
  return filter
}

/**
 * Reads a path and nothing else, such as `target[type eq "User"].alternateId`.
 * @throws OpsError OPS_FILTER (usage) with the text and a caret under the fault
 */
export function parsePath(text: string, what: string): ValuePath {
  const scanner = new Scanner({text, what, code: 'OPS_FILTER'})
  const path = readPath(scanner, 0)
  const rest = scanner.peek()
  if (rest.kind !== 'end') throw scanner.fault(`${rest.text} is not expected in a path`, rest.start)
  return path
}

/** a or b or c */
function readAny(scanner: Scanner, depth: number): Filter {
  return readJoined(scanner, {kind: 'or', part: readEvery, depth})
}

/** a and b and c */
function readEvery(scanner: Scanner, depth: number): Filter {
  return readJoined(scanner, {kind: 'and', part: readOne, depth})
}

function readJoined(
  scanner: Scanner,
  {kind, part, depth}: {readonly kind: 'and' | 'or'; readonly part: typeof readOne; readonly depth: number},
): Filter {
  const first = part(scanner, depth)
  const parts = [first]
  let last = first
  while (scanner.takeWord(kind)) parts.push((last = part(scanner, depth)))
  return parts.length === 1 ? first : {kind, parts, at: {start: first.at.start, end: last.at.end}}
}

function readOne(scanner: Scanner, depth: number): Filter {
  const not = scanner.takeWord('not')
  if (not) {
    const inner = deeper(scanner, {depth, at: not})
    const part = readGroup(scanner, inner) ?? readOne(scanner, inner)
    return {kind: 'not', part, at: {start: not.start, end: part.at.end}}
  }
  const token = scanner.peek()
  if (token.kind === 'mark' && token.text === '(') {
    const group = readGroup(scanner, deeper(scanner, {depth, at: token}))
    if (group) return group
  }
  return readTest(scanner, depth)
}

/** A filter in parentheses; undefined when the next token opens none. */
function readGroup(scanner: Scanner, depth: number): Filter | undefined {
  const open = scanner.takeMark('(')
  if (!open) return undefined
  const filter = readAny(scanner, depth)
  close(scanner, {open, mark: ')'})
  return filter
}

function readTest(scanner: Scanner, depth: number): Filter {
  const path = readPath(scanner, depth)
  const token = scanner.peek()
  if (path.steps.at(-1)?.where !== undefined && endsTest(token)) return {kind: 'some', path, at: path.at}
  const {operator, operatorAt} = readOperator(scanner, token)
  if (operator === 'pr') return {kind: 'present', path, at: {start: path.at.start, end: operatorAt.end}}
  if (operator === 'in') return readList(scanner, {path, operatorAt})
  const {value, at: valueAt} = readLiteral(scanner)
  checkKind(scanner, {operator, value, at: valueAt})
  const fault = looksIntoText(operator) ? undefined : dateFault(path, value)
  if (fault !== undefined) throw scanner.fault(fault, valueAt.start)
  return {
    kind: 'compare',
    path,
    operator,
    value,
    operatorAt,
    valueAt,
    at: {start: path.at.start, end: valueAt.end},
  }
}

function readOperator(
  scanner: Scanner,
  token: Token,
): {readonly operator: Operator; readonly operatorAt: Span} {
  if (endsTest(token)) throw scanner.fault('an operator is missing here, such as eq', token.start)
  const operator = token.kind === 'word' ? operatorNamed(token.text) : undefined
  if (operator === undefined) throw scanner.fault(unknownOperator(token.text), token.start)
  scanner.take()
  return {operator, operatorAt: spanOf(token)}
}

/** `in ["a", "b"]` */
function readList(
  scanner: Scanner,
  {path, operatorAt}: {readonly path: ValuePath; readonly operatorAt: Span},
): Filter {
  const open = scanner.takeMark('[')
  if (!open) throw scanner.fault('in wants a list such as ["a", "b"]', scanner.peek().start)
  const readValue = (): Literal => {
    const {value, at} = readLiteral(scanner)
    const fault = dateFault(path, value)
    if (fault !== undefined) throw scanner.fault(fault, at.start)
    return value
  }
  const values = [readValue()]
  while (scanner.takeMark(',')) values.push(readValue())
  const end = close(scanner, {open, mark: ']'}).end
  return {kind: 'in', path, values, operatorAt, at: {start: path.at.start, end}}
}

/**
 * Reads a path such as `target[type eq "User"].alternateId`.
 * @param depth how many parentheses, brackets and `not` are around it
 */
export function readPath(scanner: Scanner, depth: number): ValuePath {
  const token = scanner.take()
  if (token.kind !== 'word' || isConnective(token))
    throw scanner.fault(
      token.kind === 'end' ? 'an attribute is missing here' : `${token.text} is not an attribute`,
      token.start,
    )
  const steps: PathStep[] = token.text.split('.').map((name) => ({name}))
  let end = token.end
  for (;;) {
    const open = scanner.takeMark('[')
    if (!open) break
    const where = readAny(scanner, deeper(scanner, {depth, at: open}))
    end = close(scanner, {open, mark: ']'}).end
    steps.push({name: steps.pop()?.name ?? '', where})
    const more = scanner.peek()
    if (more.kind !== 'dotted' || more.start !== end) break
    scanner.take()
    end = more.end
    steps.push(
      ...more.text
        .slice(1)
        .split('.')
        .map((name) => ({name})),
    )
  }
  return {steps, at: {start: token.start, end}}
}

/** Reads a text, a number, true, false or null. */
export function readLiteral(scanner: Scanner): {readonly value: Literal; readonly at: Span} {
  const token = scanner.take()
  const at = spanOf(token)
  if (token.value !== undefined) return {value: token.value, at}
  const named = token.kind === 'word' ? constants.get(token.text.toLowerCase()) : undefined
  if (named !== undefined) return {value: named, at}
  throw scanner.fault(notAValue(token), token.start)
}

const connectiveWords = ['and', 'or', 'not']
const constants = new Map<string, Literal>([
  ['true', true],
  ['false', false],
  ['null', null],
])

function notAValue({kind, text}: Token): string {
  if (kind === 'word' && !connectiveWords.includes(text.toLowerCase()))
    return `a text goes in double quotes: "${text}"`
  if (/^['“”„‘’«]/u.test(text)) return 'a text goes in straight double quotes'
  return 'a value is missing here: a text in double quotes, a number, true, false or null'
}

/** co, sw and ew look into texts; gt, ge, lt and le need an order. */
function checkKind(
  scanner: Scanner,
  {operator, value, at}: {readonly operator: Comparison; readonly value: Literal; readonly at: Span},
): void {
  if (operator === 'eq' || operator === 'ne' || typeof value === 'string') return
  if (looksIntoText(operator)) throw scanner.fault(`${operator} wants a text in double quotes`, at.start)
  if (typeof value !== 'number') throw scanner.fault(`${operator} wants a number, a text or a date`, at.start)
}

function looksIntoText(operator: Operator): boolean {
  return operator === 'co' || operator === 'sw' || operator === 'ew'
}

function close(scanner: Scanner, {open, mark}: {readonly open: Token; readonly mark: string}): Token {
  const token = scanner.takeMark(mark)
  if (token) return token
  const next = scanner.peek()
  if (next.kind === 'end') throw scanner.fault(`this ${open.text} is never closed`, open.start)
  throw scanner.fault(unexpected(next, mark), next.start)
}

function deeper(scanner: Scanner, {depth, at}: {readonly depth: number; readonly at: Token}): number {
  if (depth < deepest) return depth + 1
  throw scanner.fault(`more than ${deepest} parentheses, brackets and nots inside each other`, at.start)
}

/** What may stand where a condition has ended, or nothing does. */
function unexpected(token: Token, mark?: string): string {
  const {kind, text} = token
  const connective = Object.hasOwn(connectives, text) ? connectives[text] : undefined
  if (connective !== undefined) return `write ${connective} between two conditions`
  if (kind === 'mark' && (text === ')' || text === ']')) return `no ${text === ')' ? '(' : '['} is open here`
  return `${text} is not expected here: ${mark === undefined ? '' : `${mark}, `}and or or joins two conditions`
}

function endsTest(token: Token): boolean {
  return (
    token.kind === 'end' ||
    (token.kind === 'mark' && token.text !== '(' && token.text !== '[') ||
    isConnective(token)
  )
}

function isConnective({kind, text}: Token): boolean {
  return kind === 'word' && text.length <= 3 && connectiveWords.includes(text.toLowerCase())
}

function spanOf({start, end}: Token): Span {
  return {start, end}
}
