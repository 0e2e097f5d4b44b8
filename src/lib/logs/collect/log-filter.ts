import {compileFilter} from '../../language/filter/filter-match.js'
import {parseFilter} from '../../language/filter/filter-parse.js'
import {printFilter} from '../../language/filter/filter-print.js'
import {splitForOkta} from '../../language/filter/okta-filter.js'
import {checkSearchWords} from '../../language/filter/search-words.js'
import type {CollectSource} from './collect-source.js'

/**
 * What a source's filter and keywords mean: the part that Okta evaluates, and the part that is left for here.
 * @throws OpsError OPS_FILTER (usage) with a caret under the fault
 */
export function readLogFilter(
  filterText: string | undefined,
  q: string | undefined,
): Pick<CollectSource, 'filterText' | 'q' | 'serverFilter' | 'matches'> {
  if (q !== undefined) checkSearchWords(q)
  if (filterText === undefined) return {filterText, q}
  const {server, local} = splitForOkta(parseFilter(filterText, '--filter'))
  return {
    filterText,
    q,
    serverFilter: server === undefined ? undefined : printFilter(server),
    matches: local === undefined ? undefined : compileFilter(local),
  }
}
