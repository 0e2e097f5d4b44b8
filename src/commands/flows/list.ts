import {BaseCommand} from '../../lib/cli/base-command.js'
import {connectOrg} from '../../lib/cli/connect-org.js'
import {flowsFlag} from '../../lib/cli/flow-flags.js'
import {registryOf} from '../../lib/cli/flow-runner-of.js'
import {untilInterrupted} from '../../lib/cli/interrupt.js'
import {Flags} from '../../lib/cli/oclif.js'
import {orgFlag} from '../../lib/cli/org-flags.js'
import {renderTable, type Column} from '../../lib/cli/table.js'
import {discoverFlows, type SeenFlow} from '../../lib/flows/discover/discover.js'
import type {Registry} from '../../lib/flows/registry/registry.js'
import {shownFlow, type ShownFlow} from '../../lib/flows/registry/shown-flow.js'

/** A registered flow, and why it is not run, where it is not. */
export type ListedFlow = ShownFlow & {readonly notRun?: string}

/** What `flows list --json` answers with. */
export interface FlowsListResult {
  readonly flows: readonly ListedFlow[]
  /** Of the System Log: these cannot be run until they are registered. Absent where nobody asked. */
  readonly seen?: readonly SeenFlow[]
}

export default class FlowsList extends BaseCommand<typeof FlowsList> {
  static override summary =
    'List the flows that can be run, and with --discover those that the System Log tells of.'
  static override description =
    'Okta has no public way to list flows. What people did to flows in the last 90 days is in the System Log, and --discover reads it (scope okta.logs.read): such a flow has a name and an id there and no address, so it cannot be run until flows add is given that.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --discover --active',
    '<%= config.bin %> <%= command.id %> --source user --json',
  ]
  static override flags = {
    org: orgFlag(),
    flows: flowsFlag(),
    source: Flags.option({
      options: ['user', 'project', 'log'] as const,
      summary: "only those of your own file, of the project's, or of the System Log (which is then read)",
    })(),
    discover: Flags.boolean({summary: 'read the System Log too', default: false}),
    active: Flags.boolean({
      summary: 'leave out what cannot run: deactivated or deleted by the System Log, or not trusted',
      default: false,
    }),
  }

  override async run(): Promise<FlowsListResult> {
    const {org, flows: file, source, discover, active} = this.flags
    const warn = (line: string): void => {
      this.warn(line)
    }
    const registry = source === 'log' ? undefined : await registryOf(this.context, {org, flows: file, warn})
    const flows = listed(registry)
      .filter((flow) => source === undefined || flow.source === source)
      .filter(({notRun}) => !active || notRun === undefined)
    const seen = discover || source === 'log' ? await this.#discovered() : undefined
    this.#print(flows, seen)
    return {flows, ...(seen === undefined ? {} : {seen})}
  }

  async #discovered(): Promise<readonly SeenFlow[]> {
    const {org, active} = this.flags
    const {machine} = this.context
    const {log} = await connectOrg(this.context, {org})
    const seen = await untilInterrupted((signal) => discoverFlows(log, {now: machine.now(), signal}))
    return seen.filter(({state}) => !active || (state !== 'inactive' && state !== 'deleted'))
  }

  #print(flows: readonly ListedFlow[], seen: readonly SeenFlow[] | undefined): void {
    if (flows.length > 0) this.log(renderTable(flows, columnsFor(flows)))
    else if (seen === undefined) this.say('There is no flow yet. Next: okta-ops flows add --help')
    if (seen === undefined) return
    if (seen.length === 0) this.say('The System Log of the last 90 days tells of no flow.')
    else this.log(`${flows.length > 0 ? '\n' : ''}${renderTable(seen, seenColumns)}`)
    if (seen.length > 0)
      this.say('Flows seen in the log cannot be run until they are registered: okta-ops flows add')
  }
}

function listed(registry: Registry | undefined): readonly ListedFlow[] {
  if (registry === undefined) return []
  const distrusted = [...registry.distrusted.values()].map(({flow, why}) => ({
    ...shownFlow(flow),
    notRun: why,
  }))
  return [...[...registry.flows.values()].map(shownFlow), ...distrusted].sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )
}

const columns: readonly Column<ListedFlow>[] = [
  {heading: 'name', cell: ({name}) => name},
  {heading: 'source', cell: ({source}) => source},
  {heading: 'way in', cell: ({access}) => access},
  {heading: 'address', cell: ({invokeUrl}) => invokeUrl},
]

function columnsFor(flows: readonly ListedFlow[]): readonly Column<ListedFlow>[] {
  if (flows.every(({notRun}) => notRun === undefined)) return columns
  return [...columns, {heading: 'not run because', cell: ({notRun = ''}) => notRun}]
}

const seenColumns: readonly Column<SeenFlow>[] = [
  {heading: 'seen in the log', cell: ({name}) => name},
  {heading: 'id', cell: ({id}) => id},
  {heading: 'state', cell: ({state}) => state ?? '-'},
  {heading: 'last', cell: ({lastAction}) => lastAction},
  {heading: 'at', cell: ({lastAt}) => lastAt},
  {heading: 'by', cell: ({by}) => by},
]
