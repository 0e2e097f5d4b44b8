import type {SelectionFlags} from '../logs/query/selection.js'
import type {Output} from '../logs/view/printer.js'
import {OpsError} from '../shared/errors.js'
import {checkRange, checkReach, orWidest, parseWhen} from '../shared/when.js'
import {Flags} from './oclif.js'

const several = {multiple: true, multipleNonGreedy: true, delimiter: ','} as const

const writtenFilter = {
  helpValue: 'FILTER',
  summary: `condition in Okta's filter language, like 'outcome.result eq "FAILURE"'`,
} as const
const keywords = {
  char: 'q',
  helpValue: 'WORDS',
  summary: 'keywords that must all occur (at most 10 of 40 characters)',
} as const

/** `--filter` and `-q`: what Okta's own search takes. */
export const searchFlags = {
  filter: Flags.string({...writtenFilter, env: 'OKTA_OPS_LOG_FILTER'}),
  q: Flags.string(keywords),
}

/** Short flags for pieces of a filter: several values mean any of them, several flags all of them. */
export const shorthandFlags = {
  type: Flags.string({
    ...several,
    helpValue: 'TYPE',
    helpGroup: 'FILTER',
    summary: 'event types, with * for anything: user.session.*',
  }),
  actor: Flags.string({
    ...several,
    helpValue: 'WHO',
    helpGroup: 'FILTER',
    summary: 'who did it: login, id or display name',
  }),
  target: Flags.string({
    ...several,
    helpValue: 'WHAT',
    helpGroup: 'FILTER',
    summary: 'whom or what it was done to: login, id or display name',
  }),
  ip: Flags.string({
    ...several,
    helpValue: 'IP',
    helpGroup: 'FILTER',
    summary: 'address, range like 10.20.0.0/16, or beginning like 10.20.',
  }),
  outcome: Flags.string({
    ...several,
    helpValue: 'RESULT',
    helpGroup: 'FILTER',
    summary: 'SUCCESS, FAILURE, ALLOW, DENY, CHALLENGE, SKIPPED, ...',
  }),
  severity: Flags.string({
    ...several,
    helpValue: 'LEVEL',
    helpGroup: 'FILTER',
    summary: 'DEBUG, INFO, WARN or ERROR; WARN+ is that and above',
  }),
  app: Flags.string({
    ...several,
    helpValue: 'APP',
    helpGroup: 'FILTER',
    summary: 'app among the targets: name or id',
  }),
  group: Flags.string({
    ...several,
    helpValue: 'GROUP',
    helpGroup: 'FILTER',
    summary: 'group among the targets: name or id',
  }),
  'okta-session': Flags.string({
    ...several,
    helpValue: 'ID',
    helpGroup: 'FILTER',
    summary: "a person's Okta session (externalSessionId or rootSessionId)",
  }),
  txn: Flags.string({
    ...several,
    helpValue: 'ID',
    helpGroup: 'FILTER',
    summary: 'transaction (transaction.id)',
  }),
}

/** All that picks events from an org's log. */
export const filterFlags = {
  ...searchFlags,
  ...shorthandFlags,
  'hide-self': Flags.boolean({
    helpGroup: 'FILTER',
    summary: "leave out what okta-ops' own calls leave in the log",
    default: false,
  }),
}

/** The same for a collector, which must not keep less because of what a shell has in its environment. */
export const collectedFlags = {
  ...filterFlags,
  filter: Flags.string(writtenFilter),
  q: Flags.string({...keywords, aliases: ['query']}),
}

/** `--record`: what is read is also kept, for `logs replay`. */
export const recordFlag = {
  record: Flags.directory({
    helpValue: 'DIR',
    summary: 'also write every page into this folder, without secrets, for logs replay',
  }),
}

/** The range of a command that reads what has been. */
export const rangeFlags = {
  since: Flags.string({
    helpValue: 'TIME',
    default: '1h',
    summary: 'from there: 15m or 1d12h ago, today, yesterday, 14:30, or ISO 8601',
  }),
  until: Flags.string({
    helpValue: 'TIME',
    default: 'now',
    summary: 'up to there, not included; written like --since',
  }),
}

