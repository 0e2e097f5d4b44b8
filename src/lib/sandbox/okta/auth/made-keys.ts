import {generateKeyPair, generateKeyPairSync} from 'node:crypto'
import {promisify} from 'node:util'
import type {MadeKey} from './apps.js'
import type {SeedApp} from '../../seed/seed-okta.js'

/**
 * Makes the key pairs of service apps that brought no public key: EC keys, since an RSA key would more than double the time
 * a sandbox takes to start.
 */
export function makeKeys(apps: readonly SeedApp[]): readonly MadeKey[] {
  const without = apps.filter(({type, publicKey}) => type === 'service' && publicKey === undefined)
  return without.map(({clientId}) => {
    const {privateKey} = generateKeyPairSync('ec', {namedCurve: 'P-256'})
    return {clientId, privateKeyPem: privateKey.export({type: 'pkcs8', format: 'pem'}).toString()}
  })
}

let signingKey: Promise<string> | undefined

/**
 * The RSA key, PKCS#8 PEM, that id tokens are signed with: Okta signs with RS256. One process makes it only once, however
 * many sandboxes it starts.
 */
export function idTokenKey(): Promise<string> {
  signingKey ??= makeRsaKey()
  return signingKey
}

async function makeRsaKey(): Promise<string> {
  const {privateKey} = await promisify(generateKeyPair)('rsa', {modulusLength: 2048})
  return privateKey.export({type: 'pkcs8', format: 'pem'}).toString()
}
