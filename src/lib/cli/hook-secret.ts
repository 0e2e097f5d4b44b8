import {secretFile} from '../secrets/secret-file.js'
import {parseSecretReference, showSecretReference} from '../secrets/secret-reference.js'
import {OpsError} from '../shared/errors.js'
import {oktaHooks, type Context} from './context.js'
import {checkHeaderName} from './hook-flags.js'
import {readSecretOf} from './secret-readers.js'

/** What an event hook sends to show that it is Okta's. */
export interface HookSecret {
  readonly header: string
  readonly value: string
  /** Where it is, as `--secret` takes it. */
  readonly reference: string
  /** A new one of a hook that the org has refused is of no use to anybody. */
  readonly forgetIfRefused: (error: unknown) => Promise<void>
}

export interface HookSecretWish {
  /** `--header NAME=REF`; undefined: a new secret in the Authorization header. */
  readonly header: string | undefined
  readonly keychain: boolean
  /** What a new one is kept for; it becomes part of a file's name. */
  readonly keep: string
}

/**
 * The secret that is named, or a new one of 256 bits, kept.
 * @throws OpsError OPS_USAGE, OPS_SECRET, OPS_KEYCHAIN and what reading it throws
 */
export async function hookSecretFor(
  context: Context,
  {header: wanted, keychain, keep}: HookSecretWish,
  warn: (line: string) => void,
): Promise<HookSecret> {
  const {checkHookSecret, isRefused} = await oktaHooks()
  const {machine} = context
  if (wanted !== undefined) {
    const [header, reference] = split(wanted)
    const value = checkHookSecret(await readSecretOf(context, warn)(reference), '--header')
    return {
      header,
      value,
      reference: showSecretReference(reference),
      forgetIfRefused: () => Promise.resolve(),
    }
  }
  const {storeSecret, removeSecret} = await import('../secrets/store-secret.js')
  const value = Buffer.from(machine.randomBytes(32)).toString('base64url')
  const kept = await storeSecret(machine, {name: secretName(keep), value, keychain})
  return {
    header: 'Authorization',
    value,
    reference: showSecretReference(kept),
    forgetIfRefused: async (error) => {
      if (isRefused(error)) await removeSecret(machine, kept)
    },
  }
}

/** Removes the secret that was made for `keep` and kept in a file; tells whether there was one. */
export async function forgetHookSecret({machine}: Context, keep: string): Promise<boolean> {
  const {removeSecret} = await import('../secrets/store-secret.js')
  return removeSecret(machine, {kind: 'file', path: secretFile(machine, secretName(keep))})
}

function secretName(keep: string): string {
  return keep
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .slice(0, 99)
    .replace(/[.-]+$/, '')
}

function split(text: string): readonly [string, ReturnType<typeof parseSecretReference>] {
  const at = text.indexOf('=')
  if (at < 1)
    throw new OpsError(
      'OPS_USAGE',
      '--header takes a name and where the secret is: X-Hook-Secret=env:HOOK_SECRET',
      {
        failure: 'usage',
      },
    )
  const reference = parseSecretReference(text.slice(at + 1), '--header')
  return [checkHeaderName(text.slice(0, at), '--header'), reference]
}