/** How events are shown. */
export const outputFlags = {
  output: Flags.option({
    char: 'o',
    options: ['pretty', 'ndjson', 'json', 'csv', 'template'] as const satisfies readonly Output[],
    summary: 'pretty unless said; ndjson keeps the bytes of each event',
  })(),
  fields: Flags.string({
    helpValue: 'PATHS',
    summary:
      'columns of csv, members of json and ndjson, additions to pretty: actor.id,target[type eq "User"].displayName',
  }),
  template: Flags.string({
    helpValue: 'TEXT',
    summary: 'a line an event, with ${{ path | filter }} filled in (docs/system-log.md); means -o template',
  }),
}

/** What the flags that pick events hold. */
export interface PickingFlags {
  readonly filter?: string | undefined
  readonly q?: string | undefined
  readonly type?: string[] | undefined
  readonly actor?: string[] | undefined
  readonly target?: string[] | undefined
  readonly ip?: string[] | undefined
  readonly outcome?: string[] | undefined
  readonly severity?: string[] | undefined
  readonly app?: string[] | undefined
  readonly group?: string[] | undefined
  readonly 'okta-session'?: string[] | undefined
  readonly txn?: string[] | undefined
  readonly 'hide-self'?: boolean
}

/** What the flags that show events hold. */
export interface OutputFlags {
  readonly output?: Output | undefined
  readonly fields?: string | undefined
  readonly template?: string | undefined
}

/** The flags that pick events as the library takes them. */
export function selectionFlags(flags: PickingFlags): SelectionFlags {
  const {'okta-session': oktaSession, 'hide-self': hideSelf, ...same} = flags
  const {filter, q, type, actor, target, ip, outcome, severity, app, group, txn} = same
  return {filter, q, type, actor, target, ip, outcome, severity, app, group, txn, oktaSession, hideSelf}
}

/** The flags that pick events as words of a command, to build the next one from. */
export function pickingWords(flags: PickingFlags): readonly string[] {
  return givenPicks(flags).flatMap(([flag, values]) =>
    values === true ? [flag] : values.flatMap((value) => [flag, value]),
  )
}

/** Which of them were given: `--type`, `-q`, ... */
export function pickingNames(flags: PickingFlags): readonly string[] {
  return givenPicks(flags).map(([flag]) => flag)
}

function givenPicks(
  flags: PickingFlags,
): readonly (readonly [flag: string, values: readonly string[] | true])[] {
  const all = flags as Readonly<Record<string, string | string[] | boolean | undefined>>
  return Object.keys(filterFlags).flatMap((name) => {
    const value = all[name]
    if (value === undefined || value === false) return []
    return [[name === 'q' ? '-q' : `--${name}`, typeof value === 'string' ? [value] : value]]
  })
}

/**
 * What `-o`, `--template` and `--json` mean together.
 * @throws OpsError OPS_USAGE when they contradict each other
 */
export function chosenOutput({output, template}: OutputFlags, isJson: boolean): Output {
  const asked = output ?? (template === undefined ? undefined : 'template')
  if (template !== undefined && asked !== 'template')
    throw usage(`--template is for -o template, not -o ${String(asked)}`)
  if (asked === 'template' && template === undefined) throw usage('-o template needs --template TEXT')
  if (isJson && asked !== undefined && asked !== 'ndjson')
    throw usage(`--json prints events as JSON already: leave -o ${asked} out, or --json`)
  return isJson ? 'ndjson' : (asked ?? 'pretty')
}

/** When a command was typed, and its words, to build the next one from. */
interface Typed {
  readonly now: Date
  readonly command: readonly string[]
}

interface Beginning {
  readonly since: Date
  /** Okta has dropped a part of it already. */
  readonly warning: string | undefined
}

/**
 * Reads `--since` and `--until`.
 * @throws OpsError OPS_TIME (usage)
 */
export function readRange(
  {since, until}: {readonly since: string; readonly until: string},
  {now, command}: Typed,
): Beginning & {readonly until: Date} {
  return orWidest(command, () => {
    const range = {
      since: parseWhen(since, {now, what: '--since'}),
      until: parseWhen(until, {now, what: '--until'}),
    }
    checkRange(range)
    return {...range, warning: checkReach(range.since, now)}
  })
}

/** The same for a command that has no end. */
export function readSince(text: string, {now, command}: Typed): Beginning {
  return orWidest(command, () => {
    const since = parseWhen(text, {now, what: '--since'})
    return {since, warning: checkReach(since, now)}
  })
}

function usage(message: string): OpsError {
  return new OpsError('OPS_USAGE', message, {failure: 'usage'})
}
