import {OpsError} from '../shared/errors.js'
import type {Machine} from '../shared/machine.js'
import {removeFromKeychain, writeKeychain} from './keychain.js'
import {isSecretName} from './secret-name.js'
import {removeSecretFile, writeSecretFile} from './secret-file.js'
import type {SecretReference} from './secret-reference.js'

export interface SecretToStore {
  readonly name: string
  readonly value: string
  /** `--keychain`: there, instead of in a file that only this account can read. */
  readonly keychain: boolean
}

/**
 * Keeps a secret and tells where: `file:<config folder>/secrets/NAME` (0600) unless the keychain is wanted.
 * @throws OpsError OPS_SECRET (usage) for a name that cannot be a file's, or nothing to keep; OPS_KEYCHAIN; OPS_DISK_FULL
 */
export async function storeSecret(
  machine: Pick<Machine, 'env'>,
  {name, value, keychain}: SecretToStore,
): Promise<SecretReference> {
  if (!isSecretName(name)) {
    throw new OpsError(
      'OPS_SECRET',
      `a secret cannot be called ${JSON.stringify(name)}: letters, digits, . _ @ -`,
      {
        failure: 'usage',
      },
    )
  }
  if (value === '') throw new OpsError('OPS_SECRET', 'there is no secret to keep', {failure: 'usage'})
  if (!keychain) return {kind: 'file', path: writeSecretFile(machine, name, value)}
  await writeKeychain(name, value)
  return {kind: 'keychain', name}
}

/** Removes what `storeSecret` kept, and nothing that somebody else put anywhere. Tells whether something was removed. */
export async function removeSecret(
  machine: Pick<Machine, 'env'>,
  reference: SecretReference,
): Promise<boolean> {
  if (reference.kind === 'file') return removeSecretFile(machine, reference.path)
  return reference.kind === 'keychain' ? removeFromKeychain(reference.name) : false
}
