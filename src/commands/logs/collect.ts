import path from 'node:path'
import {BaseCommand} from '../../lib/cli/base-command.js'
import {connectOrg} from '../../lib/cli/connect-org.js'
import {recordFlag} from '../../lib/cli/log-flags.js'
import {Flags} from '../../lib/cli/oclif.js'
import {orgFlag, rateShareFlag} from '../../lib/cli/org-flags.js'
import {readSecretOf} from '../../lib/cli/secret-readers.js'
import {stopSignal} from '../../lib/cli/signals.js'
import {sinkMakers} from '../../lib/cli/sink-makers.js'
import {openSink} from '../../lib/delivery/open-sink.js'
import {withCheckpoints} from '../../lib/logs/collect/logs-store.js'
import {readLogsFile} from '../../lib/logs/collect/logs-file.js'
import {createCollectors, type Surroundings} from '../../lib/logs/collect/run-sources.js'
import {parseInterval, parseKeep, type SourceSpec} from '../../lib/logs/collect/source-spec.js'
import {createStatusBoard, type StatusBoard} from '../../lib/logs/collect/status-board.js'
import type {SourceStatus} from '../../lib/logs/source-status.js'
import type {SystemLog} from '../../lib/ports/system-log.js'
import {parseByteSize} from '../../lib/shared/byte-size.js'
import {parseDuration} from '../../lib/shared/duration.js'
import {exitCodes, OpsError} from '../../lib/shared/errors.js'

export default class LogsCollect extends BaseCommand<typeof LogsCollect> {
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
  static override flags = {
    org: orgFlag(),
    'rate-share': rateShareFlag(),
    name: Flags.string({
      helpValue: 'NAME',
      summary: 'name of the checkpoint to go on from',
      exclusive: ['config'],
    }),
    sink: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'SINK',
      summary:
        'where events go: - (stdout), a file, or an address (http, s3, cloudwatch, nats); may be repeated',
      exclusive: ['config'],
    }),
    filter: Flags.string({helpValue: 'SCIM', summary: 'only events that match', exclusive: ['config']}),
    query: Flags.string({
      char: 'q',
      helpValue: 'WORDS',
      summary: 'only events with these keywords',
      exclusive: ['config'],
    }),
    since: Flags.string({
      helpValue: 'WHEN',
      summary: 'where to begin when there is no checkpoint (15m unless said)',
      exclusive: ['config'],
    }),
    interval: Flags.string({
      helpValue: 'TIME',
      summary: 'between polls that find nothing new: auto (2s to 30s) or a time',
      exclusive: ['config'],
    }),
    'dedupe-window': Flags.string({
      helpValue: 'TIME',
      summary: 'how long an event is known again (24h unless said)',
      exclusive: ['config'],
    }),
    'rotate-size': Flags.string({
      helpValue: 'SIZE',
      summary: 'begin a new file before one grows beyond this, e.g. 100MB',
      exclusive: ['config'],
    }),
    'rotate-daily': Flags.boolean({summary: 'begin a new file every day (UTC)', exclusive: ['config']}),
    gzip: Flags.boolean({summary: 'compress files that are closed', exclusive: ['config']}),
    keep: Flags.string({
      helpValue: 'N',
      summary: 'how many closed files to keep, or for how many days (30d)',
      exclusive: ['config'],
    }),
    once: Flags.boolean({summary: 'end when caught up'}),
    config: Flags.file({helpValue: 'FILE', summary: 'sources of a logs.yaml; SIGHUP reads it again'}),
    source: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'NAME',
      summary: 'only this source of the file; may be repeated',
      dependsOn: ['config'],
    }),
    ...recordFlag,
    metrics: Flags.integer({
      helpValue: 'PORT',
      min: 0,
      max: 65_535,
      summary: 'serve figures and health on this port of 127.0.0.1 (0: any free one)',
    }),
  }

  override async run(): Promise<{readonly sources: readonly SourceStatus[]}> {
    const board = createStatusBoard()
    const stop = new AbortController()
    const read = (): readonly SourceSpec[] => this.specs()
    const specs = read()
    const metrics = await this.startMetrics(board)
    const signalled = stopSignal(['SIGINT', 'SIGTERM']).then((signal) => {
      if (signal === 'SIGINT') this.endWith(exitCodes.interrupted)
      stop.abort(new Error(signal))
    })
    try {
      await withCheckpoints(this.context.machine, async (checkpoints) => {
        const collectors = createCollectors({...this.around(stop), board, checkpoints})
        const onReload = (): void => {
          this.reload(read, collectors.apply)
        }
        if (this.flags.config !== undefined) process.on('SIGHUP', onReload)
        await collectors.apply(specs)
        await collectors.ended()
        process.off('SIGHUP', onReload)
      })
    } finally {
      await metrics?.close()
      void signalled
    }
    return {sources: board.sources()}
  }

  private around(stop: AbortController): Omit<Surroundings, 'board' | 'checkpoints'> {
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
      signal: stop.signal,
      say: (line) => {
        this.say(line)
      },
      openSink: (request) => openSink(context.machine, request, {makers, onReaderGone}),
      connect: async ({name, org, patience}) => {
        const rateShare = flags['rate-share']
        const whenOpen = flags.once ? 'fail' : 'wait'
        const {log} = await connectOrg(context, {org: org ?? flags.org, rateShare, patience, whenOpen})
        return await this.recorded(log, name)
      },
    }
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
    const specs = readLogsFile(this.context.machine, config)
    const unknown = source?.find((name) => !specs.some((spec) => spec.name === name))
    if (unknown !== undefined)
      throw new OpsError('OPS_USAGE', `${config} has no source named ${unknown}`, {failure: 'usage'})
    return source === undefined ? specs : specs.filter(({name}) => source.includes(name))
  }

  private specOfFlags(): SourceSpec {
    const {flags} = this
    const {name, sink} = flags
    if (name === undefined || sink === undefined)
      throw new OpsError('OPS_USAGE', 'give --name and --sink, or --config', {
        failure: 'usage',
        next: 'okta-ops logs collect --help',
      })
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
      ...(flags.filter === undefined ? {} : {filter: flags.filter}),
      ...(flags.query === undefined ? {} : {q: flags.query}),
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
