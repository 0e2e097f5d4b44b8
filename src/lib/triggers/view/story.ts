import type {JsonObject, JsonValue} from '../../shared/json.js'
import {cutTo} from '../../shared/text-fit.js'
import {visibleText} from '../../shared/visible-text.js'
import type {WorkStory} from '../journal/look-at-work.js'
import {firstStep, type WorkState} from '../journal/work.js'

/** Work with its event and its tries, as commands print it under `--json`. */
export interface ShownWork {
  readonly id: number
  readonly rule: string
  readonly step: string
  readonly key: string
  readonly flow: string
  readonly state: WorkState
  readonly reason?: string
  readonly output?: JsonValue
  readonly event: {
    readonly uuid: string
    readonly type: string
    readonly published: string
    /** `log`, `hook` or `file`: how it came. */
    readonly source: string
    readonly seenAt: string
    readonly actor?: string
    readonly targets: readonly string[]
  }
  readonly tries: readonly ShownTry[]
  /** For work that is planned. */
  readonly dueAt?: string
  readonly endedAt?: string
}

export interface ShownTry {
  readonly run: string
  readonly state: string
  readonly reason?: string
  readonly startedAt: string
  readonly tookMs?: number
}

export function showStory({work, event, tries}: WorkStory): ShownWork {
  const {id, rule, step, key, flow, state, reason, output, dueAt, endedAt} = work
  return {
    id,
    rule,
    step,
    key,
    flow,
    state,
    ...(reason === undefined ? {} : {reason}),
    ...(output === undefined ? {} : {output}),
    event: {
      uuid: event.uuid,
      type: event.type,
      published: event.published,
      source: event.source,
      seenAt: event.seenAt.toISOString(),
      ...personsOf(event.body),
    },
    tries: tries.map(({runId, state: end, reason: why, startedAt, endedAt: over}) => ({
      run: runId,
      state: end,
      ...(why === undefined ? {} : {reason: why}),
      startedAt: startedAt.toISOString(),
      ...(over === undefined ? {} : {tookMs: over.getTime() - startedAt.getTime()}),
    })),
    ...(state === 'planned' ? {dueAt: dueAt.toISOString()} : {}),
    ...(endedAt === undefined ? {} : {endedAt: endedAt.toISOString()}),
  }
}

function personsOf({actor, target}: JsonObject): {
  readonly actor?: string
  readonly targets: readonly string[]
} {
  const who = nameOf(actor)
  const targets = (Array.isArray(target) ? target : []).flatMap((one: JsonValue) => nameOf(one) ?? [])
  return {...(who === undefined ? {} : {actor: who}), targets}
}

function nameOf(entity: JsonValue | undefined): string | undefined {
  if (typeof entity !== 'object' || entity === null || Array.isArray(entity)) return undefined
  const {alternateId, displayName, id} = entity as JsonObject
  const name = [alternateId, displayName, id].find((value) => typeof value === 'string' && value !== '')
  return name as string | undefined
}

/** `rule`, or `rule/step` for a later step. */
export function stepName({rule, step}: Pick<ShownWork, 'rule' | 'step'>): string {
  return step === firstStep ? rule : `${rule}/${step}`
}

/** Event -> rule -> run -> answer, several lines for people; the steps of an event's rules below the event. */
export function historyText(works: readonly ShownWork[]): string {
  const byEvent = new Map<string, ShownWork[]>()
  for (const work of works) byEvent.set(work.event.uuid, [...(byEvent.get(work.event.uuid) ?? []), work])
  return [...byEvent.values()].map(eventText).join('\n')
}

function eventText(works: readonly ShownWork[]): string {
  const [{event} = {event: undefined}] = works
  if (event === undefined) return ''
  const targets = event.targets.map((target) => cutTo(target, longestName)).join(', ')
  const persons = [cutTo(event.actor ?? '', longestName), cutTo(targets, 3 * longestName)].filter(
    (part) => part !== '',
  )
  const head = [
    event.published,
    cutTo(event.type, longestName),
    persons.join(' -> '),
    event.uuid,
    `by ${event.source}`,
  ]
  const steps = [...works].sort((a, b) => a.id - b.id).flatMap(workLines)
  return [head.filter((part) => part !== '').join('  '), ...steps].map(visibleText).join('\n')
}

function workLines(work: ShownWork): readonly string[] {
  const {id, flow, state, reason, output, dueAt, tries} = work
  const said = [
    `  ${stepName(work)} -> ${flow}: ${state}`,
    ...(dueAt === undefined ? [] : [`due ${dueAt}`]),
    ...(reason === undefined ? [] : [reason]),
    ...(state === 'failed' || state === 'unknown' ? [`(dead letter ${id})`] : []),
  ]
  // The last try's reason is the work's, and told once.
  const shown = tries.map((one) => tryLine(one.reason === reason ? {...one, reason: ''} : one))
  return [said.join('  '), ...shown, ...(output === undefined ? [] : [`    answer ${shortJson(output)}`])]
}

function tryLine({run, state, startedAt, tookMs, reason = ''}: ShownTry): string {
  const took = tookMs === undefined ? [] : [tookText(tookMs)]
  return [`    ${run}`, state, startedAt, ...took, ...(reason === '' ? [] : [reason])].join('  ')
}

/** How long a run took: `48ms`, `1.2s`. */
export function tookText(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)}ms` : `${(ms / 1000).toFixed(1)}s`
}

/** Of what strangers have named, in columns. */
const longestName = 60
const longestAnswer = 500

function shortJson(value: JsonValue): string {
  const text = JSON.stringify(value)
  return text.length <= longestAnswer ? text : `${text.slice(0, longestAnswer)}...`
}
