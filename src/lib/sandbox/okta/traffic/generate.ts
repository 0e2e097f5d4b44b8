import {busyScene, quietScene} from './believable.js'
import {Dice} from './dice.js'
import {spoilEvent} from './hostile.js'
import {recordEvent} from '../log/journal.js'
import {logEvent} from '../log/log-event.js'
import {NoSuchThing, type User} from '../../company/company.js'
import type {World} from '../../world.js'
import type {JsonObject} from '../../../shared/json.js'

/** `quiet`: sign-ins and apps; `busy`: also factors, policies, refusals and threats; `hostile`: what hurts careless readers. */
export const mixes = ['quiet', 'busy', 'hostile'] as const
export type Mix = (typeof mixes)[number]

export interface Traffic {
  readonly count: number
  readonly mix: Mix
  readonly seed: number
  /** The number of the first event in the row that the seed stands for. */
  readonly from: number
}

/**
 * Writes `count` events into the log, as if they happened now. The same seed makes the same events with the same uuids, but
 * for their times.
 */
export function generate(world: World, {count, mix, seed, from}: Traffic): void {
  const [first, ...others] = world.company.users.filter(({active}) => active)
  if (first === undefined) throw new NoSuchThing('the company has no active user')
  for (let number = from; number < from + count; number += 1)
    recordEvent(world, trafficEvent([first, ...others], {dice: new Dice(seed, number), mix, at: world.now()}))
}

/** One event. */
export function trafficEvent(
  users: readonly [User, ...User[]],
  {dice, mix, at}: {readonly dice: Dice; readonly mix: Mix; readonly at: Date},
): JsonObject {
  const uuid = dice.uuid()
  const {happening, origin} = mix === 'quiet' ? quietScene(dice, users) : busyScene(dice, users)
  const event = {...logEvent(happening, origin, at), uuid}
  return mix === 'hostile' && dice.chance(0.6) ? spoilEvent(dice, event) : event
}
