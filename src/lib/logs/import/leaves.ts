import type {JsonValue} from '../../shared/json.js'

/** The values of a configuration by their paths: taken one by one, so that what is left is what nobody understood. */
export interface Leaves {
  /** A text or number as text; undefined when it is not there. */
  readonly take: (path: string) => string | undefined
  /** Whether it is there; it stays. */
  readonly has: (path: string) => boolean
  /** Paths that nobody took, in the file's order. */
  readonly left: () => readonly string[]
}

/** Lists count as one value: their items joined by a blank. */
export function leavesOf(value: JsonValue | undefined): Leaves {
  const leaves = new Map<string, string>()
  collect(value, '', leaves)
  return {
    take: (path) => {
      const found = leaves.get(path)
      leaves.delete(path)
      return found
    },
    has: (path) => leaves.has(path),
    left: () => [...leaves.keys()],
  }
}

function collect(value: JsonValue | undefined, path: string, into: Map<string, string>): void {
  if (value === undefined || value === null) {
    if (path !== '') into.set(path, '')
  } else if (Array.isArray(value)) into.set(path, (value as readonly JsonValue[]).map(plain).join(' '))
  else if (typeof value === 'object')
    for (const [key, inner] of Object.entries(value))
      collect(inner, path === '' ? key : `${path}.${key}`, into)
  else into.set(path, String(value))
}

function plain(value: JsonValue): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
