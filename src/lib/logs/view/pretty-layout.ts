import type {LocalTime} from './local-time.js'
import {cutTo} from '../../shared/text-fit.js'
import {atLeast, fillColumn, fitPieces, type Piece} from './pieces.js'
import type {Styles} from './styles.js'

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
  readonly from: string
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
/** Some reasons are sentences; what it was done to must still find room behind them. */
const flowingReason = 24

/** When, severity, outcome and who below each other, then everything else as far as the line goes. */
export const flowing: Layout = (line, {columns, styles}) => {
  const whoColumns = columns < 100 ? 16 : 26
  const withLogin = columns >= 100
  const head: Piece[] = [
    {text: line.at?.time ?? noTime, style: (text) => styles.link(styles.dim(text), line.link)},
    {text: ' '},
    {text: severityLetter(line.severity), style: severityStyle(line.severity, styles)},
    {text: ' '},
    {text: marks[line.outcome] ?? otherMark, style: outcomeStyle(line.outcome, styles)},
    {text: ' '},
  ]
  const {text, width} = fitPieces(head, columns)
  if (columns < 40)
    return (
      text +
      fitPieces([...who(line, styles, false), {text: ' '}, ...flow(line, styles)], columns - width).text
    )
  const name = fillColumn(who(line, styles, withLogin), whoColumns)
  return `${text}${name}  ${fitPieces(flow(line, styles), columns - width - whoColumns - 2).text}`
}

/** Every fact in a column of its own, the wider for what the more columns there are. */
export const wide: Layout = (line, {columns, styles}) => {
  const spare = columns - 150
  const [whoColumns, targetColumns, fromColumns] = [
    26 + Math.min(8, Math.floor(spare / 6)),
    24 + Math.floor(spare / 4),
    24 + Math.min(12, Math.floor(spare / 5)),
  ]
  const used = 8 + 2 + 5 + 1 + 11 + 2 + whoColumns + 2 + 2 + targetColumns + 2 + fromColumns + 2 + 8
  return [
    styles.dim(line.at?.time ?? noTime),
    `${fillColumn([{text: line.severity, style: severityStyle(line.severity, styles)}], 5)} ${fillColumn(outcome(line, styles), 11)}`,
    fillColumn(who(line, styles, true), whoColumns),
    fillColumn(what(line, styles), columns - used),
    fillColumn(targets(line), targetColumns),
    fillColumn([{text: line.from}], fromColumns),
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
    atLeast(who(line, styles, true), 26),
    atLeast(what(line, styles), 56),
    atLeast(line.targets === '' ? [{text: '-'}] : targets(line), 26),
    atLeast([{text: line.from || '-'}], 30),
    styles.link(line.uuid || '-', line.link),
  ].join('  ')

function outcome(line: EventLine, styles: Styles): readonly Piece[] {
  if (line.outcome === '') return []
  return [
    {text: `${marks[line.outcome] ?? otherMark} ${line.outcome}`, style: outcomeStyle(line.outcome, styles)},
  ]
}

function who({who, login, whoKey}: EventLine, styles: Styles, withLogin: boolean): readonly Piece[] {
  const name: Piece = {text: who || '-', style: (text) => styles.person(text, whoKey)}
  return withLogin && login !== '' ? [name, {text: ` (${login})`, style: styles.dim}] : [name]
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

function flow(line: EventLine, styles: Styles): readonly Piece[] {
  const told = [
    ...happened(line, styles, flowingReason),
    ...targets(line).map(({text}) => ({text: ` ${text}`})),
  ]
  const type = line.message === '' ? [] : [{text: line.eventType, style: styles.dim}]
  return spaced([told, extra(line, styles), [{text: line.from, style: styles.dim}], type])
}

/** The message, or the type where there is none, with the reason where it did not just work. */
function happened(line: EventLine, styles: Styles, reasonColumns = Infinity): readonly Piece[] {
  const said: Piece = {text: line.message || line.eventType || '-'}
  if (line.reason === '' || line.outcome === 'SUCCESS' || line.outcome === 'ALLOW') return [said]
  return [said, {text: `: ${cutTo(line.reason, reasonColumns)}`, style: outcomeStyle(line.outcome, styles)}]
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
