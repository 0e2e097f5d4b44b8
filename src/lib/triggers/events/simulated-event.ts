import type {Machine} from '../../shared/machine.js'
import type {JsonObject} from '../../shared/json.js'
import {believableEvent} from './believable-event.js'
import {withSetting, type Setting} from './overlay.js'

/** An event of a type as it might be logged now, or the one given, with `settings` laid over it. */
export function simulatedEvent(
  machine: Pick<Machine, 'now' | 'randomBytes'>,
  from: string | JsonObject,
  settings: readonly Setting[],
): JsonObject {
  const event =
    typeof from === 'string'
      ? believableEvent(from, {uuid: randomUuid(machine), published: machine.now()})
      : from
  return settings.reduce(withSetting, event)
}

/** A version 4 UUID (RFC 9562, section 5.4). */
function randomUuid({randomBytes}: Pick<Machine, 'randomBytes'>): string {
  const bytes = randomBytes(16)
  const hex = Array.from(bytes, (byte, index) => {
    const marked = index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte
    return marked.toString(16).padStart(2, '0')
  }).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
