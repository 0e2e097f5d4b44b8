import path from 'node:path'
import type {JsonValue} from '../shared/json.js'

/** Where the file stood when its last batch was safe; with `closing`, the name it is about to get. */
export interface FilePosition {
  readonly name: string
  readonly offset: number
  /** The day (UTC) on which its first events arrived. */
  readonly day: string
  readonly closing?: string
}

/**
 * What is wrong with a position of `file` that comes from elsewhere: it says how much of the file is cut off and what it is
 * renamed to. Undefined when nothing is.
 */
export function filePositionFault(file: string, value: JsonValue): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return 'should hold keys and values'
  const {name, offset, day, closing, ...others} = value as Readonly<Record<string, JsonValue>>
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) return `has an unknown key ${JSON.stringify(unknown)}`
  const {name: stem, ext, base} = path.parse(file)
  if (name !== base) return `should have the name ${base}, not ${JSON.stringify(name)}`
  if (!Number.isSafeInteger(offset) || Number(offset) < 0) return 'should have an offset of at least 0'
  if (typeof day !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(day)) return 'should have a day such as 2026-11-25'
  if (closing === undefined) return undefined
  const isOurs =
    typeof closing === 'string' &&
    closing.startsWith(`${stem}-`) &&
    /^\d{4}-\d\d-\d\d\.\d{4,}$/.test(closing.slice(stem.length + 1, closing.length - ext.length)) &&
    closing.endsWith(ext)
  return isOurs ? undefined : `should be closed under a name of ${base}, not ${JSON.stringify(closing)}`
}
