import type {Machine} from '../shared/machine.js'
import {Flags} from './oclif.js'

/** Where rules are unless it is said. */
export const usualRulesFile = 'triggers.yaml'

/** `--rules`: the rules file. */
export const rulesFlag = Flags.custom({
  helpValue: 'FILE',
  summary: `the rules (else ${usualRulesFile} in this folder)`,
  env: 'OKTA_OPS_RULES',
  default: usualRulesFile,
})

/** The rules file of a command that takes it as its argument. */
export function saidRulesFile({env}: Pick<Machine, 'env'>, said: string | undefined): string {
  return said ?? (env['OKTA_OPS_RULES'] || usualRulesFile)
}
