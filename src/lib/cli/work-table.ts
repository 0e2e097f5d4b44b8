import type {ShownWork} from '../triggers/view/story.js'
import {renderTable} from './table.js'

/** Work as a table: what it is, for which event, and why it stands where it does. */
export function workTable(works: readonly ShownWork[]): string {
  return renderTable(works, [
    {heading: 'id', cell: ({id}) => String(id)},
    {heading: 'state', cell: ({state}) => state},
    {heading: 'rule', cell: ({rule, step}) => (step === 'flow' ? rule : `${rule}/${step}`)},
    {heading: 'event', cell: ({event}) => event.uuid},
    {heading: 'type', cell: ({event}) => event.type},
    {heading: 'who', cell: ({event}) => event.targets[0] ?? event.actor ?? '-'},
    {heading: 'tries', cell: ({tries}) => String(tries.length)},
    {heading: 'since', cell: ({event}) => event.seenAt},
    {heading: 'why', cell: ({reason, dueAt}) => reason ?? (dueAt === undefined ? '' : `due ${dueAt}`)},
  ])
}
