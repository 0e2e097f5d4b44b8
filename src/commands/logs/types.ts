import {BaseCommand} from '../../lib/cli/base-command.js'
import {Args, Flags} from '../../lib/cli/oclif.js'
import {renderTable} from '../../lib/cli/table.js'
import {findEventTypes, nearestEventTypes, type EventType} from '../../lib/language/event-types.js'
import {visibleText} from '../../lib/shared/visible-text.js'

/** One type of `logs types --json`. */
export interface ListedEventType {
  readonly eventType: string
  readonly hookEligible: boolean
  /** The Okta release that brought it. */
  readonly since: string
}

export default class LogsTypes extends BaseCommand<typeof LogsTypes> {
  static override summary = 'List the event types of the System Log.'
  static override description =
    'The catalogue comes with the program (Okta release 2026.08), so nothing is asked of an org. Okta adds types every month.'
  static override examples = [
    `<%= config.bin %> <%= command.id %> 'user.session.*'`,
    '<%= config.bin %> <%= command.id %> password --hooks',
    `<%= config.bin %> <%= command.id %> 'group.*' --json | jq -r '.result[].eventType'`,
  ]
  static override args = {
    pattern: Args.string({description: 'a glob such as user.session.*, or a part of the name'}),
  }
  static override flags = {
    hooks: Flags.boolean({summary: 'only what an event hook may deliver', default: false}),
  }

  override async run(): Promise<readonly ListedEventType[]> {
    const {args} = await this.parse(LogsTypes)
    const pattern = args.pattern ?? '*'
    const found = findEventTypes(pattern)
    const types = this.flags.hooks ? found.filter(({hookEligible}) => hookEligible) : found
    if (types.length > 0) this.log(table(types))
    else this.say(nothingFor(pattern, found))
    return types.map(({name, hookEligible, since}) => ({eventType: name, hookEligible, since}))
  }
}

function table(types: readonly EventType[]): string {
  return renderTable(types, [
    {heading: 'event type', cell: ({name}) => name},
    {heading: 'event hook', cell: ({hookEligible}) => (hookEligible ? 'yes' : 'no')},
    {heading: 'since', cell: ({since}) => since},
  ])
}

function nothingFor(pattern: string, withoutHooks: readonly EventType[]): string {
  const shown = visibleText(pattern)
  if (withoutHooks.length > 0) return `No event type that an event hook may deliver matches ${shown}.`
  const near = nearestEventTypes(pattern)
  return `No event type matches ${shown}.${near.length === 0 ? '' : ` The nearest are ${near.join(', ')}.`}`
}
