import {BaseCommand} from '../../../lib/cli/base-command.js'
import {renderTable} from '../../../lib/cli/table.js'
import {showCheckpoint, type ShownCheckpoint} from '../../../lib/logs/collect/checkpoint-edit.js'
import {withCheckpoints} from '../../../lib/logs/collect/logs-store.js'
import {visibleText} from '../../../lib/shared/visible-text.js'

export default class LogsCheckpointList extends BaseCommand<typeof LogsCheckpointList> {
  static override summary = 'List the checkpoints: where collectors stand.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    `<%= config.bin %> <%= command.id %> --json | jq -r '.result[].name'`,
  ]

  override async run(): Promise<readonly ShownCheckpoint[]> {
    const found = await withCheckpoints(this.context.machine, (checkpoints) =>
      checkpoints.list().map(showCheckpoint),
    )
    if (found.length === 0) this.say('There is no checkpoint yet: okta-ops logs collect makes one.')
    else this.log(table(found))
    return found
  }
}

function table(found: readonly ShownCheckpoint[]): string {
  return renderTable(found, [
    {heading: 'name', cell: ({name}) => name},
    {heading: 'org', cell: ({orgUrl}) => visibleText(orgUrl)},
    {heading: 'events', cell: ({counts}) => String(counts.events)},
    {heading: 'newest', cell: ({published}) => visibleText(published ?? '-')},
    {heading: 'updated', cell: ({updatedAt}) => updatedAt},
  ])
}
