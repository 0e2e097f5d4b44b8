import type {JsonValue} from '../../../shared/json.js'

/*
 * What group rules are written in: the part of Okta's expression language that rules of small companies use.
 *
 *   user.department == "Deck"    String.stringContains(user.email, "@halyard.")    isMemberOfAnyGroup("00g...")
 *   joined by and, or, && and ||, turned around by ! and not, in parentheses
 */

/** Whose attributes and groups an expression asks about. */
export interface RuleSubject {
  readonly attribute: (name: string) => JsonValue | undefined
  readonly groupIds: readonly string[]
  readonly groupNames: readonly string[]
}

export type RuleTest = (subject: RuleSubject) => boolean

/** An expression the sandbox cannot read. */
export class UnreadableExpression extends Error {
  override readonly name = 'UnreadableExpression'
}

type Term = (subject: RuleSubject) => JsonValue | undefined

const tokenPattern =
  /\s*(?:(?<text>"[^"]*"|'[^']*')|(?<word>[A-Za-z_][\w.]*)|(?<number>-?\d+(?:\.\d+)?)|(?<sign>==|!=|&&|\|\||[!(),]))/y

const functions: Readonly<Record<string, (subject: RuleSubject, args: readonly string[]) => boolean>> = {
  'String.stringContains': (_, [text = '', part = '']) => text.includes(part),
  'String.startsWith': (_, [text = '', start = '']) => text.startsWith(start),
  isMemberOfAnyGroup: ({groupIds}, ids) => ids.some((id) => groupIds.includes(id)),
  isMemberOfGroup: ({groupIds}, [id = '']) => groupIds.includes(id),
  isMemberOfGroupName: ({groupNames}, [name = '']) => groupNames.includes(name),
  isMemberOfGroupNameStartsWith: ({groupNames}, [start = '']) =>
    groupNames.some((name) => name.startsWith(start)),
}

/**
 * The test that `expression` describes.
 * @throws UnreadableExpression
 */
export function parseExpression(expression: string): RuleTest {
  const reader = new Reader(tokensOf(expression))
  const test = either(reader)
  if (!reader.isAtEnd) throw new UnreadableExpression(`unexpected ${reader.peek}`)
  return test
}

class Reader {
  readonly #tokens: readonly string[]
  #at = 0

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens
  }

  get peek(): string {
    return this.#tokens[this.#at] ?? ''
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#tokens.length
  }

  next(): string {
    const token = this.peek
    this.#at += 1
    return token
  }

  takes(...tokens: readonly string[]): boolean {
    if (!tokens.includes(this.peek.toLowerCase())) return false
    this.#at += 1
    return true
  }

  expect(token: string): void {
    if (this.next() !== token) throw new UnreadableExpression(`expected ${token}`)
  }
}

function tokensOf(expression: string): readonly string[] {
  const tokens: string[] = []
  tokenPattern.lastIndex = 0
  const text = expression.trimEnd()
  while (tokenPattern.lastIndex < text.length) {
    const from = tokenPattern.lastIndex
    const found = tokenPattern.exec(text)
    if (found === null) throw new UnreadableExpression(`cannot read it from character ${from + 1}`)
    tokens.push(found[0].trim())
  }
  return tokens
}

function either(reader: Reader): RuleTest {
  const parts = [both(reader)]
  while (reader.takes('or', '||')) parts.push(both(reader))
  return (subject) => parts.some((part) => part(subject))
}

function both(reader: Reader): RuleTest {
  const parts = [single(reader)]
  while (reader.takes('and', '&&')) parts.push(single(reader))
  return (subject) => parts.every((part) => part(subject))
}

function single(reader: Reader): RuleTest {
  if (reader.takes('!', 'not')) {
    const turned = single(reader)
    return (subject) => !turned(subject)
  }
  if (reader.takes('(')) {
    const inner = either(reader)
    reader.expect(')')
    return inner
  }
  const left = term(reader)
  if (reader.takes('==', 'eq')) {
    const right = term(reader)
    return (subject) => left(subject) === right(subject)
  }
  if (reader.takes('!=', 'ne')) {
    const right = term(reader)
    return (subject) => left(subject) !== right(subject)
  }
  return (subject) => left(subject) === true
}

function term(reader: Reader): Term {
  const token = reader.next()
  if (/^["']/.test(token)) return () => token.slice(1, -1)
  if (/^-?\d/.test(token)) return () => Number(token)
  if (token === 'true' || token === 'false') return () => token === 'true'
  if (token === 'null') return () => undefined
  if (token.startsWith('user.')) {
    const name = token.slice('user.'.length)
    return (subject) => subject.attribute(name) ?? undefined
  }
  const call = Object.hasOwn(functions, token) ? functions[token] : undefined
  if (call === undefined)
    throw new UnreadableExpression(`unknown word ${token === '' ? 'at the end' : token}`)
  const args = argumentsOf(reader)
  return (subject) =>
    call(
      subject,
      args.map((arg) => textOf(arg(subject))),
    )
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : ''
}

function argumentsOf(reader: Reader): readonly Term[] {
  reader.expect('(')
  const terms = [term(reader)]
  while (reader.takes(',')) terms.push(term(reader))
  reader.expect(')')
  return terms
}
