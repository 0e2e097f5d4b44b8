import type {Batch, Sink} from '../delivery/sink.js'
import {ReaderGone} from '../delivery/stdout-sink.js'
import {collectSource} from './collect/collect-source.js'
import {asOnlyCollector, withCheckpoints} from './collect/logs-store.js'
import {createStatusBoard} from './collect/status-board.js'
import {readPage, type PageEvents} from './page-events.js'
import type {Selection} from './query/selection.js'
import type {ReadingDeps, TailOptions} from './tail.js'
import {waitTeller} from './view/notices.js'
import type {Tally} from './view/tally.js'

export interface NamedTailOptions extends Omit<TailOptions, 'limit' | 'selection'> {
  /** The checkpoint's, shared with `logs collect`. */
  readonly name: string
  readonly selection: Selection
  /** `--since` where it was typed. */
  readonly sinceTyped?: string | undefined
}

const rememberMs = 24 * 3_600_000

/**
 * As `tailLog`, but goes on where the last one of that name was, and remembers how far it came: a page counts when it has
 * been written to the screen, so that a crash shows some of it again rather than not at all.
 * @throws OpsError OPS_CHECKPOINT when the checkpoint belongs to another org or filter; OPS_LOCK_TIMEOUT
 */
export async function tailByName(deps: ReadingDeps, options: NamedTailOptions): Promise<Tally> {
  const {machine, log, screen, say, live} = deps
  const {name, since, sinceTyped, selection, interval, untilIdle} = options
  const status = createStatusBoard().source(name, 'screen')
  const waits = waitTeller({machine, say, live})
  await asOnlyCollector(machine, name, () =>
    withCheckpoints(machine, (checkpoints) =>
      collectSource(
        {
          machine,
          log,
          checkpoints,
          sinks: [screenSink(deps)],
          status,
          say,
          onWait: waits.tell,
          signal: AbortSignal.any([deps.signal, screen.closed]),
        },
        {
          name,
          since,
          sinceTyped,
          filterText: selection.whole,
          q: selection.q,
          serverFilter: selection.filter,
          matches: selection.accepts,
          pageSize: 1000,
          dedupeWindowMs: rememberMs,
          once: untilIdle,
          pace: {interval},
        },
      ),
    ),
  ).finally(waits.end)
  const {seen, delivered, repeated, filtered, lagMs, begun} = status.get()
  return {
    seen,
    shown: delivered,
    repeated,
    filtered,
    ...(begun === undefined ? {} : {begun}),
    ...(lagMs === undefined ? {} : {lagMs}),
  }
}

function screenSink({screen, printer}: ReadingDeps): Sink {
  return {
    label: 'screen',
    open: () => screen.write(printer.head),
    write: async (batch) => {
      const read = pageOf(batch)
      await screen.write(printer.page(read, [...read.events.keys()]))
      if (screen.closed.aborted) throw new ReaderGone()
      return null
    },
    close: () => screen.write(printer.tail),
  }
}

/** A batch's lines as a page again. */
function pageOf({bytes, events}: Batch): PageEvents {
  const body = Buffer.concat([Buffer.from('['), bytes])
  for (const {end} of events) body[end + 1] = 0x2c
  body[body.length - 1] = 0x5d
  return readPage(body)
}
