import fs from 'node:fs'
import type {Machine} from '../shared/machine.js'
import {referencedFile} from './read-secret.js'
import type {SecretReference} from './secret-reference.js'

/** Where a secret lies, for `org check`. */
export interface SecretPlace {
  readonly place: string
  /** Could a service read it: this account, but no terminal and no desktop session? */
  readonly serviceCanRead: boolean
  /** A few words, for a person. */
  readonly why: string
}

/** Looks at the place only; the secret is not read. */
export function describeReference(machine: Pick<Machine, 'env'>, reference: SecretReference): SecretPlace {
  switch (reference.kind) {
    case 'stdin':
      return {place: 'standard input', serviceCanRead: false, why: 'given once and kept nowhere'}
    case 'env':
      return {
        place: `environment variable ${reference.name}`,
        serviceCanRead: true,
        why: `when the service is started with ${reference.name}`,
      }
    case 'file':
      return describeFile(referencedFile(machine, reference.path))
    case 'keychain':
      return {
        place: `keychain entry ${reference.name}`,
        serviceCanRead: false,
        why: 'a keychain is open only in a desktop session',
      }
    case 'aws-secretsmanager':
      return describeAws(reference)
  }
}

function describeFile(file: string): SecretPlace {
  try {
    fs.accessSync(file, fs.constants.R_OK)
    return {place: file, serviceCanRead: true, why: 'when it runs under this account'}
  } catch {
    return {place: file, serviceCanRead: false, why: 'it is not there, or cannot be read'}
  }
}

function describeAws({
  id,
  key,
  profile,
}: Extract<SecretReference, {kind: 'aws-secretsmanager'}>): SecretPlace {
  const place = `AWS Secrets Manager ${id}${key === undefined ? '' : `, key ${key}`}`
  return profile === undefined
    ? {
        place,
        serviceCanRead: true,
        why: 'with AWS credentials of its own: variables, a container or an instance',
      }
    : {
        place: `${place}, by profile ${profile}`,
        serviceCanRead: false,
        why: `only as long as the sign-in of profile ${profile} lasts`,
      }
}
