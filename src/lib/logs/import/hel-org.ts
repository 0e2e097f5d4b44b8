import {shellWord} from '../../shared/shell-word.js'
import type {Leaves} from './leaves.js'

/** The org of a source, and the command that makes it known. */
export interface HelOrg {
  /** `https://HOST`, variables as they were written; undefined when the source does not read a System Log. */
  readonly url: string | undefined
  /** Without `org add NAME`: the flags. */
  readonly flags: string
}

const logPath = /^(https?:\/\/[^/?#]+)\/api\/v1\/logs\/?$/

/** Reads where a source's events come from and how it signs in; secrets only as references. */
export function orgOf(leaves: Leaves, notes: string[]): HelOrg {
  const url = logPath.exec(leaves.take('url') ?? '')?.[1]
  const type = leaves.take('auth.type')
  if (type === 'oauth2') return {url, flags: oauthFlags(leaves, notes, url)}
  const prefix = leaves.take('auth.prefix')
  if (type === 'bearer' && (prefix === undefined || prefix === 'SSWS'))
    return {url, flags: `--org-url ${quoted(url)} --api-token ${secretAt(leaves, 'auth.token')}`}
  const what =
    type === undefined
      ? 'is missing'
      : type === 'bearer'
        ? 'bearer has another prefix than SSWS'
        : 'is of another kind'
  notes.push(`auth.type ${what}: Okta is called with an API token (SSWS) or as a service app`)
  return {url, flags: `--org-url ${quoted(url)}`}
}

function oauthFlags(leaves: Leaves, notes: string[], url: string | undefined): string {
  const token = leaves.take('auth.token_url')
  if (token !== undefined && !token.endsWith('/oauth2/v1/token'))
    notes.push(
      "auth.token_url is not the org server's: only its tokens may call Okta's API, so that one is used",
    )
  const scopes = leaves.take('auth.scopes') ?? 'okta.logs.read'
  const dpop = leaves.take('auth.dpop')
  const clientId = leaves.take('auth.client_id') ?? variableAt(leaves, 'auth.client_id_env')
  return [
    `--org-url ${quoted(url)}`,
    `--client-id ${clientId === undefined ? 'ID' : quoted(clientId)}`,
    `--private-key ${secretAt(leaves, 'auth.client_private_key')}`,
    `--scopes ${quoted(scopes)}`,
    ...(dpop === 'true' ? ['--dpop always'] : []),
  ].join(' ')
}

/** `env:NAME` or `file:PATH`; Hel prefers the file. A literal stays in its file, and is not repeated. */
function secretAt(leaves: Leaves, path: string): string {
  const file = leaves.take(`${path}_file`)
  const variable = leaves.take(`${path}_env`)
  if (file !== undefined) return shellWord(`file:${file}`)
  return variable === undefined ? '-' : shellWord(`env:${variable}`)
}

function variableAt(leaves: Leaves, path: string): string | undefined {
  const name = leaves.take(path)
  return name === undefined ? undefined : `\${${name}}`
}

/** In double quotes where it holds `${NAME}`, so that the shell fills it in as Hel would. */
function quoted(text: string | undefined): string {
  if (text === undefined) return 'https://YOUR-ORG.okta.com'
  return /^[\w:/.${}-]+$/.test(text) && text.includes('${') ? `"${text}"` : shellWord(text)
}
