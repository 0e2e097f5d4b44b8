import type * as Interfaces from '@oclif/core/interfaces'
import {parsePercent} from '../shared/percent.js'
import {Flags} from './oclif.js'

/** `--org`: a named org, never anything else; it goes before the environment and okta.yaml (docs/orgs.md). */
export const orgFlag = Flags.custom({
  helpValue: 'NAME',
  summary:
    'Okta org of okta-ops org list (else what the environment or okta.yaml says, else the current one)',
  env: 'OKTA_OPS_ORG',
})

/** `--org` where it chooses Okta over AWS: a variable that other commands share must not do that. */
export const orgInsteadFlag = Flags.custom({
  helpValue: 'NAME',
  summary: 'the Okta org of that name (okta-ops org list) instead of Identity Center',
})

/** `--rate-share`: how much of each of the org's rate-limit buckets okta-ops may use; a part of one, 0.01 to 1. */
export const rateShareFlag = (): Interfaces.OptionFlag<number | undefined> =>
  Flags.custom<number>({
    helpValue: 'PERCENT',
    summary:
      "share of the org's rate limit to use at most, 1% to 100% (else the org's own setting, else 50%)",
    env: 'OKTA_OPS_RATE_SHARE',
    parse: (text) => Promise.resolve(parsePercent(text, '--rate-share')),
  })()
