import {comparisons, FilterRefused, holds, parseFilter, valuesAt} from '../log/filter.js'
import {OktaRefusal} from '../refusal.js'
import type {JsonObject} from '../../../shared/json.js'

export interface SearchRule {
  /** Whether the attribute may be asked for. */
  readonly allows: (path: string, op: string) => boolean
}

/**
 * The test of `filter=` or `search=` over what the API shows of an object.
 * @throws OktaRefusal 400 E0000031 for an expression that cannot be read or asks for what it may not
 */
export function searchTest(text: string, {allows}: SearchRule): (body: JsonObject) => boolean {
  try {
    const filter = parseFilter(text)
    const refused = comparisons(filter).find(({op, attrPath}) => op === '[]' || !allows(attrPath, op))
    if (refused !== undefined) throw new FilterRefused('field', refused.attrPath)
    return (body) => holds(filter, (path) => valuesAt(body, path))
  } catch (error) {
    if (error instanceof FilterRefused)
      throw new OktaRefusal(400, 'E0000031', {summary: 'Invalid search criteria.'})
    throw error
  }
}
