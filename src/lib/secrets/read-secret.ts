import os from 'node:os'
import path from 'node:path'
import {OpsError} from '../shared/errors.js'
import type {Machine} from '../shared/machine.js'
import {shellWord} from '../shared/shell-word.js'
import {readKeychain} from './keychain.js'
import {readSecretFile} from './secret-file.js'
import {showSecretReference, type SecretReference} from './secret-reference.js'

/** How a secret is reached in each place; lib/cli/secret-readers.ts makes the real ones. */
export interface SecretReaders {
  readonly machine: Pick<Machine, 'env'>
  /** All of standard input. */
  readonly readStdin: () => Promise<string>
  /** A value of AWS Secrets Manager, or of one key in its JSON. */
  readonly awsSecret: (wanted: AwsSecretWish) => Promise<string>
  /** Words about a place that is less safe than it should be. */
  readonly warn: (line: string) => void
}

export interface AwsSecretWish {
  readonly id: string
  readonly key?: string
  readonly profile?: string
}

/**
 * The secret itself, without the newlines at its end.
 * @throws OpsError OPS_SECRET when it is not there or empty, OPS_KEYCHAIN, OPS_FILE_UNREADABLE, and what AWS refuses with
 */
export async function readSecret(reference: SecretReference, readers: SecretReaders): Promise<string> {
  const found = await look(reference, readers)
  if (found === undefined) throw notThere(reference, readers.machine)
  const value = found.replace(/[\r\n]+$/, '')
  if (value === '') throw emptySecret(reference)
  return value
}

async function look(reference: SecretReference, readers: SecretReaders): Promise<string | undefined> {
  const {machine, readStdin, awsSecret, warn} = readers
  switch (reference.kind) {
    case 'stdin':
      return readStdin()
    case 'env':
      return machine.env[reference.name]
    case 'file':
      return readSecretFile(referencedFile(machine, reference.path), warn)
    case 'keychain':
      return readKeychain(reference.name)
    case 'aws-secretsmanager':
      return awsSecret(reference)
  }
}

/** The same reference, good from any folder: what is to be written down. */
export function absoluteReference(
  machine: Pick<Machine, 'env'>,
  reference: SecretReference,
): SecretReference {
  return reference.kind === 'file' ? {kind: 'file', path: referencedFile(machine, reference.path)} : reference
}

/** Absolute; `~` is the home folder. */
export function referencedFile(machine: Pick<Machine, 'env'>, file: string): string {
  const home = machine.env['HOME'] ?? os.homedir()
  return path.resolve(file === '~' || /^~[\\/]/.test(file) ? path.join(home, file.slice(1)) : file)
}

function notThere(reference: SecretReference, machine: Pick<Machine, 'env'>): OpsError {
  switch (reference.kind) {
    case 'env':
      return new OpsError(
        'OPS_SECRET',
        `the secret ${showSecretReference(reference)} is not there: the variable is not set`,
        {
          next: `read -rs ${reference.name} && export ${reference.name}`,
        },
      )
    case 'file': {
      const file = referencedFile(machine, reference.path)
      return new OpsError(
        'OPS_SECRET',
        `the secret ${showSecretReference(reference)} is not there: no such file`,
        {
          next: `ls -ld ${shellWord(path.dirname(file))}`,
        },
      )
    }
    default:
      return new OpsError('OPS_SECRET', `the secret ${showSecretReference(reference)} is not there`, {
        next: 'okta-ops org list',
      })
  }
}

function emptySecret(reference: SecretReference): OpsError {
  const where = reference.kind === 'stdin' ? 'standard input' : showSecretReference(reference)
  return new OpsError('OPS_SECRET', `the secret from ${where} is empty`)
}
