import {expect} from 'chai'
import {generateKeyPairSync} from 'node:crypto'
import {readPrivateKey} from '../../../src/lib/okta/auth/private-key.js'
import {opsErrorFrom} from '../../support/thrown.js'

const rsa = generateKeyPairSync('rsa', {modulusLength: 2048})
const ec = (namedCurve: string) => generateKeyPairSync('ec', {namedCurve})
const pkcs8 = {type: 'pkcs8', format: 'pem'} as const

describe('a private key', () => {
  for (const {name, text, alg} of [
    {
      name: 'RSA, PKCS#1',
      text: rsa.privateKey.export({type: 'pkcs1', format: 'pem'}),
      alg: 'RSASSA-PKCS1-v1_5',
    },
    {name: 'RSA, PKCS#8', text: rsa.privateKey.export(pkcs8), alg: 'RSASSA-PKCS1-v1_5'},
    {name: 'EC P-256', text: ec('P-256').privateKey.export(pkcs8), alg: 'ECDSA'},
    {
      name: 'EC P-384, SEC 1',
      text: ec('P-384').privateKey.export({type: 'sec1', format: 'pem'}),
      alg: 'ECDSA',
    },
    {name: 'EC P-521', text: ec('P-521').privateKey.export(pkcs8), alg: 'ECDSA'},
    {name: 'JWK', text: JSON.stringify(ec('P-256').privateKey.export({format: 'jwk'})), alg: 'ECDSA'},
  ])
    it(`may be ${name}`, async () => {
      const {key, kid} = await readPrivateKey(`\n${String(text)}\n`)
      expect(key.algorithm.name).to.equal(alg)
      expect(kid).to.equal(undefined)
    })

  it('may bring its kid, which a given one overrules', async () => {
    const text = JSON.stringify({...ec('P-256').privateKey.export({format: 'jwk'}), kid: 'own'})
    expect((await readPrivateKey(text)).kid).to.equal('own')
    expect((await readPrivateKey(text, {keyId: 'given'})).kid).to.equal('given')
  })

  for (const {name, text, words} of [
    {
      name: 'encrypted (PKCS#8)',
      text: rsa.privateKey.export({...pkcs8, cipher: 'aes-256-cbc', passphrase: 'x'}),
      words: /encrypted; decrypt it once with openssl/,
    },
    {
      name: 'encrypted (PKCS#1)',
      text: rsa.privateKey.export({type: 'pkcs1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x'}),
      words: /encrypted/,
    },
    {
      name: 'a public key',
      text: rsa.publicKey.export({type: 'spki', format: 'pem'}),
      words: /it is a public key/,
    },
    {name: 'a public JWK', text: JSON.stringify(rsa.publicKey.export({format: 'jwk'})), words: /public half/},
    {name: 'JSON that is no JWK', text: '{"client_id":"0oa1"}', words: /JSON, but no JWK/},
    {name: 'a JWK set', text: '{"keys":[]}', words: /set of keys/},
    {
      name: 'too short',
      text: generateKeyPairSync('rsa', {modulusLength: 1024}).privateKey.export(pkcs8),
      words: /1024 bits/,
    },
    {name: 'of another curve', text: ec('secp256k1').privateKey.export(pkcs8), words: /secp256k1/},
    {name: 'Ed25519', text: generateKeyPairSync('ed25519').privateKey.export(pkcs8), words: /ed25519/},
    {
      name: 'cut short',
      text: '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----',
      words: /cut short/,
    },
    {name: 'broken JSON', text: '{"kty":', words: /not JSON/},
    {name: 'something else', text: 'hello', words: /neither PEM nor/},
  ])
    it(`may not be ${name}`, async () => {
      const error = await opsErrorFrom(() => readPrivateKey(String(text)))
      expect(error.code).to.equal('OPS_PRIVATE_KEY')
      expect(error.message).to.match(words)
      expect(error.cause).to.equal(undefined)
    })
})
