import {
  flowSecurities,
  flowWorks,
  plainFlow,
  type FlowSecurity,
  type FlowWork,
  type RawAnswer,
  type SeedFlow,
} from './seed-flows.js'
import {parseDuration} from '../../shared/duration.js'

/** A flow as a seed file or the words of `sandbox do flow.add` say it; spans in milliseconds. */
export interface WrittenFlow {
  readonly does?: FlowWork
  readonly security?: FlowSecurity
  readonly apps?: readonly string[]
  readonly alias?: string
  readonly client_token?: string
  readonly active?: boolean
  readonly takes?: number
  readonly answers_first?: boolean
  readonly pauses?: boolean
  readonly closes?: number
  readonly idempotent?: boolean
  readonly fails?: boolean
  readonly per_second?: number
  readonly group?: string
  readonly answer?: {
    readonly status?: number
    readonly headers?: ReadonlyMap<string, string>
    readonly body?: string
  }
}

export const aliasPattern = /^[0-9a-f]{32}$/
export const tokenPattern = /^[\x21-\x7e]{8,256}$/

/** The flow of that name; what is not written is as in a plain one. */
export function readFlow({name, ...written}: WrittenFlow & {readonly name: string}): SeedFlow {
  return {...plainFlow, name, ...flowChanges(written)}
}

/** What is written, and nothing else. */
export function flowChanges({answer, ...written}: WrittenFlow): Partial<SeedFlow> {
  const {does, security, apps, alias, client_token: clientToken, active, takes, closes, group} = written
  const {answers_first: answersFirst, pauses, idempotent, fails, per_second: perSecond} = written
  return {
    ...(does !== undefined && {does}),
    ...(security !== undefined && {security}),
    ...(apps !== undefined && {apps}),
    ...(alias !== undefined && {alias}),
    ...(clientToken !== undefined && {clientToken}),
    ...(active !== undefined && {active}),
    ...(takes !== undefined && {takesMs: takes}),
    ...(answersFirst !== undefined && {answersFirst}),
    ...(pauses !== undefined && {pauses}),
    ...(closes !== undefined && {closesMs: closes}),
    ...(idempotent !== undefined && {idempotent}),
    ...(fails !== undefined && {fails}),
    ...(perSecond !== undefined && {perSecond}),
    ...(group !== undefined && {group}),
    ...(answer !== undefined && {answer: rawAnswer(answer)}),
  }
}

function rawAnswer({headers, ...answer}: NonNullable<WrittenFlow['answer']>): RawAnswer {
  return {...answer, ...(headers !== undefined && {headers: Object.fromEntries(headers)})}
}

/** A word is not what its key wants. */
export class UnreadableFlow extends Error {
  override readonly name = 'UnreadableFlow'
}

/**
 * Reads `takes=2s per_second=3 status=503 body={"error":"busy"}`: the keys of a seed file's flow, those of `answer` without
 * its name.
 * @throws UnreadableFlow; OpsError OPS_USAGE for a span that is none
 */
export function readFlowWords(words: readonly string[]): WrittenFlow {
  return words
    .map(readWord)
    .reduce<WrittenFlow>(
      (all, one) => ({...all, ...one, ...(one.answer && {answer: {...all.answer, ...one.answer}})}),
      {},
    )
}

const keys: Readonly<Record<string, (value: string) => WrittenFlow>> = {
  does: (value) => ({does: oneOf(flowWorks, value)}),
  security: (value) => ({security: oneOf(flowSecurities, value)}),
  apps: (value) => ({apps: value.split(',')}),
  alias: (value) => ({alias: matching(aliasPattern, value, '32 hex digits')}),
  client_token: (value) => ({
    client_token: matching(tokenPattern, value, '8 to 256 characters without blanks'),
  }),
  active: (value) => ({active: yesOrNo(value)}),
  takes: (value) => ({takes: parseDuration(value, 'takes')}),
  answers_first: (value) => ({answers_first: yesOrNo(value)}),
  pauses: (value) => ({pauses: yesOrNo(value)}),
  closes: (value) => ({closes: parseDuration(value, 'closes')}),
  idempotent: (value) => ({idempotent: yesOrNo(value)}),
  fails: (value) => ({fails: yesOrNo(value)}),
  per_second: (value) => ({per_second: Number(matching(/^[1-9]\d{0,5}$/, value, 'a number above 0'))}),
  group: (value) => ({group: value}),
  status: (value) => ({answer: {status: Number(matching(/^(200|[45]\d\d)$/, value, '200, or 400 to 599'))}}),
  body: (value) => ({answer: {body: value}}),
}

/** The keys that words may begin with. */
export const flowWordKeys = Object.keys(keys)

function readWord(word: string): WrittenFlow {
  const match = /^(?<key>\w+)=(?<value>.*)$/s.exec(word)
  const {key = '', value = ''} = match?.groups ?? {}
  const read = Object.hasOwn(keys, key) ? keys[key] : undefined
  if (read === undefined)
    throw new UnreadableFlow(`${word} does not begin with one of ${flowWordKeys.join('=, ')}=`)
  try {
    return read(value)
  } catch (error) {
    throw error instanceof UnreadableFlow
      ? new UnreadableFlow(`${key} is ${error.message}, not ${value}`)
      : error
  }
}

function oneOf<T extends string>(known: readonly T[], value: string): T {
  const found = known.find((one) => one === value)
  if (found === undefined) throw new UnreadableFlow(`one of ${known.join(', ')}`)
  return found
}

function yesOrNo(value: string): boolean {
  return oneOf(['yes', 'no'], value) === 'yes'
}

function matching(pattern: RegExp, value: string, wanted: string): string {
  if (!pattern.test(value)) throw new UnreadableFlow(wanted)
  return value
}
