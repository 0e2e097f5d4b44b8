import {comparisons, FilterRefused, holds, parseFilter, valuesAt} from './filter.js'
import type {StoredEvent} from './event-store.js'
import {OktaRefusal} from '../refusal.js'
import type {JsonObject} from '../../../shared/json.js'

/** Whether an event is asked for. */
export type EventTest = (stored: StoredEvent) => boolean

/** The names an event begins with; anything else is no field. */
const fields = new Set([
  'actor',
  'authenticationContext',
  'client',
  'debugContext',
  'device',
  'displayMessage',
  'eventType',
  'legacyEventType',
  'outcome',
  'request',
  'securityContext',
  'severity',
  'target',
  'transaction',
  'uuid',
  'version',
])

/** Fields that may not be searched for a part of their value. */
const notContaining = new Set(['debugContext.debugData.url', 'debugContext.debugData.requestUri'])

/**
 * The test of `filter=`; true of everything when there is none.
 * @throws OktaRefusal 400 E0000053 or E0000031, as Okta refuses
 */
export function filterTest(text: string | null): EventTest {
  if (text === null || text.trim() === '') return () => true
  try {
    const filter = parseFilter(text)
    for (const comparison of comparisons(filter)) check(comparison)
    return (stored) => {
      let event: JsonObject | undefined
      return holds(filter, (path) => {
        if (path === 'eventType') return [stored.eventType]
        event ??= stored.event
        return valuesAt(event, path)
      })
    }
  } catch (error) {
    if (!(error instanceof FilterRefused)) throw error
    if (error.kind === 'operator')
      throw new OktaRefusal(400, 'E0000031', {bare: true, summary: error.message})
    const summary = error.kind === 'field' ? error.message : `Invalid filter '${text}': ${error.message}`
    throw new OktaRefusal(400, 'E0000053', {bare: true, summary})
  }
}

function check({op, attrPath}: {readonly op: string; readonly attrPath: string}): void {
  if (op === '[]') throw new FilterRefused('syntax', `unexpected '[' after '${attrPath}'`)
  const [first = ''] = attrPath.split('.')
  if (!fields.has(first) || attrPath.startsWith('target.changeDetails'))
    throw new FilterRefused('field', `field is not valid: ${attrPath}`)
  if (op === 'co' && notContaining.has(attrPath)) {
    throw new FilterRefused(
      'operator',
      `The supplied combination of operator and field is not currently supported. Operator: ${op}, Field: ${attrPath}`,
    )
  }
}
