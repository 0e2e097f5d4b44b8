import {version} from './version.js'

/** Who we are to a service. Okta parses it into `client.userAgent`, so that our own calls can be found in the System Log. */
export function userAgent(): string {
  return `okta-ops/${version} node/${process.versions.node} ${process.platform}`
}
