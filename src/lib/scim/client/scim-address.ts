import {OpsError} from '../../shared/errors.js'

/**
 * The SCIM endpoint as it names the tenant everywhere: without a slash at the end, whatever was typed.
 * @throws OpsError OPS_SCIM_CONFIG (usage) for what cannot be one
 */
export function scimAddress(text: string): string {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined
  const isPlain =
    url !== undefined &&
    /^https?:$/.test(url.protocol) &&
    url.username === '' &&
    url.password === '' &&
    url.search === '' &&
    url.hash === ''
  if (!isPlain)
    throw new OpsError(
      'OPS_SCIM_CONFIG',
      `not the address of a SCIM endpoint: ${JSON.stringify(withoutSecrets(text))}; it looks like https://scim.eu-central-1.amazonaws.com/TENANT/scim/v2 (Identity Center console: Settings, Identity source, Automatic provisioning)`,
      {failure: 'usage', next: 'okta-ops scim connect --help'},
    )
  return url.href.replace(/\/+$/, '')
}

/** Where a password or a token may have been written into an address, it is not shown. */
function withoutSecrets(text: string): string {
  return text.replace(/\/\/.*@/s, '//[hidden]@').replace(/[?#].*$/s, (rest) => `${rest.charAt(0)}[hidden]`)
}
