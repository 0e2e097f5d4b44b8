import {OpsError} from '../shared/errors.js'
import type {SecretReference} from './secret-reference.js'

/*
 * The five ways to say where a secret is:
 *
 *   -                                            standard input, once
 *   env:NAME                                     an environment variable
 *   file:PATH                                    a file; ~ is the home folder
 *   keychain:NAME                                the keychain of this machine
 *   aws-secretsmanager:ID[#KEY][@[PROFILE]]      a secret's name or ARN, a key of its JSON, the profile that may read it
 *
 * Read from the end: what follows the last @ is the profile, and the first # ends the ID (which has none). A name or key
 * that has an @ itself is therefore followed by @PROFILE, or by a bare @ where no profile is meant.
 */

type AwsReference = Extract<SecretReference, {kind: 'aws-secretsmanager'}>

/** What a secret may be called here: it becomes the name of a file. */
export function isSecretName(name: string): boolean {
  return /^[A-Za-z0-9](?:[A-Za-z0-9._@-]{0,98}[A-Za-z0-9_-])?$/.test(name)
}

/**
 * @param what what the text was given for, e.g. `--api-token` or `orgs.yaml:3:12`
 * @throws OpsError OPS_SECRET (usage) when it says no place; it may be the secret itself, so it is never repeated
 */
export function parseReference(text: string, what: string): SecretReference {
  const reference = text === '-' ? ({kind: 'stdin'} as const) : parseScheme(text)
  if (reference === undefined) throw noPlace(what)
  return reference
}

function parseScheme(text: string): SecretReference | undefined {
  const colon = text.indexOf(':')
  const [scheme, rest] = [text.slice(0, Math.max(colon, 0)), text.slice(colon + 1)]
  switch (scheme) {
    case 'env':
      return /^[A-Za-z_]\w*$/.test(rest) ? {kind: 'env', name: rest} : undefined
    case 'file':
      return rest === '' || rest.includes('\0') ? undefined : {kind: 'file', path: rest}
    case 'keychain':
      return isSecretName(rest) ? {kind: 'keychain', name: rest} : undefined
    case 'aws-secretsmanager':
      return parseAws(rest)
    default:
      return undefined
  }
}

function parseAws(text: string): AwsReference | undefined {
  const hash = text.indexOf('#')
  const at = text.lastIndexOf('@')
  const hasProfile = at > hash
  const profile = hasProfile ? text.slice(at + 1) : ''
  const before = hasProfile ? text.slice(0, at) : text
  const [id, key] = hash < 0 ? [before, undefined] : [before.slice(0, hash), before.slice(hash + 1)]
  if (!/^[\w/+=.@:-]{1,2048}$/.test(id) || key === '') return undefined
  return {
    kind: 'aws-secretsmanager',
    id,
    ...(key === undefined ? {} : {key}),
    ...(profile === '' ? {} : {profile}),
  }
}

/** The text that `parseReference` reads back as the same. */
export function printReference(reference: SecretReference): string {
  switch (reference.kind) {
    case 'stdin':
      return '-'
    case 'file':
      return `file:${reference.path}`
    case 'env':
    case 'keychain':
      return `${reference.kind}:${reference.name}`
    case 'aws-secretsmanager': {
      const {id, key, profile} = reference
      const text = key === undefined ? id : `${id}#${key}`
      const ending = key ?? id
      const end = profile === undefined ? (ending.includes('@') ? '@' : '') : `@${profile}`
      return `aws-secretsmanager:${text}${end}`
    }
  }
}

function noPlace(what: string): OpsError {
  return new OpsError(
    'OPS_SECRET',
    `${what} takes the place of a secret, never the secret itself: - (standard input), env:NAME, file:PATH, keychain:NAME or aws-secretsmanager:ID#KEY@PROFILE`,
    {failure: 'usage'},
  )
}
