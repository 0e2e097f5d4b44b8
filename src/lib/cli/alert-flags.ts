import {commandEnvironment} from '../delivery/command-environment.js'
import {commandWords} from '../delivery/command-words.js'
import type {AlertPlace} from '../triggers/alerts/alert-watch.js'
import type {AlertRule} from '../triggers/alerts/alert.js'
import {parseSecretReference} from '../secrets/secret-reference.js'
import {formatDuration, parseDuration} from '../shared/duration.js'
import {OpsError} from '../shared/errors.js'
import {parsePercent} from '../shared/percent.js'
import type {Context} from './context.js'
import {Flags} from './oclif.js'
import {readSecretOf} from './secret-readers.js'

const helpGroup = 'ALERT'

/** What is watched while a command acts on events, and who is told. */
export const alertFlags = {
  'alert-failure-rate': Flags.string({
    helpValue: 'PERCENT',
    helpGroup,
    summary: 'tell when so many of the runs of the window did not succeed',
  }),
  'alert-window': Flags.string({
    helpValue: 'TIME',
    helpGroup,
    summary: 'the window of --alert-failure-rate (15m unless given)',
    dependsOn: ['alert-failure-rate'],
  }),
  'alert-lag': Flags.string({
    helpValue: 'TIME',
    helpGroup,
    summary: 'tell when acting is so far behind: due work waits, or the log cannot be read',
  }),
  'alert-dead-letters': Flags.integer({
    helpValue: 'N',
    helpGroup,
    min: 1,
    summary: 'tell when there are so many dead letters',
  }),
  'alert-slack': Flags.string({
    helpValue: 'REF',
    helpGroup,
    summary: 'reference to the address of a Slack incoming webhook that is told',
  }),
  'alert-command': Flags.string({
    helpValue: 'COMMAND',
    helpGroup,
    summary: 'command that is told, as JSON on stdin; words in quotes or a JSON list, no shell',
  }),
}

/** Those flags, read. */
export interface AlertFlags {
  readonly 'alert-failure-rate'?: string | undefined
  readonly 'alert-window'?: string | undefined
  readonly 'alert-lag'?: string | undefined
  readonly 'alert-dead-letters'?: number | undefined
  readonly 'alert-slack'?: string | undefined
  readonly 'alert-command'?: string | undefined
}

/** Who is told what. */
export interface AlertWish {
  readonly rules: readonly AlertRule[]
  readonly places: readonly AlertPlace[]
}

const usualWindow = '15m'
const patienceMs = 30_000

/**
 * Checks the flags and reads the webhook's address; undefined without any of them.
 * @param of the name under which events are read, for the lag
 * @param secrets references of the command's other flags: what they name is kept from the command that is told
 * @throws OpsError OPS_USAGE, OPS_SECRET and what reading a secret throws
 */
export async function readAlertFlags(
  context: Context,
  flags: AlertFlags,
  {
    of,
    warn,
    secrets = [],
  }: {
    readonly of: string
    readonly warn: (line: string) => void
    readonly secrets?: readonly (string | undefined)[]
  },
): Promise<AlertWish | undefined> {
  const rules = alertRules(flags, of)
  const {'alert-slack': slack, 'alert-command': command} = flags
  if (rules.length === 0 && slack === undefined && command === undefined) return undefined
  if (rules.length === 0)
    throw usage(
      'nothing is watched: name a limit with --alert-failure-rate, --alert-lag or --alert-dead-letters',
    )
  const places = [
    ...(command === undefined ? [] : [commandPlace(context, command, [slack, ...secrets])]),
    ...(slack === undefined ? [] : [await slackPlace(context, slack, warn)]),
  ]
  if (places.length === 0) throw usage('nobody is told: name --alert-slack or --alert-command')
  return {rules, places}
}

function alertRules(flags: AlertFlags, of: string): readonly AlertRule[] {
  const {'alert-failure-rate': rate, 'alert-lag': lag, 'alert-dead-letters': deadLetters} = flags
  return [
    ...(rate === undefined
      ? []
      : [
          {
            kind: 'failure-rate' as const,
            limit: parsePercent(rate, '--alert-failure-rate'),
            windowMs: span(flags['alert-window'] ?? usualWindow, '--alert-window'),
          },
        ]),
    ...(lag === undefined ? [] : [{kind: 'lag' as const, limit: span(lag, '--alert-lag'), of}]),
    ...(deadLetters === undefined ? [] : [{kind: 'dead-letters' as const, limit: deadLetters}]),
  ]
}

async function slackPlace(
  context: Context,
  reference: string,
  warn: (line: string) => void,
): Promise<AlertPlace> {
  const {checkedSlackHook, tellSlack} = await import('../delivery/slack.js')
  const found = await readSecretOf(context, warn)(parseSecretReference(reference, '--alert-slack'))
  const hook = checkedSlackHook(found, '--alert-slack')
  return {name: 'slack', tell: ({text}) => tellSlack(context.machine, hook, text)}
}

/** The variables that references name are not for the command either. */
function commandPlace(
  {machine}: Context,
  command: string,
  references: readonly (string | undefined)[],
): AlertPlace {
  const words = commandWords(command, '--alert-command')
  const secrets = references.flatMap((reference) => /^env:(.+)$/.exec(reference ?? '')?.[1] ?? [])
  const env = commandEnvironment(machine.env, secrets)
  return {
    name: 'command',
    tell: async (message) => {
      const {runToldCommand} = await import('../delivery/command.js')
      const why = await runToldCommand({words, env, value: message, timeoutMs: patienceMs})
      return why === undefined ? undefined : {why}
    },
  }
}

/** A second is the least that can be kept to: what is watched is looked at every few of them. */
function span(text: string, what: string): number {
  const ms = parseDuration(text, what)
  if (ms >= 1000) return ms
  throw usage(`${what} should be at least ${formatDuration(1000)}`)
}

function usage(message: string): OpsError {
  return new OpsError('OPS_USAGE', message, {failure: 'usage', next: 'okta-ops triggers run --help'})
}
