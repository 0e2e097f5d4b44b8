import type {Machine} from '../shared/machine.js'
import {parseDuration} from '../shared/duration.js'
import {OpsError} from '../shared/errors.js'
import {Args, Flags} from './oclif.js'

/** Where rules are unless it is said. */
export const usualRulesFile = 'triggers.yaml'

/** `--rules`: the rules file. */
export const rulesFlag = Flags.custom({
  helpValue: 'FILE',
  summary: `the rules (else ${usualRulesFile} in this folder)`,
  env: 'OKTA_OPS_RULES',
  default: usualRulesFile,
})

/** Of the commands that act on events. */
export const actingFlags = {
  parallel: Flags.integer({
    helpValue: 'N',
    min: 1,
    max: 64,
    default: 4,
    summary: 'runs on their way at once',
  }),
  keep: Flags.string({
    helpValue: 'TIME',
    default: '90d',
    summary: 'how long what has ended stays in the journal, a day or more, or forever',
  }),
  metrics: Flags.integer({
    helpValue: 'PORT',
    min: 0,
    max: 65_535,
    summary: 'serve figures and health on this port of 127.0.0.1 (0: any free one)',
  }),
}

const leastKeepMs = 86_400_000

/**
 * `--keep` in milliseconds; undefined: forever.
 * @throws OpsError OPS_USAGE for what is no duration, or less than a day
 */
export function readKeep(text: string): number | undefined {
  if (text === 'forever') return undefined
  const ms = parseDuration(text, '--keep')
  if (ms >= leastKeepMs) return ms
  throw new OpsError('OPS_USAGE', '--keep is at least a day: 1d, 90d or forever', {
    failure: 'usage',
    next: 'okta-ops triggers run --help',
  })
}

/** The rules file of a command that takes it as its argument. */
export function saidRulesFile({env}: Pick<Machine, 'env'>, said: string | undefined): string {
  return said ?? (env['OKTA_OPS_RULES'] || usualRulesFile)
}

/** The number of a piece of work, as lists show it. */
export const workIdArg = Args.custom<number>({
  description: 'as dead-letters list or pending has it',
  parse: (text) =>
    /^\d{1,15}$/.test(text)
      ? Promise.resolve(Number(text))
      : Promise.reject(
          new OpsError('OPS_USAGE', `${JSON.stringify(text)} is no number of a dead letter, such as 17`, {
            failure: 'usage',
            next: 'okta-ops triggers dead-letters list',
          }),
        ),
})
