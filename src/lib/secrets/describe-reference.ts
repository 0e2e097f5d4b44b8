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

/** Whether a service could use a profile of `~/.aws/config`; the AWS half knows (lib/cli/secret-readers.ts asks it). */
export type AskAboutProfile = (profile: string) => Promise<{readonly possible: boolean; readonly why: string}>

/** Looks at the place only; the secret is not read. */
export async function describeReference(
  machine: Pick<Machine, 'env'>,
  reference: SecretReference,
  askAboutProfile: AskAboutProfile,
): Promise<SecretPlace> {
  const {serviceCanRead, why} = await serviceUse(machine, reference, askAboutProfile)
  return {place: placeOfReference(machine, reference), serviceCanRead, why}
}

/** Where a secret lies, in words for a person. */
export function placeOfReference(machine: Pick<Machine, 'env'>, reference: SecretReference): string {
  switch (reference.kind) {
    case 'stdin':
      return 'standard input'
    case 'env':
      return `environment variable ${reference.name}`
    case 'file':
      return referencedFile(machine, reference.path)
    case 'keychain':
      return `keychain entry ${reference.name}`
    case 'aws-secretsmanager': {
      const {id, key, profile} = reference
      return [
        `AWS Secrets Manager ${id}`,
        ...(key === undefined ? [] : [`key ${key}`]),
        ...(profile === undefined ? [] : [`by profile ${profile}`]),
      ].join(', ')
    }
  }
}

async function serviceUse(
  machine: Pick<Machine, 'env'>,
  reference: SecretReference,
  askAboutProfile: AskAboutProfile,
): Promise<Omit<SecretPlace, 'place'>> {
  switch (reference.kind) {
    case 'stdin':
      return {serviceCanRead: false, why: 'given once and kept nowhere'}
    case 'env':
      return {serviceCanRead: true, why: `when the service is started with ${reference.name}`}
    case 'file':
      return isReadable(referencedFile(machine, reference.path))
        ? {serviceCanRead: true, why: 'when it runs under this account'}
        : {serviceCanRead: false, why: 'it is not there, or cannot be read'}
    case 'keychain':
      return {serviceCanRead: false, why: 'a keychain is open only in a desktop session'}
    case 'aws-secretsmanager': {
      if (reference.profile === undefined)
        return {
          serviceCanRead: true,
          why: 'with AWS credentials of its own: variables, a container or an instance',
        }
      const {possible, why} = await askAboutProfile(reference.profile)
      return {serviceCanRead: possible, why}
    }
  }
}

function isReadable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.R_OK)
    return true
  } catch {
    return false
  }
}
