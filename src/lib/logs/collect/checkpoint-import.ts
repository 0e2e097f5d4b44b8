import {filePositionFault} from '../../delivery/file-position.js'
import {OpsError} from '../../shared/errors.js'
import type {JsonObject, JsonValue} from '../../shared/json.js'
import {isLoopbackHost} from '../../shared/loopback.js'
import {visibleText} from '../../shared/visible-text.js'
import {isLinkOf} from './checkpoint-edit.js'
import type {Checkpoint, SeenCheckpoint, SeenPage} from './checkpoint-store.js'
import {checkConsumerName} from './logs-store.js'

/** A value of the file, and where it hangs there. */
interface Place {
  readonly value: JsonValue | undefined
  readonly at: string
}

/**
 * Reads what `exportCheckpoints` made, and nothing else: a checkpoint decides who gets the org's token and how much of a file
 * is cut off, so what a person or a program has changed in it is looked at as `checkpoint set` looks at its flags.
 * @throws OpsError OPS_CHECKPOINT (usage) that names the part
 */
export function readExport(text: string): readonly SeenCheckpoint[] {
  const {version, checkpoints} = recordOf({value: parsed(text), at: ''}, ['version', 'checkpoints'])
  if (version.value !== 1) throw notExport('its version is not 1')
  const read = listOf(checkpoints).map(readOne)
  const names = read.map(({checkpoint}) => checkpoint.name)
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) throw notExport(`it has ${twice} twice`)
  return read
}

function parsed(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    throw notExport('it is not JSON')
  }
}

const parts = [
  ...(['name', 'orgUrl', 'source', 'next', 'since', 'published', 'sinks', 'counts'] as const),
  ...(['updatedAt', 'seen'] as const),
]

function readOne(item: Place): SeenCheckpoint {
  const part = recordOf(item, parts)
  const orgUrl = orgUrlOf(part.orgUrl)
  const {pages, events, repeats, filtered} = recordOf(part.counts, ['pages', 'events', 'repeats', 'filtered'])
  const checkpoint = {
    name: nameOf(part.name),
    orgUrl,
    source: textOf(part.source, {like: /^[0-9a-f]{64}$/, wanted: 'a SHA-256'}),
    next: orNothing(part.next, (place) => linkOf(place, orgUrl)),
    since: timeOf(part.since).toISOString(),
    published: orNothing(part.published, (place) => (timeOf(place), textOf(place))),
    sinks: sinksOf(part.sinks),
    counts: {
      pages: countOf(pages),
      events: countOf(events),
      repeats: countOf(repeats),
      filtered: countOf(filtered),
    },
    updatedAt: timeOf(part.updatedAt),
  }
  return {checkpoint, seen: listOf(part.seen).map(readSeen)}
}

function readSeen(item: Place): SeenPage {
  const {arrivedAt, uuids} = recordOf(item, ['arrivedAt', 'uuids'])
  const text = textOf(uuids)
  const packed = Buffer.from(text, 'base64')
  if (packed.length % 16 !== 0 || packed.toString('base64') !== text)
    throw wrong(uuids, 'should be 16 bytes an event in base64')
  return {arrivedAt: timeOf(arrivedAt), uuids: packed}
}

function nameOf(place: Place): string {
  try {
    return checkConsumerName(textOf(place))
  } catch (error) {
    throw error instanceof OpsError && error.code === 'OPS_USAGE' ? wrong(place, error.message) : error
  }
}

function orgUrlOf(place: Place): string {
  const text = textOf(place)
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopbackHost(url.hostname))
  if (url?.origin === text && isSafe) return text
  throw wrong(place, 'should be the address of an org, such as https://example.okta.com')
}

function linkOf(place: Place, orgUrl: string): string {
  const link = textOf(place)
  if (isLinkOf(orgUrl, link)) return link
  throw wrong(place, `is not an address of ${orgUrl}: it would get the org's token`)
}

/** A file's position may cut it off; the other sinks have none. */
function sinksOf(place: Place): Checkpoint['sinks'] {
  const sinks = objectOf(place)
  for (const [label, value = null] of Object.entries(sinks)) {
    const at = `${place.at}[${JSON.stringify(label)}]`
    const file = label.startsWith('file ') ? label.slice('file '.length) : undefined
    const fault =
      file === undefined ? (value === null ? undefined : 'should be null') : filePositionFault(file, value)
    if (fault !== undefined) throw wrong({value, at}, fault)
  }
  return sinks as Checkpoint['sinks']
}

/** Exactly these keys. */
function recordOf<const Key extends string>(
  place: Place,
  keys: readonly Key[],
): Readonly<Record<Key, Place>> {
  const found = objectOf(place)
  const unknown = Object.keys(found).find((key) => !keys.some((known) => known === key))
  if (unknown !== undefined) throw wrong(place, `has an unknown key ${JSON.stringify(unknown)}`)
  const inside = (key: string): string => (place.at === '' ? key : `${place.at}.${key}`)
  const entries = keys.map((key) => [key, {value: found[key], at: inside(key)}])
  return Object.fromEntries(entries) as Readonly<Record<Key, Place>>
}

function objectOf(place: Place): JsonObject {
  const {value} = place
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong(place, 'should hold keys and values')
  return value as JsonObject
}

function listOf(place: Place): readonly Place[] {
  if (!Array.isArray(place.value)) throw wrong(place, 'should be a list')
  return (place.value as readonly JsonValue[]).map((value, index) => ({value, at: `${place.at}[${index}]`}))
}

function textOf(place: Place, rule?: {readonly like: RegExp; readonly wanted: string}): string {
  if (typeof place.value !== 'string') throw wrong(place, 'should be a text')
  if (rule?.like.test(place.value) === false) throw wrong(place, `should be ${rule.wanted}`)
  return place.value
}

function orNothing<T>(place: Place, read: (place: Place) => T): T | undefined {
  return place.value === null ? undefined : read(place)
}

function timeOf(place: Place): Date {
  const time = new Date(textOf(place))
  if (Number.isNaN(time.getTime())) throw wrong(place, 'should be a time such as 2026-11-25T08:00:00Z')
  return time
}

function countOf(place: Place): number {
  const {value} = place
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw wrong(place, 'should be a whole number of at least 0')
}

function wrong({at}: Place, what: string): OpsError {
  return notExport(visibleText(at === '' ? `it ${what}` : `${at} ${what}`))
}

function notExport(why: string): OpsError {
  return new OpsError('OPS_CHECKPOINT', `this is not an export of checkpoints: ${why}; nothing was changed`, {
    failure: 'usage',
    next: 'okta-ops logs checkpoint export --help',
  })
}
