import type {LocalTime} from './local-time.js'
import {cutTo, widthOf} from '../../shared/text-fit.js'
import {atLeast, fillColumn, fitPieces, type Piece} from './pieces.js'
import type {Styles} from '../../shared/styles.js'

/** The texts of an event's line, safe to print; '' where the event does not say. */
export interface EventLine {
  readonly at: LocalTime | undefined
  readonly severity: string
  readonly outcome: string
  readonly who: string
  readonly login: string
  /** What the actor's colour goes by. */
  readonly whoKey: string
  readonly message: string
  readonly reason: string
  readonly eventType: string
  readonly targets: string
  readonly ip: string
  /** City and country. */
  readonly place: string
  readonly uuid: string
  readonly link: string | undefined
  /** What `--fields` asks for. */
  readonly extra: string
}

interface Paper {
  readonly columns: number
  readonly styles: Styles
}

type Layout = (line: EventLine, paper: Paper) => string

const noTime = '--:--:--'
const marks: Readonly<Record<string, string>> = {
  SUCCESS: '✓',
  ALLOW: '✓',
  FAILURE: '✗',
  DENY: '✗',
  RATE_LIMIT: '✗',
  '': ' ',
}
const otherMark = '•'
const shortestMessage = 24

/** When, severity, outcome and who below each other, then everything else as far as the line goes. */
export const flowing: Layout = (line, {columns, styles}) => {
  const whoColumns = columns < 100 ? 16 : 26
  const head: Piece[] = [
    {text: line.at?.time ?? noTime, style: (text) => styles.link(styles.dim(text), line.link)},
    {text: ' '},
    {text: severityLetter(line.severity), style: severityStyle(line.severity, styles)},
    {text: ' '},
    {text: marks[line.outcome] ?? otherMark, style: outcomeStyle(line.outcome, styles)},
    {text: ' '},
  ]
  const {text, width} = fitPieces(head, columns)
  const person = who(line, styles, columns < 100 ? 0 : whoColumns)
  if (columns < 40)
    return text + fitPieces([...person, {text: ' '}, ...flow(line, styles, Infinity)], columns - width).text
  const left = columns - width - whoColumns - 2
  return `${text}${fillColumn(person, whoColumns)}  ${fitPieces(flow(line, styles, left), left).text}`
}

/** Every fact in a column of its own, the wider for what the more columns there are. */
export const wide: Layout = (line, {columns, styles}) => {
  const spare = columns - 150
  const [whoColumns, targetColumns, fromColumns] = [
    26 + Math.min(8, Math.floor(spare / 10)),
    22 + Math.floor(spare / 5),
    22 + Math.min(14, Math.floor(spare / 6)),
  ]
  const used = 8 + 2 + 5 + 1 + 11 + 2 + whoColumns + 2 + 2 + targetColumns + 2 + fromColumns + 2 + 8
  return [
    styles.dim(line.at?.time ?? noTime),
    `${fillColumn([{text: line.severity, style: severityStyle(line.severity, styles)}], 5)} ${fillColumn(outcome(line, styles), 11)}`,
    fillColumn(who(line, styles, whoColumns), whoColumns),
    fillColumn(what(line, styles), columns - used),
    fillColumn(targets(line), targetColumns),
    fillColumn([{text: widthOf(from(line)) > fromColumns ? line.ip : from(line)}], fromColumns),
    styles.link(styles.dim(line.uuid.slice(0, 8)), line.link),
  ]
    .join('  ')
    .trimEnd()
}

/** For files and pipes: nothing is cut off, the date and the whole uuid are there, and columns line up while they can. */
export const open: Layout = (line, {styles}) =>
  [
    line.at === undefined ? `${'-'.repeat(10)} ${noTime}` : `${line.at.date} ${line.at.time}`,
    atLeast([{text: line.severity || '-', style: severityStyle(line.severity, styles)}], 5),
    atLeast([{text: line.outcome || '-', style: outcomeStyle(line.outcome, styles)}], 9),
    atLeast(who(line, styles, Infinity), 26),
    atLeast(what(line, styles), 56),
    atLeast(line.targets === '' ? [{text: '-'}] : targets(line), 26),
    atLeast([{text: from(line) || '-'}], 30),
    styles.link(line.uuid || '-', line.link),
  ].join('  ')

function outcome(line: EventLine, styles: Styles): readonly Piece[] {
  if (line.outcome === '') return []
  return [
    {text: `${marks[line.outcome] ?? otherMark} ${line.outcome}`, style: outcomeStyle(line.outcome, styles)},
  ]
}

