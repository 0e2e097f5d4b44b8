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
