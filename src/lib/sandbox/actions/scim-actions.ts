import {usage, type ActionResult} from './result.js'
import {parsePercent, type ScimSettings} from '../aws/scim/scim-settings.js'
import type {World} from '../world.js'
import {parseDuration} from '../../shared/duration.js'

/* Actions on the SCIM endpoint of Identity Center. The words of each are listed in act.ts. */

type Changes = Partial<ScimSettings> & {readonly lagMs?: number}
type Reader = (value: string, word: string) => Changes

/** The words of `scim.set`, each with what it changes. */
const readers: Readonly<Record<string, Reader>> = {
  rate: (value, word) => ({rate: value === 'off' ? undefined : wholeNumber(value, word)}),
  burst: (value, word) => ({burst: wholeNumber(value, word)}),
  retry_after: (value, word) => ({retryAfter: yesOrNo(value, word)}),
  latency: (value) => ({latencyMs: value === '0' ? 0 : parseDuration(value, 'latency')}),
  errors: (value, word) => ({errors: percent(value, word)}),
  drops: (value, word) => ({drops: percent(value, word)}),
  seed: (value, word) => ({seed: wholeNumber(value, word)}),
  lag: (value) => ({lagMs: value === '0' ? 0 : parseDuration(value, 'lag')}),
  generation: (value, word) => ({generation: oneOf(['new', 'old'], value, word)}),
  mixed_patch: (value, word) => ({mixedPatch: yesOrNo(value, word)}),
  pair_filter: (value, word) => ({
    pairFilter: oneOf(['any', 'member', 'members', 'members.value'], value, word),
  }),
  needless: (value, word) => ({needless: yesOrNo(value, word)}),
  fold_names: (value, word) => ({foldNames: yesOrNo(value, word)}),
  short_pages: (value, word) => ({shortPages: yesOrNo(value, word)}),
  provisioning: (value, word) => ({provisioning: yesOrNo(value, word)}),
}

/** For the usage line. */
export const scimWords = Object.keys(readers)

/** `scim.set`: from now on. */
export function setScim(world: World, words: readonly string[]): ActionResult {
  const changes = words.map((word): Changes => {
    const [name = '', value = ''] = word.split('=')
    const reader = Object.hasOwn(readers, name) ? readers[name] : undefined
    if (reader === undefined) throw usage(`set one of ${scimWords.join(', ')}, not ${name}`)
    return reader(value, word)
  })
  const {lagMs, ...settings} = Object.assign({}, ...changes) as Changes
  world.scim.settings = {...world.scim.settings, ...settings}
  if (lagMs !== undefined) world.company.aws.lagMs = lagMs
  if (settings.foldNames !== undefined) world.company.aws.foldsNames = settings.foldNames
  return {
    text: `the SCIM endpoint from now on: ${words.join(', ')}`,
    data: {...world.scim.settings, lagMs: world.company.aws.lagMs},
  }
}

/** `scim.counts`: requests by kind since the start; `reset` begins anew after it has told. */
export function scimCounts(world: World, [word]: readonly string[]): ActionResult {
  if (word !== undefined && word !== 'reset') throw usage(`write it like: scim.counts [reset]`)
  const data = world.scim.counts.all
  if (word === 'reset') world.scim.counts.reset()
  return {text: JSON.stringify(data, undefined, 2), data}
}

/** `scim.token`: `create` a second one, or let the `first` or the `second` expire or be deleted. */
export function changeScimToken(world: World, [verb = '', which]: readonly string[]): ActionResult {
  const {scim, now} = world
  if (verb === 'create' && which === undefined) {
    const token = scim.addToken(now())
    if (token === undefined) throw usage('there are two tokens already: delete one first')
    return {text: token.value, data: {token: token.value, expiresAt: token.expiresAt}}
  }
  if (verb !== 'expire' && verb !== 'delete')
    throw usage('write it like: scim.token create, scim.token expire first')
  const token = scim.tokens[['first', 'second'].indexOf(which ?? 'first')]
  if (token === undefined) throw usage(`there is no ${which ?? 'first'} token`)
  if (verb === 'expire') scim.expireToken(token.value, now())
  else scim.deleteToken(token.value)
  return {text: `the ${which ?? 'first'} token of the SCIM endpoint opens nothing any more`}
}

function wholeNumber(value: string, word: string): number {
  if (/^[1-9]\d{0,6}$/.test(value)) return Number(value)
  throw usage(`${word}: the value must be a whole number above 0`)
}

function percent(value: string, word: string): number {
  try {
    return parsePercent(value)
  } catch (error) {
    throw usage(`${word}: the value ${error instanceof Error ? error.message : ''}`)
  }
}

function yesOrNo(value: string, word: string): boolean {
  return oneOf(['yes', 'no'], value, word) === 'yes'
}

function oneOf<T extends string>(known: readonly T[], value: string, word: string): T {
  const found = known.find((each) => each === value)
  if (found === undefined) throw usage(`${word}: the value must be one of ${known.join(', ')}`)
  return found
}
