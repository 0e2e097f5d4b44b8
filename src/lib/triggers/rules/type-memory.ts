import type {oddName} from '../../language/filter/odd-event-types.js'
import {isGlob} from '../../language/glob.js'
import type {JsonObject} from '../../shared/json.js'
import {believableEvent, fixedIdentity} from '../events/believable-event.js'
import {client} from '../events/event-parts.js'
import {scopeOf} from './render.js'

type Catalogue = Parameters<typeof oddName>[1]

/** The catalogue of event types, for the many questions of a long rules file: none costs twice. */
export interface TypeMemory extends Catalogue {
  /** An event of a type with everything in it that may be null, as templates see it. */
  readonly exampleOf: (eventType: string) => JsonObject
}

/** Of how many unknown names the nearest are looked for: somebody who mistypes more has made another mistake. */
const mostHints = 200

export function rememberTypes(catalogue: Catalogue): TypeMemory {
  const all = catalogue.eventTypes()
  return {
    ...catalogue,
    eventTypes: () => all,
    matchEventTypes: remembered((glob: string) => {
      if (isGlob(glob)) return catalogue.matchEventTypes(glob)
      const type = catalogue.eventTypeNamed(glob)
      return type === undefined ? [] : [type]
    }),
    nearestEventTypes: firstHints(catalogue.nearestEventTypes),
    exampleOf: remembered((type: string) =>
      scopeOf({...believableEvent(type, fixedIdentity), ...sometimesThere}, {outputs: new Map()}),
    ),
  }
}

/** `find` for the first names; of later ones it says nothing. */
export function firstHints(find: (name: string) => readonly string[]): (name: string) => readonly string[] {
  let asked = 0
  return remembered((name: string) => (++asked > mostHints ? [] : find(name)))
}

function remembered<T>(make: (key: string) => T): (key: string) => T {
  const made = new Map<string, T>()
  return (key) => {
    const found = made.get(key)
    if (found !== undefined) return found
    const value = make(key)
    made.set(key, value)
    return value
  }
}

const sometimesThere: JsonObject = {
  device: {
    id: 'guoExample',
    name: 'laptop',
    os_platform: 'OSX',
    os_version: '15',
    managed: false,
    registered: true,
    device_integrator: null,
    disk_encryption_type: null,
    screen_lock_type: null,
    jailbreak: null,
    secure_hardware_present: null,
  },
  client,
}
