import type {Dice} from './dice.js'
import type {JsonObject, JsonValue} from '../../../shared/json.js'

/*
 * What somebody could put into an event who wants to hurt whoever reads it, and what Okta itself leaves out or adds without
 * notice. Every event stays JSON with a uuid, a time and a type.
 */

const nasty: readonly [string, ...string[]] = [
  '\u001b]0;owned\u0007\u001b[2J\u001b[31mred',
  '\u202Etxt.exe\u202C',
  'zero\u200Bwidth\uFEFF',
  '=HYPERLINK("http://evil.test","click")',
  '@SUM(1+1)*cmd|" /C calc"!A0',
  '-2+3\ttab',
  'line\r\nbreak\u2028and another',
  '{"json":"in a text"}',
  '${{ secrets.token }} ${HOME} $(id) `id`',
  "'; DROP TABLE events; --",
  '<script>alert(1)</script>&amp;',
  '👩‍🚀 é \u{10FFFF}',
  '\uD800 half a pair',
  '\u0000nul',
  '',
  'null',
]

/** `event`, spoiled in one to three ways. */
export function spoilEvent(dice: Dice, event: JsonObject): JsonObject {
  let spoiled = event
  for (let count = dice.below(3); count >= 0; count -= 1) spoiled = dice.pick(ways)(dice, spoiled)
  return spoiled
}

const ways: readonly [Way, ...Way[]] = [
  (dice, event) => ({...event, displayMessage: dice.pick(nasty)}),
  (dice, event) => inside(event, 'actor', {displayName: dice.pick(nasty), alternateId: dice.pick(nasty)}),
  (dice, event) => {
    const userAgent = {rawUserAgent: `Mozilla/5.0 ${dice.pick(nasty)}`, os: null, browser: 'UNKNOWN'}
    return inside(event, 'client', {userAgent, zone: 'null', ipAddress: 'null'})
  },
  (dice, event) => ({
    ...event,
    target: [
      {id: dice.hex(20), type: 'User', alternateId: null, displayName: dice.pick(nasty), detailEntry: null},
      {id: null, type: null, alternateId: null, displayName: null, detailEntry: null},
    ],
  }),
  (dice, event) => debug(event, {deep: `${dice.pick(nasty)} and `.repeat(6000).slice(0, 30_000)}),
  (dice, event) =>
    debug(event, {[dice.pick(nasty)]: dice.pick(nasty), constructor: 'x', hasOwnProperty: 'x'}),
  (_, event) => ({...event, target: null, outcome: null, securityContext: {}, client: null}),
  (_, event) => without(event, ['target', 'outcome', 'transaction', 'debugContext', 'request']),
  (dice, event) => ({...event, halyardPreview: {level: dice.below(9), nested: [[[]], {}, null, 1.5e300]}}),
  (_, event) => ({...event, outcome: {result: 'HALYARD_NEW_RESULT', reason: 'r'.repeat(255)}}),
]

type Way = (dice: Dice, event: JsonObject) => JsonObject

function inside(event: JsonObject, name: string, changes: JsonObject): JsonObject {
  const value = event[name]
  const before =
    typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}
  return {...event, [name]: {...before, ...changes}}
}

function debug(event: JsonObject, debugData: Readonly<Record<string, JsonValue>>): JsonObject {
  return {...event, debugContext: {debugData}}
}

function without(event: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(event).filter(([name]) => !names.includes(name)))
}
