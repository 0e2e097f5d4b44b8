import {OpsError} from '../../shared/errors.js'
import {quoteForFish, quoteForPosix, quoteForPowershell, quoteForTcsh} from '../../shared/shell-quote.js'
import {formatAwsDate} from '../cache/aws-date.js'
import type {Credentials} from './credentials.js'
import {awsFields, formatProcess} from './process-format.js'

/** Every reader `export` can write for, in the order the help shows them. */
export const exportFormats = [
  'env',
  'fish',
  'tcsh',
  'powershell',
  'cmd',
  'dotenv',
  'json',
  'process',
  'credentials',
] as const

export type ExportFormat = (typeof exportFormats)[number]

/** The formats that are text for stdout; `credentials` edits a file instead. */
export type PrintedFormat = Exclude<ExportFormat, 'credentials'>

/** An environment variable; undefined means that an old value must not survive beside the new ones. */
type Variable = readonly [name: string, value: string | undefined]

/** How one shell assigns and forgets a variable. */
interface Dialect {
  readonly set: (name: string, value: string) => string
  readonly unset: (name: string) => string
}

const dialects: Readonly<Record<Exclude<PrintedFormat, 'dotenv' | 'json' | 'process'>, Dialect>> = {
  env: {
    set: (name, value) => `export ${name}=${quoteForPosix(value)}`,
    unset: (name) => `unset ${name}`,
  },
  fish: {
    set: (name, value) => `set -gx ${name} ${quoteForFish(value)};`,
    unset: (name) => `set -e ${name};`,
  },
  tcsh: {
    set: (name, value) => `setenv ${name} ${quoteForTcsh(value)};`,
    unset: (name) => `unsetenv ${name};`,
  },
  powershell: {
    set: (name, value) => `$Env:${name} = ${quoteForPowershell(value)}`,
    unset: (name) => `Remove-Item Env:${name} -ErrorAction SilentlyContinue`,
  },
  cmd: {
    set: (name, value) => `set "${name}=${refuse(name, value, {holding: /["%!]/, format: 'cmd'})}"`,
    unset: (name) => `set "${name}="`,
  },
}

/**
 * The credentials as their reader wants them, without a final newline. Shell formats also forget a session token, an
 * expiry or the old AWS_SECURITY_TOKEN (which botocore prefers) that an earlier `eval` may have left behind.
 * @throws OpsError OPS_REQUEST_REJECTED when a value cannot be written in that format without changing
 */
export function formatCredentials(credentials: Credentials, format: PrintedFormat): string {
  switch (format) {
    case 'process':
      return formatProcess(credentials)
    case 'json':
      return JSON.stringify(awsFields(credentials), undefined, 2)
    case 'dotenv':
      return credentialVariables(credentials)
        .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${dotenvValue(name, value)}`]))
        .join('\n')
    default:
      return shellLines([...credentialVariables(credentials), ['AWS_SECURITY_TOKEN', undefined]], format)
  }
}

/** The four variables every AWS tool reads (AWS SDKs reference, "Environment variables"). */
function credentialVariables(credentials: Credentials): readonly Variable[] {
  const {accessKeyId, secretAccessKey, sessionToken, expiresAt} = credentials
  return [
    ['AWS_ACCESS_KEY_ID', accessKeyId],
    ['AWS_SECRET_ACCESS_KEY', secretAccessKey],
    ['AWS_SESSION_TOKEN', sessionToken],
    ['AWS_CREDENTIAL_EXPIRATION', expiresAt === undefined ? undefined : formatAwsDate(expiresAt)],
  ]
}

function shellLines(variables: readonly Variable[], format: keyof typeof dialects): string {
  const {set, unset} = dialects[format]
  return variables
    .map(([name, value]) =>
      value === undefined ? unset(name) : set(name, refuse(name, value, {holding: /\p{Cc}/u, format})),
    )
    .join('\n')
}

/**
 * Bare where every reader agrees (docker's `--env-file` knows no quotes at all), else in the one kind of quotes inside
 * which no dotenv reader changes anything.
 */
function dotenvValue(name: string, value: string): string {
  if (/^[\w./:=+@-]+$/.test(value)) return value
  return `'${refuse(name, value, {holding: /['\\$]|\p{Cc}/u, format: 'dotenv'})}'`
}

/** `value`, unless it holds a character that `format` has no spelling for. */
function refuse(
  name: string,
  value: string,
  {holding, format}: {readonly holding: RegExp; readonly format: PrintedFormat},
): string {
  const found = holding.exec(value)?.[0]
  if (found === undefined) return value
  throw new OpsError(
    'OPS_REQUEST_REJECTED',
    `${name} holds ${JSON.stringify(found)}, which the ${format} format cannot carry unchanged`,
    {next: 'okta-ops export --format json'},
  )
}
