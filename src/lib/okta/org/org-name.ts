import {OpsError} from '../../shared/errors.js'
import type {OrgAddress} from './org-url.js'

/**
 * A name for an org: it goes into commands and file names.
 * @throws OpsError OPS_USAGE
 */
export function checkedOrgName(name: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(name)) return name
  throw new OpsError(
    'OPS_USAGE',
    `an org cannot be called ${JSON.stringify(name)}: letters, digits, . _ - and no more than 63 of them`,
    {failure: 'usage'},
  )
}

/** What an org is called unless somebody says otherwise: the first part of an Okta host, a custom domain with dashes. */
export function proposedOrgName({host, domain}: OrgAddress): string {
  if (domain === 'loopback') return 'local'
  return domain === 'okta' ? (host.split('.')[0] ?? host) : host.replaceAll('.', '-')
}
