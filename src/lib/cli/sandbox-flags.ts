import {Flags} from './oclif.js'

/** What a sandbox is started with, by `sandbox start` and by `sandbox exec` alike. */
export const sandboxFlags = {
  seed: Flags.file({
    helpValue: 'FILE',
    summary: 'play the company of this YAML file instead of Halyard (docs/sandbox.md)',
    env: 'OKTA_OPS_SANDBOX_SEED',
  }),
  'auto-approve': Flags.boolean({
    summary: 'sign everybody in at once, as the first user, without a page',
  }),
  fault: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'FAULT',
    summary: 'plan a fault: NAME[:OPERATION][=VALUE][*TIMES], e.g. pending*3 or 429:accounts=2',
  }),
}
