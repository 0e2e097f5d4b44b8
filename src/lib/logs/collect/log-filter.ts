import type {SystemLog} from '../../ports/system-log.js'
import {pickedBy, type SelectionFlags} from '../query/selection.js'
import type {CollectSource} from './collecting.js'

/**
 * What a source picks: the part that Okta evaluates, the part that is left for here, and the text that its checkpoint
 * belongs to. A filter alone stands there as it was written.
 * @param self how our own calls look in the log, for `hideSelf`
 * @throws OpsError OPS_FILTER (usage) with a caret under the fault, OPS_USAGE
 */
export function readLogFilter(
  picks: SelectionFlags,
  self?: SystemLog['self'],
): Pick<CollectSource, 'filterText' | 'q' | 'serverFilter' | 'matches'> {
  const {filter: written, q, hideSelf, ...shorthands} = picks
  const {filter, accepts, whole} = pickedBy(picks, self)
  const isWritten = hideSelf !== true && Object.values(shorthands).every((values) => values === undefined)
  return {filterText: isWritten ? written : whole, q, serverFilter: filter, matches: accepts}
}

/** The keys of a logs.yaml that say the same, as they are written there; a stand-in where its language cannot say it. */
export function yamlKeysOf({q, hideSelf, ...conditions}: SelectionFlags): string {
  const {whole} = pickedBy(conditions)
  const keys = [
    ...(whole === undefined ? [] : [`filter: ${yamlText(isFilter(whole) ? whole : 'FILTER')}`]),
    ...(hideSelf === true ? [`filter: ${yamlText('not (actor.id eq "CLIENT_ID")')}`] : []),
    ...(q === undefined ? [] : [`q: ${yamlText(q)}`]),
  ]
  return keys.join(' and ')
}

function isFilter(text: string): boolean {
  try {
    return pickedBy({filter: text}).whole !== undefined
  } catch {
    return false
  }
}

function yamlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
