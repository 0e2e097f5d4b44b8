import {readdirSync, readFileSync} from 'node:fs'
import path from 'node:path'
import type {Sandbox} from '../../src/lib/sandbox/sandbox.js'

/** What in a file or on the wire is worth stealing. */
const secretKeys =
  /^(accessToken|refreshToken|clientSecret|secretAccessKey|sessionToken|deviceCode|code|codeVerifier|signinToken|session|authorization|x-amz-sso_bearer_token|x-amz-security-token)$/i

/** Everything secret that this sandbox has handed out or been shown so far, and what was written because of it. */
export function secretsOf(sandbox: Sandbox): ReadonlySet<string> {
  const found = new Set<string>()
  for (const folder of ['.aws/sso/cache', '.aws/cli/cache']) {
    for (const file of filesBelow(path.join(sandbox.home, folder)))
      collect(parsed(readFileSync(file, 'utf8')), found)
  }
  for (const {headers, query, body} of sandbox.requests) collect([headers, query, body], found)
  return found
}

/** Those of `secrets` that occur in `text`, shortened so that a report does not repeat them. */
export function leaksIn(text: string, secrets: ReadonlySet<string>): string[] {
  return [...secrets].filter((secret) => text.includes(secret)).map((secret) => `${secret.slice(0, 6)}...`)
}

function collect(value: unknown, found: Set<string>): void {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner === 'string' && secretKeys.test(key) && inner.length >= 16) found.add(inner)
    else collect(inner, found)
  }
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => path.join(folder, name))
  } catch {
    return []
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
