import type * as Interfaces from '@oclif/core/interfaces'
import {parseDuration} from '../shared/duration.js'
import {OpsError} from '../shared/errors.js'
import type {Environment} from '../shared/machine.js'
import {Flags} from './oclif.js'

/** `--flows`: the project's file of flows; it goes beside the user's own. */
export const flowsFlag = Flags.custom({
  helpValue: 'FILE',
  summary: "a project's flows.yaml (else flows.yaml in this folder, where there is one)",
  env: 'OKTA_OPS_FLOWS',
})

/** The input of a flow. */
export const inputFlags = {
  input: Flags.string({
    char: 'i',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NAME=TEXT',
    summary: 'a field of the input; NAME:=JSON for anything but a text, dots in NAME make objects',
  }),
  'input-file': Flags.string({
    helpValue: 'FILE',
    summary: 'the input as a JSON object; - reads standard input; --input goes before it',
  }),
}

/** A span on the command line, in milliseconds. */
export const durationFlag = (name: string, summary: string): Interfaces.OptionFlag<number | undefined> =>
  Flags.custom<number>({
    helpValue: 'DURATION',
    summary,
    parse: (text) => Promise.resolve(parseDuration(text, `--${name}`)),
  })()

/**
 * A variable that holds seconds, as the older tools have them; undefined when it is not set.
 * @throws OpsError OPS_USAGE
 */
export function secondsFrom(env: Environment, name: string): number | undefined {
  const text = env[name]
  if (text === undefined || text === '') return undefined
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0
  if (seconds > 0) return seconds * 1000
  throw new OpsError('OPS_USAGE', `${name} is not a number of seconds: ${JSON.stringify(text)}`, {
    failure: 'usage',
    next: `unset ${name}`,
  })
}
