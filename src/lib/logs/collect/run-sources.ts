import type {SinkRequest} from '../../delivery/open-sink.js'
import type {Sink} from '../../delivery/sink.js'
import type {SystemLog} from '../../ports/system-log.js'
import type {Machine} from '../../shared/machine.js'
import {orWidest} from '../../shared/when.js'
import type {CheckpointStore} from './checkpoint-store.js'
import {collectSource} from './collect-source.js'
import type {CollectSource} from './collecting.js'
import {asOnlyCollector} from './logs-store.js'
import {asSoleWriter} from './sole-writer.js'
import {filterOf, readSpec, type SourceSpec} from './source-spec.js'
import {waitTeller} from '../view/notices.js'
import {statusLine, type StatusBoard} from './status-board.js'

/** What collecting needs from outside. */
export interface Surroundings {
  readonly machine: Machine
  readonly checkpoints: CheckpointStore
  readonly board: StatusBoard
  readonly connect: (spec: SourceSpec) => Promise<SystemLog>
  readonly openSink: (request: SinkRequest) => Promise<Sink>
  readonly say: (line: string) => void
  readonly once: boolean
  /** As it was typed; undefined when a file says what to collect, so that no flag can say it better. */
  readonly command?: readonly string[] | undefined
  /** The status line counts waits down already. */
  readonly showsWaits: boolean
  /** Aborted to stop everything. */
  readonly signal: AbortSignal
}

/** Several sources, each in a loop of its own. */
export interface Collectors {
  /** Starts what is new or changed, stops what changed or is gone; the rest goes on undisturbed. One after the other. */
  readonly apply: (specs: readonly SourceSpec[]) => Promise<void>
  /** Resolves when all have ended; then throws the first failure there was. */
  readonly ended: () => Promise<void>
}

interface Running {
  readonly spec: string
  readonly stop: AbortController
  readonly end: Promise<void>
}

export function createCollectors(around: Surroundings): Collectors {
  const running = new Map<string, Running>()
  const failures: unknown[] = []

  const start = (spec: SourceSpec): void => {
    const stop = new AbortController()
    const signal = AbortSignal.any([stop.signal, around.signal])
    const end = runSource({...around, signal}, spec).catch((error: unknown) => {
      failures.push(error)
      if (running.size > 1)
        around.say(`${spec.name}: ${error instanceof Error ? error.message : String(error)}`)
    })
    running.set(spec.name, {spec: JSON.stringify(spec), stop, end})
  }
  const stop = async (name: string): Promise<void> => {
    const found = running.get(name)
    running.delete(name)
    found?.stop.abort(new Error('changed'))
    await found?.end
  }

  const change = async (specs: readonly SourceSpec[]): Promise<void> => {
    const wanted = new Map(specs.map((spec) => [spec.name, JSON.stringify(spec)]))
    const old = [...running].filter(([name, {spec}]) => wanted.get(name) !== spec).map(([name]) => name)
    for (const name of old) await stop(name)
    for (const spec of specs) if (!running.has(spec.name)) start(spec)
  }
  let changing = Promise.resolve()

  return {
    apply: (specs) => (changing = changing.then(() => change(specs))),
    ended: async () => {
      const over = new Set<Promise<void>>()
      for (;;) {
        // What a reload stops has ended before its successor runs.
        await changing
        const ends = [...running.values()].map(({end}) => end).filter((end) => !over.has(end))
        if (ends.length === 0) break
        await Promise.all(ends)
        for (const end of ends) over.add(end)
      }
      if (failures.length > 0) throw failures[0]
    },
  }
}

/** One source from its checkpoint to its end. */
async function runSource(around: Surroundings, spec: SourceSpec): Promise<void> {
  const {machine, board, say} = around
  const goesOn = around.checkpoints.find(spec.name) !== undefined
  const meaning = (): CollectSource =>
    readSpec(spec, {now: machine.now(), once: around.once, warn: say, goesOn})
  const source =
    around.command === undefined ? meaning() : {...orWidest(around.command, meaning), sinceTyped: spec.since}
  const sinks = await Promise.all(spec.sinks.map((request) => around.openSink(request)))
  const status = board.source(spec.name, sinks.map(({label}) => label).join(', '))
  const collect = async (): Promise<void> => {
    const log = await around.connect(spec)
    const waits = waitTeller({
      machine,
      say: (line) => {
        say(`${spec.name}: ${line}`)
      },
    })
    const onWait = around.showsWaits ? undefined : waits.tell
    await collectSource({...around, log, sinks, status, onWait}, {...source, ...filterOf(spec, log.self)})
  }
  await asOnlyCollector(machine, spec.name, () =>
    asSoleWriter(machine, {name: spec.name, sinks, checkpoints: around.checkpoints}, collect),
  )
  say(statusLine(status.get()))
}
