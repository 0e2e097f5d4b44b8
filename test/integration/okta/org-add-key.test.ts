import {expect} from 'chai'
import {createPrivateKey, generateKeyPairSync} from 'node:crypto'
import {existsSync, readFileSync} from 'node:fs'
import path from 'node:path'
import OrgAdd from '../../../src/commands/org/add.js'
import {startSandbox, type Sandbox} from '../../../src/lib/sandbox/sandbox.js'
import {liveMachine} from '../../support/live-machine.js'
import {runCommand, type CommandOutcome} from '../../support/run-command.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'

const rsa = generateKeyPairSync('rsa', {modulusLength: 2048})
const ec = generateKeyPairSync('ec', {namedCurve: 'P-256'})
const pkcs8 = {type: 'pkcs8', format: 'pem'} as const
const newKey = 'openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out okta.pem'

describe('org add with a private key that will not do', () => {
  let home: TempHome
  beforeEach(() => {
    home = createTempHome()
  })
  afterEach(() => {
    home.remove()
  })

  const add = (orgUrl: string, ...argv: readonly string[]): Promise<CommandOutcome> => {
    const machine = liveMachine({
      HOME: home.path,
      OKTA_OPS_CONFIG_DIR: path.join(home.path, 'config'),
      OKTA_OPS_STATE_DIR: path.join(home.path, 'state'),
      KEY: home.read('k.pem'),
    })
    const app = [
      'app',
      '--org-url',
      orgUrl,
      ...(argv.includes('--client-id') ? [] : ['--client-id', '0oa1example']),
    ]
    return runCommand(OrgAdd, [...app, ...argv], {machine})
  }

  // Nobody listens there, so that whatever is said is said before anybody is asked.
  const nobody = 'http://127.0.0.1:9'

  for (const {name, text, says, next} of [
    {name: 'no key at all', text: '00notakey', says: /neither PEM nor a JWK/, next: 'file ~/k.pem'},
    {
      name: 'an encrypted PEM',
      text: rsa.privateKey.export({...pkcs8, cipher: 'aes-256-cbc', passphrase: 'example'}),
      says: /it is encrypted/,
      next: 'openssl pkey -in ~/k.pem -out ~/k.pem.plain',
    },
    {
      name: 'a public key',
      text: rsa.publicKey.export({type: 'spki', format: 'pem'}),
      says: /it is a public key/,
      next: 'file ~/k.pem',
    },
    {
      name: 'a certificate',
      text: '-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----',
      says: /it is a certificate/,
      next: 'file ~/k.pem',
    },
    {
      name: 'a PEM that is cut short',
      text: String(rsa.privateKey.export(pkcs8)).slice(0, 400) + '\n-----END PRIVATE KEY-----',
      says: /cut short or broken/,
      next: 'file ~/k.pem',
    },
    {
      name: 'a curve that Okta does not take',
      text: generateKeyPairSync('ec', {namedCurve: 'secp256k1'}).privateKey.export(pkcs8),
      says: /secp256k1\) that Okta does not take/,
      next: newKey,
    },
    {
      name: 'an RSA key that is too small',
      text: generateKeyPairSync('rsa', {modulusLength: 1024}).privateKey.export(pkcs8),
      says: /1024 bits, and Okta wants 2048/,
      next: newKey,
    },
    {name: 'JSON that is no JWK', text: '{"a":1}', says: /JSON, but no JWK/, next: 'jq keys ~/k.pem'},
    {name: 'half a JWK', text: '{"kty":"EC",', says: /is not JSON/, next: 'jq keys ~/k.pem'},
    {
      name: 'a public JWK',
      text: JSON.stringify(ec.publicKey.export({format: 'jwk'})),
      says: /public half of a JWK/,
      next: 'jq keys ~/k.pem',
    },
    {name: 'a set of keys', text: '{"keys":[]}', says: /set of keys/, next: 'jq keys ~/k.pem'},
  ])
    it(`${name}: one error, the next command, nothing written`, async () => {
      home.write('k.pem', String(text))
      for (const check of ['--check', '--no-check']) {
        const {exitCode, stderr} = await add(nobody, '--private-key', 'file:~/k.pem', check)
        expect(exitCode, stderr).to.equal(1)
        expect(stderr).to.match(/^error: the private key cannot be used: [^\n]*\n {2}next: [^\n]*\n$/)
        expect(stderr).to.match(says)
        expect(stderr)
          .to.include(`  next: ${next}\n`)
          .and.not.include(String(text).slice(30, 70) || '?')
      }
      const elsewhere = await add(nobody, '--private-key', 'env:KEY')
      expect(elsewhere.stderr).to.include(`next: ${next === newKey ? newKey : 'okta-ops org add --help'}\n`)
      expect(existsSync(path.join(home.path, 'config'))).to.equal(false)
    })

  it('a file that is not there: the folder to look into', async () => {
    home.write('k.pem', '')
    const {exitCode, stderr} = await add(nobody, '--private-key', 'file:~/keys/nope.pem')
    expect(exitCode).to.equal(1)
    expect(stderr).to.equal(
      'error: the secret file:~/keys/nope.pem is not there: no such file\n  next: ls -ld ~/keys\n',
    )
  })

  describe('against a sandbox', () => {
    let sandbox: Sandbox
    beforeEach(async () => {
      sandbox = await startSandbox()
    })
    afterEach(() => sandbox.close())

    it('a key id that is not the key’s own is named beside it when the org refuses', async () => {
      const {clientId = '', privateKeyFile = ''} = sandbox.okta.access.serviceApp ?? {}
      const jwk = createPrivateKey(readFileSync(privateKeyFile)).export({format: 'jwk'})
      home.write('k.pem', JSON.stringify({...jwk, kid: 'mine'}))
      const argv = ['--client-id', clientId, '--private-key', 'file:~/k.pem', '--key-id', 'another']
      const {exitCode, stderr} = await add(sandbox.url, ...argv)
      expect(exitCode, stderr).to.equal(5)
      expect(stderr)
        .to.match(/compare client id, key and key id/)
        .and.match(/the key calls itself "mine", and --key-id says "another"; nothing was written/)
        .and.match(/next: okta-ops org add --help/)
    })
  })
})
