import {OpsError} from '../shared/errors.js'
import {isSecretName} from './secret-name.js'

/** Where a secret is; never the secret itself. */
export type SecretReference =
  | {readonly kind: 'stdin'}
  | {readonly kind: 'env'; readonly name: string}
  | {readonly kind: 'file'; readonly path: string}
  | {readonly kind: 'keychain'; readonly name: string}
  | {
      readonly kind: 'aws-secretsmanager'
      readonly id: string
      /** The JSON key within the secret. */
      readonly key?: string
      readonly profile?: string
    }

/**
 * Reads `-`, `env:NAME`, `file:PATH`, `keychain:NAME` or `aws-secretsmanager:ID[#KEY][@PROFILE]`.
 * @throws OpsError OPS_SECRET (usage) naming the flag or key (`what`) and never the text: it may be the secret itself
 */
export function parseSecretReference(text: string, what: string): SecretReference {
  if (text === '-') return {kind: 'stdin'}
  const [, kind, rest = ''] = /^([a-z-]+):(.+)$/s.exec(text) ?? []
  switch (kind) {
    case 'env':
      if (/^[A-Za-z_]\w*$/.test(rest)) return {kind, name: rest}
      break
    case 'file':
      if (!rest.includes('\0')) return {kind, path: rest}
      break
    case 'keychain':
      if (isSecretName(rest)) return {kind, name: rest}
      break
    case 'aws-secretsmanager': {
      const reference = secretsManagerReference(rest)
      // What names and ARNs consist of, so that a secret written here by mistake is not sent to AWS as one.
      if (/^[\w/+=.@:-]{1,2048}$/.test(reference.id)) return reference
    }
  }
  throw new OpsError(
    'OPS_SECRET',
    `${what} takes where the secret is, never the secret: ${referenceForms.join(', ')}`,
    {failure: 'usage'},
  )
}

/** How a reference may be written. */
export const referenceForms = [
  'env:NAME',
  'file:PATH',
  'keychain:NAME',
  'aws-secretsmanager:ID#KEY@PROFILE',
  '- (stdin, once)',
]

/** The reference as it is written in flags and files. */
export function showSecretReference(reference: SecretReference): string {
  switch (reference.kind) {
    case 'stdin':
      return '-'
    case 'env':
    case 'keychain':
      return `${reference.kind}:${reference.name}`
    case 'file':
      return `file:${reference.path}`
    case 'aws-secretsmanager': {
      const {id, key, profile} = reference
      // An empty key tells an @ of the id from the one before the profile, an empty profile one of the key.
      const hash = key !== undefined ? `#${key}` : id.includes('@') ? '#' : ''
      const at = profile !== undefined ? `@${profile}` : key?.includes('@') ? '@' : ''
      return `aws-secretsmanager:${id}${hash}${at}`
    }
  }
}

/** The key ends at the last @; without a key the id does, so an id with an @ in it needs a # behind it. */
function secretsManagerReference(text: string): Extract<SecretReference, {kind: 'aws-secretsmanager'}> {
  const hash = text.indexOf('#')
  const [id, behind] = hash === -1 ? ['', text] : [text.slice(0, hash), text.slice(hash + 1)]
  const at = behind.lastIndexOf('@')
  const [before, profile] = at === -1 ? [behind, ''] : [behind.slice(0, at), behind.slice(at + 1)]
  const key = hash === -1 ? '' : before
  return {
    kind: 'aws-secretsmanager',
    id: hash === -1 ? before : id,
    ...(key === '' ? {} : {key}),
    ...(profile === '' ? {} : {profile}),
  }
}
