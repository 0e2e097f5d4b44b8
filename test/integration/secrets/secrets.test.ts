import {expect} from 'chai'
import {execFileSync, spawn} from 'node:child_process'
import {once} from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import {fileURLToPath} from 'node:url'
import {describeReference} from '../../../src/lib/secrets/describe-reference.js'
import {absoluteReference, readSecret, type AwsSecretWish} from '../../../src/lib/secrets/read-secret.js'
import type {SecretReference} from '../../../src/lib/secrets/secret-reference.js'
import {removeSecret, storeSecret} from '../../../src/lib/secrets/store-secret.js'
import {skipSaying} from '../../support/skip.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'
import {opsErrorFrom} from '../../support/thrown.js'

const support = (name: string): string => fileURLToPath(new URL(`../../support/${name}`, import.meta.url))

describe('secrets', () => {
  let home: TempHome
  let env: Record<string, string>
  let warnings: string[]
  let asked: AwsSecretWish[]
  beforeEach(() => {
    home = createTempHome()
    env = {
      HOME: home.path,
      OKTA_OPS_CONFIG_DIR: path.join(home.path, 'config'),
      TOKEN: 'from-env\n',
      EMPTY: '\n',
    }
    warnings = []
    asked = []
  })
  afterEach(() => {
    home.remove()
  })

  const read = (reference: SecretReference): Promise<string> =>
    readSecret(reference, {
      machine: {env},
      readStdin: () => Promise.resolve('from-stdin\r\n'),
      awsSecret: (wanted) => {
        asked.push(wanted)
        return Promise.resolve('from-aws')
      },
      warn: (line) => void warnings.push(line),
    })

  describe('are read', () => {
    it('from every place, without the newline at the end', async () => {
      home.write('token', 'from file\nsecond line\n\n')
      expect(await read({kind: 'stdin'})).to.equal('from-stdin')
      expect(await read({kind: 'env', name: 'TOKEN'})).to.equal('from-env')
      expect(await read({kind: 'file', path: '~/token'})).to.equal('from file\nsecond line')
      expect(await read({kind: 'file', path: path.join(home.path, 'token')})).to.contain('from file')
      expect(await read({kind: 'aws-secretsmanager', id: 'a', key: 'k', profile: 'dev'})).to.equal('from-aws')
      expect(asked).to.deep.equal([{kind: 'aws-secretsmanager', id: 'a', key: 'k', profile: 'dev'}])
      expect(warnings).to.deep.equal([])
    })

    it('with a warning from a file that others can read, and not from what an orchestrator mounts', async () => {
      const file = home.write('token', 'x', 0o644)
      fs.chmodSync(file, 0o644)
      await read({kind: 'file', path: file})
      expect(warnings).to.deep.equal([`other accounts of this machine can read ${file}: chmod 600 ${file}`])
      if (process.geteuid?.() !== 0) return
      fs.chownSync(file, 12345, 12345)
      await read({kind: 'file', path: file})
      expect(warnings).to.have.length(1)
    })

    it('from a pipe that a shell hands down, and not from what never ends or nobody may ever write', async () => {
      if (process.platform === 'win32') return
      const pipe = execFileSync('mkfifo', [path.join(home.path, 'pipe')])
      expect(pipe).to.have.length(0)
      for (const file of ['/dev/zero', path.join(home.path, 'pipe')]) {
        const error = await opsErrorFrom(() => read({kind: 'file', path: file}))
        expect(error).to.include({code: 'OPS_SECRET', next: `ls -lL ${file}`})
        expect(error.message).to.contain('is neither a file nor a pipe')
      }
      expect(warnings).to.deep.equal([])
      const program = [process.execPath, '--import', 'tsx', support('process-secret.ts'), '/dev/stdin']
      const piped = execFileSync('sh', ['-c', 'echo from-pipe | "$@"', 'sh', ...program], {encoding: 'utf8'})
      expect(piped).to.equal('from-pipe\n')
    })

    it('of at most 1 MiB', async () => {
      home.write('large', 'x'.repeat(1024 * 1024 + 1), 0o600)
      home.write('enough', 'x'.repeat(1024 * 1024), 0o600)
      const error = await opsErrorFrom(() => read({kind: 'file', path: '~/large'}))
      expect(error.message).to.contain('has more than 1 MiB')
      expect(await read({kind: 'file', path: '~/enough'})).to.have.length(1024 * 1024)
    })

    const missing: readonly (readonly [string, SecretReference, string, string | undefined])[] = [
      ['an unset variable', {kind: 'env', name: 'NOPE'}, 'the secret env:NOPE is not there: the variable is not set', 'read -rs NOPE && export NOPE'],
      ['an empty one', {kind: 'env', name: 'EMPTY'}, 'the secret from env:EMPTY is empty', undefined],
      ['a missing file', {kind: 'file', path: '~/nope'}, 'the secret file:~/nope is not there: no such file', 'ls -ld HOME'],
    ] // prettier-ignore
    for (const [what, reference, message, next] of missing) {
      it(`not from ${what}`, async () => {
        const error = await opsErrorFrom(() => read(reference))
        expect(error.code).to.equal('OPS_SECRET')
        expect(error.message).to.equal(message)
        expect(error.next).to.equal(next?.replace('HOME', home.path))
      })
    }

    it('not from a folder', async () => {
      expect((await opsErrorFrom(() => read({kind: 'file', path: '~'}))).code).to.equal('OPS_FILE_UNREADABLE')
    })

    it('from anywhere once the path is made absolute', () => {
      expect(absoluteReference({env}, {kind: 'file', path: '~/a'})).to.deep.equal({kind: 'file', path: path.join(home.path, 'a')}) // prettier-ignore
      expect(absoluteReference({env}, {kind: 'file', path: 'a'})).to.deep.equal({kind: 'file', path: path.resolve('a')}) // prettier-ignore
    })
  })

  describe('are kept', () => {
    it('in a file of their own, 0600 in folders 0700, replaced and removed', async () => {
      const reference = await storeSecret({env}, {name: 'halyard', value: 'one', keychain: false})
      const file = path.join(home.path, 'config/secrets/halyard')
      expect(reference).to.deep.equal({kind: 'file', path: file})
      expect(fs.statSync(file).mode & 0o777).to.equal(0o600)
      expect(fs.statSync(path.dirname(file)).mode & 0o777).to.equal(0o700)
      expect(fs.statSync(path.dirname(path.dirname(file))).mode & 0o777).to.equal(0o700)
      await storeSecret({env}, {name: 'halyard', value: 'two', keychain: false})
      expect(await read(reference)).to.equal('two')
      expect(fs.readdirSync(path.dirname(file))).to.deep.equal(['halyard'])
      expect(await removeSecret({env}, reference)).to.equal(true)
      expect(await removeSecret({env}, reference)).to.equal(false)
      expect(fs.existsSync(file)).to.equal(false)
    })

    it('not in a folder that others may change, nor behind a link that they may have put there', async () => {
      if (process.platform === 'win32') return
      const secrets = path.join(home.path, 'config/secrets')
      const victim = home.write('victim', 'mine')
      const keep = (): Promise<unknown> =>
        storeSecret({env}, {name: 'halyard', value: 'secret', keychain: false})
      fs.mkdirSync(secrets, {recursive: true, mode: 0o700})
      fs.symlinkSync(victim, path.join(secrets, 'halyard'))
      fs.chmodSync(secrets, 0o777)
      const error = await opsErrorFrom(keep)
      expect(error).to.include({code: 'OPS_FILE_UNWRITABLE', next: `chmod go-w ${secrets}`})
      expect(fs.readFileSync(victim, 'utf8')).to.equal('mine')
      fs.chmodSync(secrets, 0o700)
      await keep()
      expect(fs.readFileSync(victim, 'utf8'), 'a link of our own').to.equal('secret\n')
      fs.renameSync(secrets, path.join(home.path, 'elsewhere'))
      fs.symlinkSync(path.join(home.path, 'elsewhere'), secrets)
      await keep()
      fs.chmodSync(path.dirname(secrets), 0o777)
      expect((await opsErrorFrom(keep)).next).to.equal(`chmod go-w ${path.dirname(secrets)}`)
    })

    it("and a person's own file is not removed", async () => {
      const file = home.write('token', 'x')
      expect(await removeSecret({env}, {kind: 'file', path: file})).to.equal(false)
      expect(await removeSecret({env}, {kind: 'env', name: 'TOKEN'})).to.equal(false)
      expect(fs.existsSync(file)).to.equal(true)
    })

    for (const [name, value] of [
      ['../halyard', 'x'],
      ['a/b', 'x'],
      ['halyard', ''],
    ] as const) {
      it(`not as ${JSON.stringify(name)} with ${value.length} bytes`, async () => {
        const error = await opsErrorFrom(() => storeSecret({env}, {name, value, keychain: false}))
        expect(error).to.include({code: 'OPS_SECRET', failure: 'usage'})
        expect(fs.existsSync(path.join(home.path, 'config'))).to.equal(false)
      })
    }

    it('whole: a writer that is killed leaves the old one', async () => {
      const reference = await storeSecret({env}, {name: 'halyard', value: 'old', keychain: false})
      const child = spawn(
        process.execPath,
        ['--import', 'tsx', '--import', support('process-pause.mjs'), support('process-secret.ts')],
        {env: {...process.env, ...env, PAUSE_AT: 'renameSync#1'}, stdio: ['ignore', 'inherit', 'pipe']},
      )
      await once(child.stderr, 'data')
      child.kill('SIGKILL')
      await once(child, 'close')
      expect(await read(reference)).to.equal('old')
      const modes = fs.readdirSync(path.join(home.path, 'config/secrets'), {withFileTypes: true})
      for (const {name} of modes) {
        expect(fs.statSync(path.join(home.path, 'config/secrets', name)).mode & 0o077).to.equal(0)
      }
    })
  })

  describe('in the keychain', () => {
    it('are refused in words where there is none, and nothing stays in the kernel', async function () {
      if (process.platform !== 'linux' || process.env['DBUS_SESSION_BUS_ADDRESS'] !== undefined)
        skipSaying(this, 'this machine may have a keychain')
      const name = `probe-${process.pid}-${Date.now()}`
      const error = await opsErrorFrom(() => storeSecret({env}, {name, value: 'synthetic', keychain: true}))
      expect(error.code).to.equal('OPS_KEYCHAIN')
      expect(error.message).to.match(/^the keychain of this machine cannot be used: .* without --keychain /)
      expect((await opsErrorFrom(() => read({kind: 'keychain', name}))).code).to.equal('OPS_KEYCHAIN')
      expect(await opsErrorFrom(() => removeSecret({env}, {kind: 'keychain', name}))).to.include({
        code: 'OPS_KEYCHAIN',
      })
      if (!fs.existsSync('/proc/keys')) skipSaying(this, 'the kernel does not list its keys')
      expect(execFileSync('cat', ['/proc/keys'], {encoding: 'utf8'})).not.to.include(name)
    })
  })

  describe('are described without being read', () => {
    const described: readonly (readonly [string, SecretReference, string, boolean])[] = [
      ['standard input', {kind: 'stdin'}, 'standard input', false],
      ['a variable', {kind: 'env', name: 'TOKEN'}, 'environment variable TOKEN', true],
      ['a file', {kind: 'file', path: '~/there'}, 'HOME/there', true],
      ['a missing file', {kind: 'file', path: '~/nope'}, 'HOME/nope', false],
      ['the keychain', {kind: 'keychain', name: 'halyard'}, 'keychain entry halyard', false],
      ['AWS', {kind: 'aws-secretsmanager', id: '/halyard/shared', key: 'k'}, 'AWS Secrets Manager /halyard/shared, key k', true],
      ['AWS by a profile that is signed in to', {kind: 'aws-secretsmanager', id: 'a', profile: 'dev'}, 'AWS Secrets Manager a, by profile dev', false],
      ['AWS by a profile with keys', {kind: 'aws-secretsmanager', id: 'a', profile: 'keys'}, 'AWS Secrets Manager a, by profile keys', true],
    ] // prettier-ignore
    for (const [what, reference, place, serviceCanRead] of described) {
      it(what, async () => {
        home.write('there', 'x')
        const askAboutProfile = (name: string) => Promise.resolve({possible: name === 'keys', why: 'said so'})
        const found = await describeReference({env}, reference, askAboutProfile)
        expect(found).to.include({place: place.replace('HOME', home.path), serviceCanRead})
        expect(found.why).not.to.equal('')
      })
    }
  })
})
