import type {SystemLog} from '../../ports/system-log.js'

/** A flow as people's work on it appears in the System Log; nothing there lets anybody run it. */
export interface SeenFlow {
  /** Okta's id of the flow: not the alias it is invoked by. */
  readonly id: string
  readonly name: string
  /** By the last event that says so; undefined where none does. */
  readonly state: 'active' | 'inactive' | 'deleted' | undefined
  /** The last thing done to it, like `save`. */
  readonly lastAction: string
  readonly lastAt: string
  /** Who did it. */
  readonly by: string
}

const prefix = 'workflows.user.flow.'
/** As long as Okta keeps events. */
const keptMs = 90 * 86_400_000
const stateAfter: Readonly<Record<string, SeenFlow['state']>> = {
  activate: 'active',
  deactivate: 'inactive',
  delete: 'deleted',
}

/** Reads what was done to flows in the last 90 days, oldest first; the newest word on each flow is what counts. */
export async function discoverFlows(
  log: SystemLog,
  {now, signal}: {readonly now: Date; readonly signal?: AbortSignal},
): Promise<readonly SeenFlow[]> {
  const seen = new Map<string, SeenFlow>()
  let url: string | undefined = log.firstUrl({
    since: new Date(now.getTime() - keptMs),
    until: now,
    filter: `eventType sw "${prefix}"`,
    limit: 1000,
    sortOrder: 'ASCENDING',
  })
  while (url !== undefined) {
    const page = await log.read(url, signal === undefined ? {} : {signal})
    for (const event of JSON.parse(page.body.toString('utf8')) as readonly unknown[]) note(seen, event)
    url = page.next
  }
  return [...seen.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}

/** Events are others' text: whatever is missing or of another kind leaves a gap, and fails nothing. */
function note(seen: Map<string, SeenFlow>, event: unknown): void {
  const {eventType, published, actor, target} = fields(event)
  if (typeof eventType !== 'string' || !eventType.startsWith(prefix)) return
  const targets: readonly unknown[] = Array.isArray(target) ? target : []
  const flow = targets.map(fields).find(({type}) => type === 'Flow')
  const id = text(flow?.['id'])
  if (id === '') return
  const action = eventType.slice(prefix.length)
  const former = seen.get(id)
  seen.set(id, {
    id,
    name: text(flow?.['displayName']) || former?.name || id,
    state: stateAfter[action] ?? former?.state,
    lastAction: action,
    lastAt: text(published),
    by: text(fields(actor)['alternateId']) || text(fields(actor)['displayName']),
  })
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
