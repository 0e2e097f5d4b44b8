const wellFormed = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i
const oktaHost = /^([^.]+)(\.(?:okta|oktapreview|okta-emea|okta-gov|trexcloud|okta\.mil)(?:\.com)?)$/i

/**
 * The org's admin page that searches the System Log for one event; undefined unless `uuid` is one, since it comes from
 * outside and goes into an escape sequence. Okta's own hosts have their admin pages at `NAME-admin`.
 */
export function logPageLink(orgUrl: string, uuid: string | undefined): string | undefined {
  if (uuid === undefined || !wellFormed.test(uuid) || !URL.canParse(orgUrl)) return undefined
  return `${adminUrl(orgUrl)}/report/system_log_2?search=${encodeURIComponent(`uuid eq "${uuid}"`)}`
}

function adminUrl(orgUrl: string): string {
  const {host, protocol} = new URL(orgUrl)
  const [, name, rest] = oktaHost.exec(host) ?? []
  if (name === undefined || rest === undefined || name.endsWith('-admin')) return `${protocol}//${host}`
  return `${protocol}//${name}-admin${rest}`
}
