import {usage, type ActionResult} from './result.js'
import {buckets} from '../okta/limits/rate-limits.js'
import type {World} from '../world.js'

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
