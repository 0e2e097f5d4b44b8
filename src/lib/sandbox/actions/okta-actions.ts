import {usage, type ActionResult} from './result.js'
import {buckets} from '../okta/limits/rate-limits.js'
import {adminOrigin, recordEvent, userParty} from '../okta/log/journal.js'
import {logEvent} from '../okta/log/log-event.js'
import {generate, mixes} from '../okta/traffic/generate.js'
import type {World} from '../world.js'
import {parseDuration} from '../../shared/duration.js'
import type {JsonObject, JsonValue} from '../../shared/json.js'

/* Actions on the org's API: its limits and its System Log. The words of each are listed in act.ts. */

/** `limits.set`: how many requests a minute one token or app has, and how many percent of the org's that is. */
export function setLimits(world: World, words: readonly string[]): ActionResult {
  const names = [...buckets, 'share'] as const
  const changes = words.map((word) => {
    const [name = '', value = ''] = word.split('=')
    const known = names.find((candidate) => candidate === name)
    if (known === undefined) throw usage(`a limit is one of ${names.join(', ')}, not ${name}`)
    const number = Number(value)
    if (!/^[1-9]\d{0,6}$/.test(value) || (known === 'share' && number > 100))
      throw usage(`${name} must be a whole number above 0${known === 'share' ? ', at most 100' : ''}`)
    return [known, number] as const
  })
  world.okta.limits.set(Object.fromEntries(changes))
  return {text: `from now on: ${words.join(', ')}`, data: world.okta.limits.settings}
}

/** `log.generate`: believable events, at once; the same seed makes the same ones from the same number on. */
export function generateEvents(
  world: World,
  [count = '', mix = 'quiet', seed = '1', from = '0']: readonly string[],
): ActionResult {
  const known = mixes.find((name) => name === mix)
  if (known === undefined) throw usage(`a mix is one of ${mixes.join(', ')}, not ${mix}`)
  const numbers = [count, seed, from].map(Number)
  if (![count, seed, from].every((text) => /^\d{1,10}$/.test(text)) || Number(count) > mostGenerated)
    throw usage(`write it like: log.generate 100 busy 7 0, with at most ${mostGenerated} at once`)
  const [amount = 0, seedNumber = 1, first = 0] = numbers
  generate(world, {count: amount, mix: known, seed: seedNumber, from: first})
  return {
    text: `${amount} events are in the System Log`,
    data: {count: amount, mix, seed: seedNumber, from: first},
  }
}

const mostGenerated = 10_000

/**
 * `log.append`: an event of any type, as if it had just happened. A key is a path (`outcome.result=FAILURE`), a value is JSON
 * or else text; `published=-10m` files it now and dates it back.
 */
export function appendEvent(world: World, [eventType = '', ...words]: readonly string[]): ActionResult {
  if (!/^\w+(\.\w+)+$/.test(eventType)) throw usage(`${eventType} is no event type like user.session.start`)
  const origin = adminOrigin(world, '/admin/dashboard')
  const target = [userParty(world.company.users[0] ?? {id: 'unknown', login: 'unknown', name: 'unknown'})]
  let event = logEvent({eventType, displayMessage: eventType, target}, origin, world.now())
  for (const word of words) {
    const match = /^(?<path>[\w.]+)=(?<value>.*)$/s.exec(word)
    if (match?.groups === undefined) throw usage(`write a field like outcome.result=FAILURE, not ${word}`)
    const {path = '', value = ''} = match.groups
    event = withValue(event, path.split('.'), path === 'published' ? readTime(world, value) : readJson(value))
  }
  recordEvent(world, event)
  return {text: `${eventType} is in the System Log`, data: {uuid: event['uuid']}}
}

function readTime(world: World, text: string): string {
  if (text.startsWith('-')) {
    const backMs = parseDuration(text.slice(1), 'published')
    return new Date(world.now().getTime() - backMs).toISOString()
  }
  if (Number.isNaN(Date.parse(text))) throw usage(`published is a time or a span such as -10m, not ${text}`)
  return text
}

function readJson(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return text
  }
}

function withValue(
  object: JsonObject,
  [name = '', ...rest]: readonly string[],
  value: JsonValue,
): JsonObject {
  if (rest.length === 0) return {...object, [name]: value}
  const inner = object[name]
  const below =
    typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? (inner as JsonObject) : {}
  return {...object, [name]: withValue(below, rest, value)}
}
