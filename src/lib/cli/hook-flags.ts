import {readFile} from 'node:fs/promises'
import type {HookListening} from '../okta/hooks/hook-listener.js'
import type {HookKeys} from '../ports/hook-receiver.js'
import {readSecretFile} from '../secrets/secret-file.js'
import {parseSecretReference, type SecretReference} from '../secrets/secret-reference.js'
import {OpsError} from '../shared/errors.js'
import {unreadableFile} from '../shared/file-errors.js'
import {oktaHooks, type Context} from './context.js'
import {Flags} from './oclif.js'
import {readSecretOf} from './secret-readers.js'

/** How else event hooks are received. */
export const hookPlaceFlags = {
  host: Flags.string({
    helpValue: 'ADDRESS',
    default: '127.0.0.1',
    summary: 'listen on this address of the machine; any but a loopback one needs TLS or --behind-proxy',
  }),
  'previous-secret': Flags.string({
    helpValue: 'REF',
    summary: 'the secret before it, which is good too while the hook is being changed',
  }),
  'secret-header': Flags.string({
    helpValue: 'NAME',
    default: 'Authorization',
    summary: 'the header that Okta sends it in',
  }),
  'public-url': Flags.string({
    helpValue: 'URL',
    summary: 'the address that the hook has in Okta; requests to its host and path are taken',
    env: 'OKTA_OPS_HOOK_URL',
  }),
  'tls-cert': Flags.string({
    helpValue: 'FILE',
    summary: 'serve TLS with this certificate chain (PEM)',
    dependsOn: ['tls-key'],
  }),
  'tls-key': Flags.string({
    helpValue: 'FILE',
    summary: 'and this private key (PEM)',
    dependsOn: ['tls-cert'],
  }),
  'behind-proxy': Flags.boolean({
    summary: 'a proxy in front does TLS and passes the Host header on',
    exclusive: ['tls-cert', 'tls-key'],
    default: false,
  }),
}

/** The flags of whoever receives event hooks. */
export const hookListeningFlags = {
  port: Flags.integer({
    helpValue: 'PORT',
    min: 0,
    max: 65_535,
    required: true,
    summary: 'listen here (0: any free one)',
    env: 'OKTA_OPS_HOOK_PORT',
  }),
  secret: Flags.string({
    helpValue: 'REF',
    required: true,
    summary: 'where the secret is that Okta sends: env:NAME, file:PATH, keychain:NAME, ..., - (stdin)',
    env: 'OKTA_OPS_HOOK_SECRET',
  }),
  ...hookPlaceFlags,
}

/** Those flags, parsed. */
export interface HookListeningWish {
  readonly port: number
  readonly host: string
  readonly secret: string
  readonly 'previous-secret': string | undefined
  readonly 'secret-header': string
  readonly 'public-url': string | undefined
  readonly 'tls-cert': string | undefined
  readonly 'tls-key': string | undefined
  readonly 'behind-proxy': boolean
}

/**
 * Reads the secrets and the certificate, each time anew; standard input is read once and kept.
 * @throws OpsError OPS_SECRET, OPS_FILE_UNREADABLE and what following a reference throws
 */
export function hookKeysReader(
  context: Context,
  wish: HookListeningWish,
  warn: (line: string) => void,
): () => Promise<HookKeys> {
  const readSecret = readSecretOf(context, warn)
  let typed: string | undefined
  const secretOf = async (reference: SecretReference): Promise<string> =>
    reference.kind === 'stdin' ? (typed ??= await readSecret(reference)) : readSecret(reference)
  return async () => {
    const {checkHookSecret} = await oktaHooks()
    const secrets: string[] = []
    for (const flag of ['secret', 'previous-secret'] as const) {
      const reference = wish[flag]
      if (reference === undefined) continue
      const secret = await secretOf(parseSecretReference(reference, `--${flag}`))
      secrets.push(checkHookSecret(secret, `--${flag}`))
    }
    const tls = await readTls(wish, warn)
    return {secrets, ...(tls === undefined ? {} : {tls})}
  }
}

/**
 * What the flags mean.
 * @throws OpsError OPS_USAGE, OPS_CLEAR_TEXT before a secret is read, and what `readKeys` throws
 */
export async function readListening(
  wish: HookListeningWish,
  readKeys: () => Promise<HookKeys>,
): Promise<HookListening> {
  const {exposed, readHookUrl} = await oktaHooks()
  const {port, host, 'public-url': address, 'behind-proxy': behindProxy} = wish
  const publicUrl = address === undefined ? undefined : readHookUrl(address, '--public-url')
  const reached = exposed({host, tls: wish['tls-cert'] !== undefined, behindProxy, publicUrl})
  const secretHeader = checkHeaderName(wish['secret-header'], '--secret-header')
  return {...reached, host, port, secretHeader, behindProxy, ...(await readKeys())}
}

/**
 * The name of a header that may carry a secret.
 * @throws OpsError OPS_USAGE naming the flag
 */
export function checkHeaderName(name: string, flag: string): string {
  if (/^[A-Za-z0-9-]{1,64}$/.test(name)) return name
  throw new OpsError('OPS_USAGE', `${flag} is not the name of a header: letters, digits and -`, {
    failure: 'usage',
  })
}

async function readTls(
  {'tls-cert': certFile, 'tls-key': keyFile}: HookListeningWish,
  warn: (line: string) => void,
): Promise<HookKeys['tls']> {
  if (certFile === undefined || keyFile === undefined) return undefined
  const cert = await readFile(certFile).catch((error: unknown) => {
    throw unreadableFile(certFile, error)
  })
  const key = readSecretFile(keyFile, warn)
  if (key === undefined)
    throw new OpsError('OPS_FILE_UNREADABLE', `there is no ${keyFile}`, {failure: 'usage'})
  return {cert, key: Buffer.from(key)}
}
