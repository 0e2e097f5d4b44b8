import path from 'node:path'
import {collectFlags} from '../../lib/cli/collect-flags.js'
import {connectOrg} from '../../lib/cli/connect-org.js'
import {LogCommand} from '../../lib/cli/log-command.js'
import {pickingNames, pickingWords, selectionFlags} from '../../lib/cli/log-flags.js'
import {readSecretOf} from '../../lib/cli/secret-readers.js'
import {stopSignal} from '../../lib/cli/signals.js'
import {sinkMakers} from '../../lib/cli/sink-makers.js'
import {openSink} from '../../lib/delivery/open-sink.js'
import {withCheckpoints} from '../../lib/logs/collect/logs-store.js'
import {yamlKeysOf} from '../../lib/logs/collect/log-filter.js'
import {readLogsFile} from '../../lib/logs/collect/logs-file.js'
import {createCollectors, type Surroundings} from '../../lib/logs/collect/run-sources.js'
import {parseInterval, parseKeep, searchOf, type SourceSpec} from '../../lib/logs/collect/source-spec.js'
import {parseStatusInterval, showStatus} from '../../lib/logs/collect/show-status.js'
import {createStatusBoard, type StatusBoard} from '../../lib/logs/collect/status-board.js'
import {describeNothing} from '../../lib/logs/query/nothing-found.js'
import {pickedBy, selectionOf} from '../../lib/logs/query/selection.js'
import type {SourceStatus} from '../../lib/logs/source-status.js'
import type {SystemLog} from '../../lib/ports/system-log.js'
import {parseByteSize} from '../../lib/shared/byte-size.js'
import {parseDuration} from '../../lib/shared/duration.js'
import type {LiveLine} from '../../lib/shared/live-line.js'
import {exitCodes, OpsError} from '../../lib/shared/errors.js'
import {shellWord} from '../../lib/shared/shell-word.js'

export default class LogsCollect extends LogCommand<typeof LogsCollect> {
  static override summary = 'Collect the System Log into files or elsewhere, losing nothing.'
  static override description =
    'Runs until Ctrl-C or SIGTERM and goes on exactly where it was. A file holds every event once; other sinks get every ' +
    'event at least once. docs/system-log.md tells more.'
  static override usage = ['<%= command.id %> --name NAME --sink SINK...', '<%= command.id %> --config FILE']
  static override examples = [
    '<%= config.bin %> <%= command.id %> --name audit --sink audit.ndjson --rotate-daily --gzip --keep 90d',
    `<%= config.bin %> <%= command.id %> --name failures --sink - --filter 'outcome.result eq "FAILURE"' --once`,
    '<%= config.bin %> <%= command.id %> --config logs.yaml --metrics 9464',
  ]
  static override flags = collectFlags

  override async run(): Promise<{readonly sources: readonly SourceStatus[]}> {
    const board = createStatusBoard()
    const stop = new AbortController()
    const read = (): readonly SourceSpec[] => this.specs()
    const specs = read()
    const interval = parseStatusInterval(this.flags['status-interval'])
    const live = this.statusLine(specs)
    if (this.flags.config === undefined) this.tellSelection(await selectionOf(selectionFlags(this.flags)))
    const metrics = await this.startMetrics(board)
    // SIGHUP reads a file again; without one it is a terminal that was closed.
    const signals = [
      'SIGINT',
      'SIGTERM',
      ...(this.flags.config === undefined ? ['SIGHUP' as const] : []),
    ] as const
    const signalled = stopSignal(signals).then((signal) => {
      if (signal === 'SIGINT') this.endWith(exitCodes.interrupted)
      stop.abort(new Error(signal))
    })
    const endStatus = showStatus({...this.context, board, live, say: this.voice.say}, interval)
    try {
      await withCheckpoints(this.context.machine, async (checkpoints) => {
        const collectors = createCollectors({
          ...this.around(stop),
          board,
          checkpoints,
          showsWaits: live !== undefined && interval === 'auto',
        })
        const onReload = (): void => {
          this.reload(read, collectors.apply)
        }
        if (this.flags.config !== undefined) process.on('SIGHUP', onReload)
        await collectors.apply(specs)
        await collectors.ended()
        process.off('SIGHUP', onReload)
      })
    } finally {
      endStatus()
      await metrics?.close()
      void signalled
    }
    const sources = board.sources()
    if (this.flags.once && !stop.signal.aborted) this.tellNothing(specs, sources)
    if (this.flags.once && sources.some(({refused}) => refused > 0)) this.endWith(exitCodes.failure)
    return {sources}
  }

  /** Of each source that found nothing, not even what it has already: where it looked, and what to try. */
  private tellNothing(specs: readonly SourceSpec[], sources: readonly SourceStatus[]): void {
    const {config, org} = this.flags
    for (const {name, begun, seen, delivered, repeated, refused} of sources) {
      const spec = specs.find((one) => one.name === name)
      if (spec === undefined || begun === undefined || delivered + repeated + refused > 0) continue
      const lines = describeNothing({
        since: new Date(begun),
        until: this.context.machine.now(),
        selection: pickedBy({filter: spec.filter, q: spec.q, ...spec.shorthands}),
        seen,
        command: searchOf(spec, org, config === undefined ? pickingWords(this.flags) : undefined),
      })
      for (const line of lines) this.say(line.startsWith(' ') ? line : `${name}: ${line}`)
    }
  }

