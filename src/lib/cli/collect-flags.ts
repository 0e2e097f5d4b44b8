import {collectedFlags, recordFlag} from './log-flags.js'
import {Flags} from './oclif.js'
import {orgFlag, rateShareFlag} from './org-flags.js'

/** What a source of a file says itself. */
const exclusive = ['config']

/** The flags of `logs collect`: one source by name, or those of a file. */
export const collectFlags = {
  org: orgFlag(),
  'rate-share': rateShareFlag(),
  name: Flags.string({helpValue: 'NAME', summary: 'name of the checkpoint to go on from', exclusive}),
  sink: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'SINK',
    summary:
      'where events go: - (stdout), a file, or an address (http, s3, cloudwatch, nats); may be repeated',
    exclusive,
  }),
  since: Flags.string({
    helpValue: 'WHEN',
    summary: 'where to begin when there is no checkpoint (15m unless said)',
    exclusive,
  }),
  ...collectedFlags,
  interval: Flags.string({
    helpValue: 'TIME',
    summary: 'between polls that find nothing new: auto (2s to 30s) or a time',
    exclusive,
  }),
  'dedupe-window': Flags.string({
    helpValue: 'TIME',
    summary: 'how long an event is known again (24h unless said)',
    exclusive,
  }),
  'rotate-size': Flags.string({
    helpValue: 'SIZE',
    summary: 'begin a new file before one grows beyond this, e.g. 100MB',
    exclusive,
  }),
  'rotate-daily': Flags.boolean({summary: 'begin a new file every day (UTC)', exclusive}),
  gzip: Flags.boolean({summary: 'compress files that are closed', exclusive}),
  keep: Flags.string({
    helpValue: 'N',
    summary: 'how many closed files to keep, or for how many days (30d)',
    exclusive,
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
  'status-interval': Flags.string({
    helpValue: 'TIME',
    default: 'auto',
    summary:
      'how often to say how it goes: auto (a line that changes at a terminal, else every 60s), a time, or off',
  }),
  ...recordFlag,
  metrics: Flags.integer({
    helpValue: 'PORT',
    min: 0,
    max: 65_535,
    summary: 'serve figures and health on this port of 127.0.0.1 (0: any free one)',
  }),
}
