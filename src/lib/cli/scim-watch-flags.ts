import {OpsError} from '../shared/errors.js'
import {durationFlag} from './flow-flags.js'
import {hookPlaceFlags, type HookListeningWish} from './hook-flags.js'
import {Flags} from './oclif.js'
import {rateShareFlag} from './org-flags.js'
import {scimGuardFlags, scimPlanFlags} from './scim-flags.js'

/** The flags of `scim watch`. */
export const scimWatchFlags = {
  from: Flags.option({
    options: ['log', 'hook', 'both'] as const,
    default: 'log' as const,
    summary: "where Okta's events come from: the System Log, an event hook, or both",
  })(),
  once: Flags.boolean({summary: 'end when caught up', default: false}),
  'full-pass': durationFlag('full-pass', 'how often everything is looked at besides (24h unless said)'),
  debounce: durationFlag(
    'debounce',
    'how long a group must be quiet before it is looked at: Okta changes come in bursts (3s unless said)',
  ),
  name: Flags.string({
    helpValue: 'NAME',
    default: 'main',
    summary: 'name of the checkpoint to go on from (scim-NAME in okta-ops logs checkpoint list)',
  }),
  interval: Flags.string({
    helpValue: 'TIME',
    summary:
      'between polls of the System Log that find nothing new: auto (2s to 30s; 5m with --from both) or a time',
  }),
  'lock-timeout': durationFlag(
    'lock-timeout',
    'how long to wait for another run for the same Identity Center to end (30s unless said)',
  ),
  metrics: Flags.integer({
    helpValue: 'PORT',
    min: 0,
    max: 65_535,
    summary: 'serve figures and health on this port of 127.0.0.1 (0: any free one)',
  }),
  port: Flags.integer({
    helpValue: 'PORT',
    min: 0,
    max: 65_535,
    summary: 'listen for the event hook here (0: any free one)',
    env: 'OKTA_OPS_HOOK_PORT',
  }),
  secret: Flags.string({
    helpValue: 'REF',
    summary: 'where the secret is that Okta sends: env:NAME, file:PATH, keychain:NAME, ..., - (stdin)',
    env: 'OKTA_OPS_HOOK_SECRET',
  }),
  ...hookPlaceFlags,
  ...scimPlanFlags,
  ...scimGuardFlags,
  'rate-share': rateShareFlag(),
}

/** A shorter time would be looking without a pause. */
const leastPassMs = 1000

/**
 * `--full-pass` in milliseconds.
 * @throws OpsError OPS_USAGE
 */
export function readFullPass(said: number | undefined): number {
  const ms = said ?? 86_400_000
  if (ms >= leastPassMs) return ms
  throw usage('--full-pass is at least a second: 1h, 24h')
}

/**
 * How the event hook is received; undefined where none is.
 * @throws OpsError OPS_USAGE for a flag that is missing
 */
export function readHookWish({
  from,
  once,
  port,
  secret,
  ...others
}: Omit<HookListeningWish, 'port' | 'secret'> & {
  readonly from: 'log' | 'hook' | 'both'
  readonly once: boolean
  readonly port: number | undefined
  readonly secret: string | undefined
}): HookListeningWish | undefined {
  if (from === 'log') return undefined
  if (once) throw usage('--once reads the System Log to its end, and a hook has none: --from log')
  if (port === undefined) throw usage(`--from ${from} needs --port: where the event hook is listened for`)
  if (secret === undefined) throw usage(`--from ${from} needs --secret: what Okta is known by`)
  return {...others, port, secret}
}

function usage(message: string): OpsError {
  return new OpsError('OPS_USAGE', message, {failure: 'usage', next: 'okta-ops scim watch --help'})
}
