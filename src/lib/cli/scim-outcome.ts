import type {ApplyOutcome, GroupOutcome} from '../scim/apply/outcome.js'
import {counted, grouped} from '../shared/counted.js'
import {OpsError} from '../shared/errors.js'
import {visibleText} from '../shared/visible-text.js'
import {interruption} from './interrupt.js'
import {renderTable} from './table.js'

/** Groups that an error names. */
const named = 5

/** Groups that a table shows. */
const mostShown = 50

/** What became of the groups, those that were not wholly applied first; '' where there is none. */
export function outcomeTable(groups: readonly GroupOutcome[]): string {
  const open = groups.filter(({state}) => state !== 'applied')
  const shown = [...open, ...groups.filter(({state}) => state === 'applied')].slice(0, mostShown)
  const table = renderTable(shown, [
    {heading: 'group', cell: ({name}) => name},
    {
      heading: 'state',
      cell: ({state, refusedBy}) => (refusedBy === undefined ? state : `${state}: ${refusedBy}`),
    },
    {heading: 'added', cell: ({added}) => grouped(added)},
    {heading: 'removed', cell: ({removed}) => grouped(removed)},
    {heading: 'left', cell: ({left}) => grouped(left)},
  ])
  const more = groups.length - shown.length
  return more > 0 ? `${table}\n... and ${grouped(more)} more` : table
}

/** What was done, in one sentence. */
export function doneLine({done}: Pick<ApplyOutcome, 'done'>): string {
  const {groups, added, removed, created, deleted} = done
  const parts = [
    ...(created > 0 ? [`${counted(created, 'group')} created`] : []),
    ...(deleted > 0 ? [`${counted(deleted, 'group')} deleted`] : []),
    `${grouped(added)} added`,
    `${grouped(removed)} removed`,
  ]
  return `${counted(groups, 'group')} changed: ${parts.join(', ')}.`
}

/**
 * What keeps an outcome from being a success.
 * @param again the command that goes on
 * @param signal what stopped it by hand, if anything did
 */
export function outcomeFailure(
  {groups, interrupted, error}: ApplyOutcome,
  {again, signal}: {readonly again: string; readonly signal: AbortSignal},
): OpsError | undefined {
  if (error !== undefined) return error
  if (interrupted) {
    const open = groups.filter(({state}) => state === 'stopped' || state === 'notStarted')
    const message = `${counted(open.length, 'group')} not finished; what was sent is written down`
    return interruption({message, next: again}, signal)
  }
  const failed = groups.filter(({state}) => state === 'failed')
  if (failed.length > 0)
    return new OpsError('OPS_SCIM', `${counted(failed.length, 'group')} failed: ${reasons(failed)}`, {
      next: again,
    })
  const refused = groups.filter(({state}) => state === 'refused')
  if (refused.length === 0) return undefined
  return new OpsError(
    'OPS_GUARD',
    `${counted(refused.length, 'group')} not wholly applied: ${reasons(refused)}`,
    {failure: 'refused', next: 'okta-ops scim plan'},
  )
}

function reasons(groups: readonly GroupOutcome[]): string {
  const more = groups.length - named
  const shown = groups.slice(0, named).map(({name, refusedBy, guards, reason = ''}) => {
    const by = refusedBy === 'moved' ? ' (moved)' : refusedBy === 'guard' ? ` (${guards.join(', ')})` : ''
    return visibleText(`${name}${by}: ${reason}`)
  })
  return shown.join('; ') + (more > 0 ? `; and ${grouped(more)} more` : '')
}
