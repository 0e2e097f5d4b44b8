import {readFileSync, renameSync, statSync} from 'node:fs'
import {systemErrorCode} from '../../shared/errors.js'
import {unreadableFile} from '../../shared/file-errors.js'
import type {Machine} from '../../shared/machine.js'

/** What stands in a cache file at one moment. */
export type JsonReading =
  | {
      readonly kind: 'object'
      readonly content: Readonly<Record<string, unknown>>
      /** When the file was last written, by the file system's clock. */
      readonly modifiedAt: Date
    }
  | {readonly kind: 'absent'}
  | {readonly kind: 'broken'; readonly trouble: string}

/** What stands there after a second look; `note` names a file that had to be set aside. */
export type JsonLookup =
  Extract<JsonReading, {kind: 'object'}> | {readonly kind: 'absent'; readonly note?: string}

/**
 * Reads a cache file once, as any tool may have written it: pretty or compact, with or without a byte order mark.
 * @throws OpsError OPS_FILE_UNREADABLE when it is there but cannot be read
 */
export function readJsonFile(file: string): JsonReading {
  let text: string
  let modifiedAt: Date
  try {
    text = readFileSync(file, 'utf8')
    modifiedAt = statSync(file).mtime
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return {kind: 'absent'}
    throw unreadableFile(file, error)
  }
  if (text.trim() === '') return {kind: 'broken', trouble: 'is empty'}
  const content = parsedObject(text)
  return content === undefined
    ? {kind: 'broken', trouble: 'is not a JSON object'}
    : {kind: 'object', content, modifiedAt}
}

/**
 * Reads a cache file that other tools write by truncating it: a broken one is looked at again, three times after 50 ms.
 * If it stays broken it is renamed to `<name>.json.corrupt-<time>`, because the AWS tools fail on it with nothing but its
 * hash for a message.
 * @throws OpsError OPS_FILE_UNREADABLE when it is there but cannot be read
 */
export async function readJsonPatiently(machine: Machine, file: string): Promise<JsonLookup> {
  let reading = readJsonFile(file)
  for (let look = 0; reading.kind === 'broken' && look < 3; look++) {
    await machine.sleep(50)
    reading = readJsonFile(file)
  }
  return reading.kind === 'broken'
    ? {kind: 'absent', note: setAside(machine, file, reading.trouble)}
    : reading
}

/** Says what became of the file. A read-only folder only costs the tidying up. */
function setAside(machine: Machine, file: string, trouble: string): string {
  const stamp = machine.now().toISOString().slice(0, 19).replaceAll(/[-:]/g, '')
  const place = `${file}.corrupt-${stamp}Z`
  try {
    renameSync(file, place)
    return `${file} ${trouble}; it was set aside as ${place}`
  } catch {
    return `${file} ${trouble}`
  }
}

function parsedObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