  private around(stop: AbortController): Omit<Surroundings, 'board' | 'checkpoints' | 'showsWaits'> {
    const {context, flags} = this
    const readSecret = readSecretOf(context, (line) => this.warn(line))
    const makers = sinkMakers(context, async (reference, what) => {
      const {parseSecretReference} = await import('../../lib/secrets/secret-reference.js')
      return readSecret(parseSecretReference(reference, what))
    })
    const onReaderGone = (): void => {
      stop.abort(new Error('nobody reads stdout'))
    }
    return {
      machine: context.machine,
      once: flags.once,
      command: flags.config === undefined ? this.typed('logs collect') : undefined,
      signal: stop.signal,
      say: this.voice.say,
      openSink: (request) => openSink(context.machine, request, {makers, onReaderGone}),
      connect: async ({name, org, patience}) => {
        const rateShare = flags['rate-share']
        const whenOpen = flags.once ? 'fail' : 'wait'
        const {log} = await connectOrg(context, {org: org ?? flags.org, rateShare, patience, whenOpen})
        return await this.recorded(log, name)
      },
    }
  }

  /** Events that go to the same terminal would stand in it. */
  private statusLine(specs: readonly SourceSpec[]): LiveLine | undefined {
    const {live, terminal} = this.context
    const prints = specs.some(({sinks}) => sinks.some(({target}) => target === '-'))
    return prints && terminal.width !== undefined ? undefined : live
  }

  /** Each source of a file into a folder of its own: their pages are told apart by number only. */
  private async recorded(log: SystemLog, name: string): Promise<SystemLog> {
    const {record, config} = this.flags
    if (record === undefined) return log
    const {recordingLog} = await import('../../lib/logs/cassette/recording-log.js')
    return recordingLog(log, config === undefined ? record : path.join(record, name))
  }

  private specs(): readonly SourceSpec[] {
    const {config, source} = this.flags
    if (config === undefined) return [this.specOfFlags()]
    this.refusePicks(config)
    const specs = readLogsFile(this.context.machine, config)
    const unknown = source?.find((name) => !specs.some((spec) => spec.name === name))
    if (unknown !== undefined)
      throw new OpsError('OPS_USAGE', `${config} has no source named ${unknown}`, {failure: 'usage'})
    return source === undefined ? specs : specs.filter(({name}) => source.includes(name))
  }

  /** A file of sources has its own words for them. */
  private refusePicks(config: string): void {
    const flags = pickingNames(this.flags)
    if (flags.length === 0) return
    throw new OpsError(
      'OPS_USAGE',
      `${flags.join(', ')} cannot go with --config: in the file, a source says ${yamlKeysOf(selectionFlags(this.flags))}`,
      {failure: 'usage', next: `okta-ops logs validate --config ${shellWord(config)}`},
    )
  }

  private specOfFlags(): SourceSpec {
    const {flags} = this
    const {name, sink} = flags
    if (name === undefined || sink === undefined)
      throw new OpsError('OPS_USAGE', 'give --name and --sink, or --config', {
        failure: 'usage',
        next: 'okta-ops logs collect --help',
      })
    const {filter, q, ...shorthands} = selectionFlags(flags)
    const size = flags['rotate-size']
    const window = flags['dedupe-window']
    const file = {
      rotateDaily: flags['rotate-daily'],
      gzip: flags.gzip,
      ...(size === undefined ? {} : {rotateBytes: parseByteSize(size, '--rotate-size')}),
      ...(flags.keep === undefined ? {} : {keep: parseKeep(flags.keep, '--keep')}),
    }
    return {
      name,
      sinks: sink.map((target) => ({target, file})),
      ...(filter === undefined ? {} : {filter}),
      ...(q === undefined ? {} : {q}),
      shorthands,
      ...(flags.since === undefined ? {} : {since: flags.since}),
      ...(flags.interval === undefined ? {} : {interval: parseInterval(flags.interval, '--interval')}),
      ...(window === undefined ? {} : {dedupeWindow: parseDuration(window, '--dedupe-window')}),
    }
  }

  private async startMetrics(board: StatusBoard): Promise<{readonly close: () => Promise<void>} | undefined> {
    if (this.flags.metrics === undefined) return undefined
    const {startMetricsListener} = await import('../../lib/logs/metrics/metrics-listener.js')
    const listener = await startMetricsListener(this.flags.metrics, board.sources)
    this.say(`metrics: http://127.0.0.1:${listener.port}/metrics, health: /healthz`)
    return listener
  }

  /** A file that is wrong changes nothing. */
  private reload(
    read: () => readonly SourceSpec[],
    apply: (specs: readonly SourceSpec[]) => Promise<void>,
  ): void {
    try {
      const specs = read()
      this.say('SIGHUP: the file was read again')
      void apply(specs)
    } catch (error) {
      this.say(`SIGHUP: nothing was changed: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
}
