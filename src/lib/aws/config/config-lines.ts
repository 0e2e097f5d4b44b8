import {OpsError} from '../../shared/errors.js'
import {shellPath} from '../../shared/shell-word.js'

/*
 * The line model of an AWS config file. Joining the lines gives the file back byte for byte; what a line means follows
 * Python's RawConfigParser, by which the AWS CLI and boto3 read: a line indented deeper than its key continues the value,
 * a comment has a line of its own, `#` and `;` inside a value belong to it.
 */

/** A file as its lines, each with its own line ending. */
export interface ConfigLines {
  /** How messages name the file, e.g. `~/.aws/config`. */
  readonly path: string
  readonly lines: readonly string[]
  readonly sections: readonly Section[]
}

export interface Section {
  /** What stands between the brackets. */
  readonly header: string
  /** Index of the header's line. */
  readonly at: number
  /** Index behind the section's last line. */
  readonly end: number
}

/** One `key = value` with its continuation lines. */
export interface Entry {
  /** Lower case, as the AWS CLI compares it. */
  readonly key: string
  /** Without surrounding blanks; continuation lines are joined by line feeds. */
  readonly value: string
  /** Index of the key's line. */
  readonly at: number
  /** Index behind the last line that holds part of the value. */
  readonly end: number
}

/**
 * Splits a file into sections. Section bodies are not read: a file with hundreds of profiles costs one pass over its lines.
 * @throws OpsError OPS_CONFIG_BROKEN with file and line where the AWS CLI would refuse the whole file
 */
export function splitConfig(text: string, path: string): ConfigLines {
  if (text.startsWith('\uFEFF')) {
    throw brokenConfig({path}, 0, 'the file begins with a byte order mark; save it without')
  }
  const lines = splitLines(text)
  const starts: {readonly header: string; readonly at: number}[] = []
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    const kind = kindOf(line)
    const start = starts.at(-1)
    if (kind === 'nothing' || (kind === 'key' && start !== undefined && isPair(line))) continue
    if (kind === 'indented' && continues({lines, path}, start?.at, at)) continue
    const header = kind === 'key' ? undefined : readHeader(line)
    if (header !== undefined) starts.push({header, at})
    else refuseJunk({lines, path}, at, start !== undefined)
  }
  const sections = starts.map((start, index) => ({...start, end: starts[index + 1]?.at ?? lines.length}))
  return {path, lines, sections}
}

/**
 * The entries of one section, in order, duplicates included.
 * @throws OpsError OPS_CONFIG_BROKEN at a line without a key
 */
export function readEntries(file: ConfigLines, section: Section): readonly Entry[] {
  return walkEntries(file, section.at + 1, section.end).entries
}

/** `~/.aws/config:12`, for messages. */
export function placeOf(file: Pick<ConfigLines, 'path'>, at: number): string {
  return `${file.path}:${at + 1}`
}

/** A file that the AWS CLI could not read either; the next command opens it at the line. */
export function brokenConfig(file: Pick<ConfigLines, 'path'>, at: number, trouble: string): OpsError {
  return brokenAt(placeOf(file, at), trouble)
}

/** The same for a place that is already written out, e.g. a profile's. */
export function brokenAt(place: string, trouble: string): OpsError {
  const [, path = place, line = '1'] = /^(.*):(\d+)$/s.exec(place) ?? []
  return new OpsError('OPS_CONFIG_BROKEN', `${place}: ${trouble}`, {
    next: `\${EDITOR:-vi} +${line} ${shellPath(path)}`,
  })
}

/** Every line with its ending. By hand, since the credential helper waits for it: a pattern takes three times as long. */
function splitLines(text: string): string[] {
  if (text.includes('\r')) return text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? []
  const lines: string[] = []
  for (let from = 0; from < text.length;) {
    const end = text.indexOf('\n', from) + 1 || text.length
    lines.push(text.slice(from, end))
    from = end
  }
  return lines
}

/** What a line may be by its first character alone. */
function kindOf(line: string): 'nothing' | 'header' | 'indented' | 'key' {
  switch (line[0]) {
    case '#':
    case ';':
    case '\r':
    case '\n':
      return 'nothing'
    case '[':
      return 'header'
    case ' ':
    case '\t':
      return line.trim() === '' ? 'nothing' : 'indented'
    default:
      return 'key'
  }
}

type Lines = Pick<ConfigLines, 'path' | 'lines'>

interface OpenEntry {
  readonly key: string
  readonly parts: string[]
  readonly at: number
  end: number
}

function walkEntries(
  file: Lines,
  from: number,
  to: number,
): {readonly entries: readonly Entry[]; readonly indent: number} {
  const open: OpenEntry[] = []
  let indent = 0
  for (let at = from; at < to; at++) {
    const line = file.lines[at] ?? ''
    const text = line.trim()
    const last = open.at(-1)
    if (isComment(text)) continue
    if (text === '') {
      last?.parts.push('')
    } else if (last && indentOf(line) > indent) {
      last.parts.push(text)
      last.end = at + 1
    } else {
      indent = indentOf(line)
      open.push(openEntry(file, at))
    }
  }
  return {
    entries: open.map(({key, parts, at, end}) => ({key, value: parts.join('\n').trimEnd(), at, end})),
    indent,
  }
}

function openEntry(file: Lines, at: number): OpenEntry {
  const [, key = '', value = ''] = /^\s*(.*?)\s*[=:]\s*(.*?)\s*$/s.exec(file.lines[at] ?? '') ?? []
  if (key === '') throw brokenConfig(file, at, 'this line is neither a section, a comment nor "key = value"')
  return {key: key.toLowerCase(), parts: [value], at, end: at + 1}
}

/** Whether the indented line `at` goes on with a value begun above it, so that even `[x]` in it is no header. */
function continues(file: Lines, sectionAt: number | undefined, at: number): boolean {
  const line = file.lines[at] ?? ''
  if (sectionAt === undefined || isComment(line.trim())) return isComment(line.trim())
  if (!line.trim().startsWith('[')) return true
  const {entries, indent} = walkEntries(file, sectionAt + 1, at)
  return entries.length > 0 && indentOf(line) > indent
}

function readHeader(line: string): string | undefined {
  return /^\s*\[(.+)\]/.exec(line)?.[1]
}

function refuseJunk(file: Lines, at: number, insideSection: boolean): void {
  const text = (file.lines[at] ?? '').trim()
  if (text === '' || isComment(text) || (insideSection && isPair(text) && !text.startsWith('['))) return
  if (text.startsWith('[')) throw brokenConfig(file, at, 'this section header is not closed by "]"')
  if (!insideSection) throw brokenConfig(file, at, 'this line stands before the first [section]')
  throw brokenConfig(file, at, 'this line is neither a section, a comment nor "key = value"')
}

function isPair(line: string): boolean {
  return line.includes('=') || line.includes(':')
}

function isComment(trimmed: string): boolean {
  return trimmed.startsWith('#') || trimmed.startsWith(';')
}

function indentOf(line: string): number {
  return line.search(/\S/)
}
