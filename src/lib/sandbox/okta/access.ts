import {mkdirSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import type {MadeKey} from './auth/apps.js'
import type {World} from '../world.js'

/** The ways into the org, for whoever starts a sandbox. */
export interface OktaAccess {
  readonly orgUrl: string
  /** The first API token (SSWS); it stands in OKTA_CLIENT_TOKEN too. */
  readonly apiToken?: string
  /** The first API service app. */
  readonly serviceApp?: {
    readonly clientId: string
    /** PKCS#8 PEM in the throw-away HOME, 0600; absent when the seed brought the public key. */
    readonly privateKeyFile?: string
    readonly scopes: readonly string[]
  }
  /** The first native app. */
  readonly nativeApp?: {readonly clientId: string; readonly redirectUris: readonly string[]}
}

/** Leaves the private keys the sandbox made in `home`, and says how to get in. */
export function oktaAccess(world: World, home: string, made: readonly MadeKey[]): OktaAccess {
  const files = new Map(made.map((key) => [key.clientId, writeKey(home, key)]))
  const {apps, tokens} = world.oktaAuth
  const [token] = tokens.all
  const service = apps.all.find(({type}) => type === 'service')
  const native = apps.all.find(({type}) => type === 'native')
  const privateKeyFile = files.get(service?.clientId ?? '')
  return {
    orgUrl: world.origin,
    ...(token && {apiToken: token.value}),
    ...(service && {
      serviceApp: {
        clientId: service.clientId,
        ...(privateKeyFile !== undefined && {privateKeyFile}),
        scopes: service.scopes,
      },
    }),
    ...(native && {nativeApp: {clientId: native.clientId, redirectUris: native.redirectUris}}),
  }
}

function writeKey(home: string, {clientId, privateKeyPem}: MadeKey): string {
  const folder = path.join(home, '.okta')
  mkdirSync(folder, {recursive: true, mode: 0o700})
  const file = path.join(folder, `${clientId}.pem`)
  writeFileSync(file, privateKeyPem, {mode: 0o600})
  return file
}

/** What Okta's SDKs and okta-ops read of it. */
export function oktaVariables({orgUrl, apiToken}: OktaAccess): Readonly<Record<string, string>> {
  return {
    OKTA_CLIENT_ORGURL: orgUrl,
    ...(apiToken !== undefined && {OKTA_CLIENT_TOKEN: apiToken}),
    // The SDKs refuse http otherwise.
    OKTA_TESTING_DISABLEHTTPSCHECK: 'true',
  }
}
