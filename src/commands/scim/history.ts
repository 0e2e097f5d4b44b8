import {BaseCommand} from '../../lib/cli/base-command.js'
import {scimDomain} from '../../lib/cli/context.js'
import {Flags} from '../../lib/cli/oclif.js'
import {renderTable} from '../../lib/cli/table.js'
import {formatDate} from '../../lib/language/template/date-format.js'
import {showChange, showRun, type ShownChange, type ShownRun} from '../../lib/scim/view/shown-history.js'
import {given} from '../../lib/shared/given.js'
import {parseWhen} from '../../lib/shared/when.js'

/** What `scim history --json` answers with: runs, or with --group the changes of that group. */
export interface ScimHistoryResult {
  readonly runs?: readonly ShownRun[]
  readonly changes?: readonly ShownChange[]
}

export default class ScimHistory extends BaseCommand<typeof ScimHistory> {
  static override summary = 'Show what this machine has applied to Identity Center, the newest first.'
  static override description =
    'Every change is written into the journal before its request leaves, and again when AWS has answered. With --group: who was added to it and removed from it, when and by which run. A change without an answer may have been made; the next run sees it.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --since 7d',
    '<%= config.bin %> <%= command.id %> --group AWS_prod-admins --json',
  ]
  static override flags = {
    since: Flags.string({
      helpValue: 'WHEN',
      summary: 'only what happened from then on: 15m or 1d12h ago, today, ISO 8601',
    }),
    group: Flags.string({
      helpValue: 'GROUP',
      summary: 'the changes of this group, by its name in Identity Center or its id there',
    }),
    limit: Flags.integer({helpValue: 'N', min: 1, default: 50, summary: 'the newest so many'}),
  }

  override async run(): Promise<ScimHistoryResult> {
    const {machine} = this.context
    const {group, limit} = this.flags
    const since =
      this.flags.since === undefined
        ? undefined
        : parseWhen(this.flags.since, {now: machine.now(), what: '--since'})
    const {withScimJournal} = await scimDomain()
    const query = {limit, ...given({since})}
    const result = await withScimJournal(machine, (journal): ScimHistoryResult =>
      group === undefined
        ? {runs: journal.runs(query).map(showRun)}
        : {changes: journal.changes({...query, group}).map(showChange)},
    )
    this.#print(result)
    const {length} = result.runs ?? result.changes ?? []
    if (length === 0) this.say('The journal of this machine holds nothing of that.')
    if (length === limit) this.say(`These are the newest ${limit}; --limit shows more.`)
    return result
  }

  #print({runs = [], changes = []}: ScimHistoryResult): void {
    if (runs.length > 0)
      this.log(
        renderTable(runs, [
          {heading: 'run', cell: ({id}) => id},
          {heading: 'began', cell: ({startedAt}) => local(startedAt)},
          {heading: 'state', cell: ({state}) => state},
          {heading: 'groups', cell: (run) => counts(run, 'groups')},
          {heading: 'added', cell: (run) => counts(run, 'added')},
          {heading: 'removed', cell: (run) => counts(run, 'removed')},
          {heading: 'who', cell: ({who}) => who},
          {heading: 'why', cell: ({reason = ''}) => reason},
        ]),
      )
    if (changes.length > 0)
      this.log(
        renderTable(changes, [
          {heading: 'sent', cell: ({sentAt}) => local(sentAt)},
          {heading: 'run', cell: ({run}) => run},
          {heading: 'kind', cell: ({kind}) => kind},
          {heading: 'state', cell: ({state}) => state},
          {heading: 'added', cell: ({added}) => people(added)},
          {heading: 'removed', cell: ({removed}) => people(removed)},
          {heading: 'why', cell: ({reason = ''}) => reason},
        ]),
      )
  }
}

const mostNamed = 4

function people(names: readonly string[]): string {
  if (names.length === 0) return '-'
  const more = names.length - mostNamed
  return names.slice(0, mostNamed).join(', ') + (more > 0 ? ` and ${more} more` : '')
}

/** What was done of what was wanted. */
function counts({done, wanted}: ShownRun, what: 'groups' | 'added' | 'removed'): string {
  return done === undefined || done[what] === wanted[what]
    ? String((done ?? wanted)[what])
    : `${done[what]} of ${wanted[what]}`
}

function local(iso: string): string {
  return formatDate(new Date(iso), 'YYYY-MM-DD HH:mm:ss')
}
