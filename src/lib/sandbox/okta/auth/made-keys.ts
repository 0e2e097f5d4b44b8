import {generateKeyPair} from 'node:crypto'
import {promisify} from 'node:util'
import type {MadeKey} from './apps.js'
import type {SeedApp} from '../../seed/seed-okta.js'

const generate = promisify(generateKeyPair)

/** RSA keys take a tenth of a second to make: one process makes each only once, however many sandboxes it starts. */
const made = new Map<string, Promise<string>>()

/** Makes the key pairs of service apps that brought no public key. */
export async function makeKeys(apps: readonly SeedApp[]): Promise<readonly MadeKey[]> {
  const without = apps.filter(({type, publicKey}) => type === 'service' && publicKey === undefined)
  return Promise.all(without.map(async ({clientId}) => ({clientId, privateKeyPem: await rsaKey(clientId)})))
}

/** The PKCS#8 PEM of this process's RSA key with that name. */
export function rsaKey(name: string): Promise<string> {
  const known = made.get(name) ?? newKey()
  made.set(name, known)
  return known
}

async function newKey(): Promise<string> {
  const {privateKey} = await generate('rsa', {modulusLength: 2048})
  return privateKey.export({type: 'pkcs8', format: 'pem'}).toString()
}