/** The name, and the login where both fit. */
function who({who, login, whoKey}: EventLine, styles: Styles, columns: number): readonly Piece[] {
  const name: Piece = {text: who || '-', style: (text) => styles.person(text, whoKey)}
  const more = ` (${login})`
  return login === '' || widthOf(name.text) + widthOf(more) > columns
    ? [name]
    : [name, {text: more, style: styles.dim}]
}

function targets({targets}: EventLine): readonly Piece[] {
  return targets === '' ? [] : [{text: `→ ${targets}`}]
}

function what(line: EventLine, styles: Styles): readonly Piece[] {
  return spaced([
    happened(line, styles),
    extra(line, styles),
    line.message === '' ? [] : [{text: line.eventType, style: styles.dim}],
  ])
}

/**
 * What happened, to whom, from where and the type. Where that is too long, what matters least goes first: the type, the
 * place, the end of the message; a target and an address say more than the last words of a sentence.
 */
function flow(line: EventLine, styles: Styles, columns: number): readonly Piece[] {
  const type = line.message === '' ? '' : line.eventType
  const onWhat = targets(line).map(({text}) => ({text: ` ${text}`}))
  const compose = (place: string, typeText: string, messageColumns: number): readonly Piece[] =>
    spaced([
      [...happened(line, styles, messageColumns), ...onWhat],
      extra(line, styles),
      [{text: place, style: styles.dim}],
      [{text: typeText, style: styles.dim}],
    ])
  for (const [place, typeText] of [
    [from(line), type],
    [from(line), ''],
    [line.ip, ''],
  ] as const) {
    const pieces = compose(place, typeText, Infinity)
    if (widthIn(pieces) <= columns) return pieces
  }
  const others = widthIn(compose(line.ip, '', Infinity)) - widthIn(happened(line, styles))
  return compose(line.ip, '', Math.max(leastFor(line), columns - others))
}

/** A reason in a word, such as INVALID_CREDENTIALS, says more than the whole sentence before it. */
function leastFor({reason}: EventLine): number {
  return /^\w{1,24}$/.test(reason) ? Math.max(shortestMessage, reason.length + 12) : shortestMessage
}

function widthIn(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, {text}) => sum + widthOf(text), 0)
}

function from({ip, place}: EventLine): string {
  return [ip, place].filter((part) => part !== '').join(' ')
}

/** The message, or the type where there is none, with the reason where it did not just work. */
function happened(line: EventLine, styles: Styles, columns = Infinity): readonly Piece[] {
  const text = line.message || line.eventType || '-'
  if (line.reason === '' || line.outcome === 'SUCCESS' || line.outcome === 'ALLOW')
    return [{text: cutTo(text, columns)}]
  // A word such as INVALID_CREDENTIALS says it all; a sentence has to wait for a wider terminal.
  const reason = columns === Infinity || widthOf(line.reason) <= columns - 10 ? line.reason : ''
  if (reason === '') return [{text: cutTo(text, columns)}]
  const said = cutTo(text.replace(/\.$/, ''), columns - widthOf(reason) - 2)
  return [{text: said}, {text: `: ${reason}`, style: outcomeStyle(line.outcome, styles)}]
}

function extra(line: EventLine, styles: Styles): readonly Piece[] {
  return line.extra === '' ? [] : [{text: line.extra, style: styles.odd}]
}

/** Groups of pieces two blanks apart, without those that are empty. */
function spaced(groups: readonly (readonly Piece[])[]): readonly Piece[] {
  return groups
    .filter((group) => group.some(({text}) => text !== ''))
    .flatMap((group, index) => (index === 0 ? group : [{text: '  '}, ...group]))
}

/** Nothing for INFO: what is usual is quiet. */
function severityLetter(severity: string): string {
  return severity === 'INFO' || severity === '' ? ' ' : severity.slice(0, 1)
}

function severityStyle(severity: string, {dim, odd, bad}: Styles): (text: string) => string {
  if (severity === 'WARN') return odd
  return severity === 'INFO' || severity === 'DEBUG' || severity === '' ? dim : bad
}

function outcomeStyle(outcome: string, {dim, good, bad, odd}: Styles): (text: string) => string {
  switch (marks[outcome]) {
    case '✓':
      return good
    case '✗':
      return bad
    default:
      return outcome === 'SKIPPED' || outcome === 'UNKNOWN' ? dim : odd
  }
}
