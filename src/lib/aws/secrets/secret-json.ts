import {OpsError} from '../../shared/errors.js'
import {visibleText} from '../../shared/visible-text.js'

/**
 * The value of one key in a secret that holds a JSON object: text as it is, anything else as JSON.
 * @throws OpsError OPS_SECRET when the secret is no JSON object or has no such key; names keys, never a value
 */
export function valueOfKey(text: string, {id, key}: {readonly id: string; readonly key: string}): string {
  const found = parsedObject(text)
  if (found === undefined) {
    throw new OpsError(
      'OPS_SECRET',
      `the secret ${id} is not a JSON object, so it has no key ${visibleText(key)}`,
    )
  }
  const value = Object.hasOwn(found, key) ? found[key] : undefined
  if (value === undefined || value === null) {
    const keys = Object.keys(found).map(visibleText).sort().join(', ')
    throw new OpsError(
      'OPS_SECRET',
      `the secret ${id} has no key ${visibleText(key)}; it has ${keys || 'none'}`,
    )
  }
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function parsedObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? {...value} : undefined
  } catch {
    return undefined
  }
}
