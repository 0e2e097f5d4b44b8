import type {Call} from '../../aws/call.js'
import type {World} from '../../world.js'

/** The address of this very page. */
export function selfUrl(world: World, {rawPath, rawQuery}: Call): string {
  return `${originOf(world)}${rawPath}${rawQuery === '' ? '' : `?${rawQuery}`}`
}

/** The same query, going on at `after`. What the caller wrote is kept as written, commas in `q` included. */
export function nextUrl(world: World, {rawPath, rawQuery}: Call, after: string): string {
  const kept = rawQuery.split('&').filter((pair) => pair !== '' && !pair.startsWith('after='))
  return `${originOf(world)}${rawPath}?${[...kept, `after=${encodeURIComponent(after)}`].join('&')}`
}

function originOf(world: World): string {
  return world.origin
}
