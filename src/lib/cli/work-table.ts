import {cutTo} from '../shared/text-fit.js'
import type {ShownWork} from '../triggers/view/story.js'
import {renderTable} from './table.js'

/** Of what strangers have named, in columns. */
const widest = 60

/** Work as a table: what it is, for which event, and why it stands where it does. */
export function workTable(works: readonly ShownWork[]): string {
  return renderTable(works, [
    {heading: 'id', cell: ({id}) => String(id)},
    {heading: 'state', cell: ({state}) => state},
    {heading: 'rule', cell: ({rule, step}) => (step === 'flow' ? rule : `${rule}/${step}`)},
    {heading: 'event', cell: ({event}) => event.uuid},
    {heading: 'type', cell: ({event}) => cutTo(event.type, widest)},
    {heading: 'who', cell: ({event}) => cutTo(event.targets[0] ?? event.actor ?? '-', widest)},
    {heading: 'tries', cell: ({tries}) => String(tries.length)},
    {heading: 'since', cell: ({event}) => event.seenAt},
    {heading: 'why', cell: ({reason, dueAt}) => reason ?? (dueAt === undefined ? '' : `due ${dueAt}`)},
  ])
}
