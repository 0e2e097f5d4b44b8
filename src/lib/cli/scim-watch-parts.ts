import {eventsOf} from '../delivery/batch-events.js'
import type {Sink} from '../delivery/sink.js'
import type {StatusBoard} from '../logs/collect/status-board.js'
import type {HookReceiver} from '../ports/hook-receiver.js'
import type {SystemLog} from '../ports/system-log.js'
import type {ScimJournal} from '../scim/journal/scim-db.js'
import type {Watch} from '../scim/watch/watch.js'
import {logFigures, logFollowing, oktaHooks, scimDomain, type Context} from './context.js'
import {hookKeysReader, readListening, type HookListeningWish} from './hook-flags.js'
import {keepReceiving} from './keep-receiving.js'

/** A watch and what goes on beside it. */
export interface WatchParts {
  readonly watch: Watch
  readonly tenant: string
  readonly journal: Pick<ScimJournal, 'hintBacklog'>
  /** How the System Log is read. */
  readonly board: StatusBoard
  readonly say: (line: string) => void
  readonly stop: AbortController
}

/** Where Okta's events come from. */
export interface EventSources {
  /** Undefined: the log is not read. */
  readonly log: SystemLog | undefined
  /** Undefined: no hook is received. */
  readonly hook: HookListeningWish | undefined
  readonly interval: 'auto' | number
  /** Of the checkpoint. */
  readonly name: string
  readonly once: boolean
}

export interface SourcesWish extends WatchParts, EventSources {
  readonly onListening: (url: string) => void
  readonly warn: (line: string) => void
}

/**
 * Begins to take events, from wherever they come; each is written down before it counts as read or is answered.
 * @returns what ends when the signal aborts, or when the log is read to its end with `once`
 */
export async function watchSources(context: Context, wish: SourcesWish): Promise<readonly Promise<void>[]> {
  const {log, hook} = wish
  const receiver = hook === undefined ? undefined : await receive(context, hook, wish)
  return [
    ...(receiver === undefined ? [] : [receiver()]),
    ...(log === undefined ? [] : [follow(context, log, wish)]),
  ]
}

async function follow({machine}: Context, log: SystemLog, wish: SourcesWish): Promise<void> {
  const {keepFollowingInto, followInto} = await logFollowing()
  const {name, interval, once, board, say, watch, hook, stop} = wish
  const sink: Sink = {
    label: 'scim watch',
    open: () => Promise.resolve(),
    write: (batch) => {
      watch.take(eventsOf(batch))
      return Promise.resolve(null)
    },
    close: () => Promise.resolve(),
  }
  const read = hook === undefined ? followInto : keepFollowingInto
  const status = board.source(name, 'scim watch')
  await read(
    {machine, log, sink, status, say, signal: stop.signal},
    {name, interval, since: machine.now(), once},
  )
  if (once) watch.end()
}

async function receive(
  context: Context,
  hook: HookListeningWish,
  {watch, say, warn, stop, onListening}: SourcesWish,
): Promise<() => Promise<void>> {
  const {startHookListener, createHookVoice} = await oktaHooks()
  const {machine} = context
  const readKeys = hookKeysReader(context, hook, warn)
  const listening = await readListening(hook, readKeys)
  const tell = createHookVoice(machine, say)
  const take = ({events}: {readonly events: Parameters<Watch['take']>[0]}): void => {
    watch.take(events)
  }
  const receiver: HookReceiver = await startHookListener({machine, take, tell}, listening)
  const {tls, host, path} = listening
  const place = host.includes(':') ? `[${host}]` : host
  onListening(`${tls === undefined ? 'http' : 'https'}://${place}:${receiver.port}${path}`)
  return () => keepReceiving(receiver, {readKeys, signal: stop.signal, say})
}

/**
 * Serves figures for Prometheus and health on a port of 127.0.0.1, 0 for any free one, and says where.
 * @throws OpsError OPS_USAGE when the port is taken
 */
export async function serveWatchFigures(
  {machine}: Pick<Context, 'machine'>,
  port: number,
  {watch, tenant, journal, board, say}: WatchParts,
): Promise<{readonly close: () => Promise<void>}> {
  const [{startFiguresListener}, {isUp, metricsText}, {watchMetrics}] = await Promise.all([
    import('../shared/figures-listener.js'),
    logFigures(),
    scimDomain(),
  ])
  const listener = await startFiguresListener(port, {
    metrics: () => {
      const {oldestAt} = journal.hintBacklog(tenant)
      return (
        metricsText(board.sources()) +
        watchMetrics(watch.state(), watch.tally(), {oldestAt, now: machine.now()})
      )
    },
    health: () => {
      const {trouble} = watch.state()
      return [
        ...board.sources().map((source) => ({name: source.name, state: source.state, isUp: isUp(source)})),
        {name: 'watch', state: trouble === undefined ? 'watching' : 'failed', isUp: trouble === undefined},
      ]
    },
    next: 'okta-ops scim watch --metrics 0',
  })
  say(`metrics: http://127.0.0.1:${listener.port}/metrics, health: /healthz`)
  return listener
}
