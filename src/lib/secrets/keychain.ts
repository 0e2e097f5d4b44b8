import type * as keyringPackage from '@napi-rs/keyring'
import {OpsError} from '../shared/errors.js'

/** Under which all secrets of ours stand in the keychain. */
const service = 'okta-ops'

/** Without this the library falls back, without a word, to a kernel keyring that a reboot empties and others may list. */
const options = {linux: {store: 'secret-service'}} as const

/** @throws OpsError OPS_KEYCHAIN */
export async function writeKeychain(name: string, value: string): Promise<void> {
  const kept = await withEntry(name, async (entry) => {
    await entry.setPassword(value)
    return entry.getPassword()
  })
  if (kept !== value) throw unusable(undefined)
}

/** Undefined when the keychain holds nothing of that name. @throws OpsError OPS_KEYCHAIN */
export async function readKeychain(name: string): Promise<string | undefined> {
  return (await withEntry(name, (entry) => entry.getPassword())) ?? undefined
}

/** Tells whether there was one. @throws OpsError OPS_KEYCHAIN */
export async function removeFromKeychain(name: string): Promise<boolean> {
  return withEntry(name, (entry) => entry.deletePassword())
}

type Entry = InstanceType<(typeof keyringPackage)['AsyncEntry']>

/** The library's errors differ in words only, so any of them means that there is no keychain to use. */
async function withEntry<T>(name: string, use: (entry: Entry) => Promise<T>): Promise<T> {
  const {AsyncEntry} = await keyring()
  try {
    return await use(new AsyncEntry(service, name, options))
  } catch (error) {
    throw unusable(error)
  }
}

async function keyring(): Promise<typeof keyringPackage> {
  try {
    return await import('@napi-rs/keyring')
  } catch (error) {
    throw new OpsError('OPS_KEYCHAIN', 'the optional package @napi-rs/keyring is not installed', {
      next: 'npm install --global --include=optional okta-ops',
      cause: error,
    })
  }
}

function unusable(cause: unknown): OpsError {
  return new OpsError(
    'OPS_KEYCHAIN',
    'the keychain of this machine cannot be used: there is none, it is locked, or there is no desktop session; without --keychain secrets are kept in files that only you can read',
    {cause},
  )
}
