import {expect} from 'chai'
import {chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync} from 'node:fs'
import path from 'node:path'
import {
  backupPathOf,
  lockPathOf,
  readConfigText,
  updateConfigFile,
} from '../../../src/lib/aws/config/config-store.js'
import {writeCredentialsSection} from '../../../src/lib/aws/config/credentials-file.js'
import {fakeMachine} from '../../support/fake-machine.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'
import {opsErrorFrom, opsErrorOf} from '../../support/thrown.js'

const modeOf = (file: string): string => (statSync(file).mode & 0o777).toString(8)

describe('storing a config file', () => {
  let home: TempHome
  let file: string
  beforeEach(() => {
    home = createTempHome()
    file = path.join(home.path, '.aws/config')
  })
  afterEach(() => {
    home.remove()
  })
  const machine = fakeMachine()
  const append = (text: string): string => `${text}# added\n`

  it('makes the file and its folder private when there is none', async () => {
    const stored = await updateConfigFile(machine, file, {apply: append})
    expect(stored).to.deep.equal({before: '', after: '# added\n', backup: undefined})
    expect(modeOf(file)).to.equal('600')
    expect(modeOf(path.dirname(file))).to.equal('700')
    expect(readdirSync(path.dirname(file))).to.deep.equal(['config'])
  })

  it('keeps the mode, and one private backup of what was there before', async () => {
    home.write('.aws/config', '# one\n', 0o644)
    await updateConfigFile(machine, file, {apply: append})
    const {backup} = await updateConfigFile(machine, file, {apply: append})
    expect(readFileSync(file, 'utf8')).to.equal('# one\n# added\n# added\n')
    expect(modeOf(file)).to.equal('644')
    expect(backup).to.equal(backupPathOf(file))
    expect(readFileSync(backupPathOf(file), 'utf8')).to.equal('# one\n# added\n')
    expect(modeOf(backupPathOf(file))).to.equal('600')
    expect(readdirSync(path.dirname(file))).to.have.members(['config', 'config.okta-ops-backup'])
  })

  it('touches nothing when nothing changes', async () => {
    home.write('.aws/config', '# one\n')
    const before = statSync(file).mtimeMs
    const stored = await updateConfigFile(machine, file, {apply: (text) => text})
    expect(stored.backup).to.equal(undefined)
    expect(statSync(file).mtimeMs).to.equal(before)
    expect(readdirSync(path.dirname(file))).to.deep.equal(['config'])
  })

  it('writes through a symlink, and locks where it leads', async () => {
    mkdirSync(path.join(home.path, '.aws'))
    const real = home.write('dotfiles/aws-config', '# one\n')
    symlinkSync('../dotfiles/aws-config', file)
    expect(lockPathOf(file)).to.equal(`${real}.okta-ops.lock`)
    await updateConfigFile(machine, file, {apply: append})
    expect(lstatSync(file).isSymbolicLink()).to.equal(true)
    expect(readFileSync(real, 'utf8')).to.equal('# one\n# added\n')
  })

  it('refuses when the file is no longer the one that was shown', async () => {
    home.write('.aws/config', '# changed since\n')
    const error = await opsErrorFrom(() => updateConfigFile(machine, file, {apply: append, shown: '# one\n'}))
    expect(error).to.include({code: 'OPS_CONFIG_CHANGED', failure: 'refused'})
    expect(readFileSync(file, 'utf8')).to.equal('# changed since\n')
  })

  for (const {name, exists} of [
    {name: 'rewritten', exists: true},
    {name: 'made', exists: false},
  ]) {
    it(`does not overwrite a file ${name} meanwhile by a program that knows no lock`, async () => {
      if (exists) home.write('.aws/config', '# one\n')
      const apply = (text: string): string => {
        home.write('.aws/config', '# theirs\n')
        return append(text)
      }
      const error = await opsErrorFrom(() => updateConfigFile(machine, file, {apply}))
      expect(error.code).to.equal('OPS_CONFIG_CHANGED')
      expect(readFileSync(file, 'utf8')).to.equal('# theirs\n')
      expect(readdirSync(path.dirname(file)).filter((entry) => /lock|tmp/.test(entry))).to.deep.equal([])
    })
  }

  it('leaves a read-only file alone', async () => {
    home.write('.aws/config', '# one\n')
    chmodSync(file, 0o444)
    const error = await opsErrorFrom(() => updateConfigFile(machine, file, {apply: append}))
    expect(error.code).to.equal('OPS_FILE_UNWRITABLE')
    expect(error.message).to.contain(file)
    expect(readFileSync(file, 'utf8')).to.equal('# one\n')
  })

  it('refuses bytes that are not UTF-8, since they could not be kept', () => {
    home.write('.aws/config', Buffer.from([0x23, 0xe9, 0x0a]))
    expect(opsErrorOf(() => readConfigText(file)).code).to.equal('OPS_CONFIG_BROKEN')
  })

  it('names a file that is a folder', () => {
    mkdirSync(file, {recursive: true})
    expect(opsErrorOf(() => readConfigText(file)).code).to.equal('OPS_FILE_UNREADABLE')
  })
})

describe('writing a section of the credentials file', () => {
  let home: TempHome
  beforeEach(() => (home = createTempHome()))
  afterEach(() => {
    home.remove()
  })
  const keys = {
    accessKeyId: 'ASIAEXAMPLE',
    secretAccessKey: 'wJal/+=#x',
    sessionToken: 'IQoJb3==',
    origin: 'sso' as const,
  }

  it('makes a private file, values as they are', async () => {
    const {file} = await writeCredentialsSection(fakeMachine({HOME: home.path}), 'dev', keys)
    expect(file).to.equal(path.join(home.path, '.aws/credentials'))
    expect(modeOf(file)).to.equal('600')
    expect(home.read('.aws/credentials')).to.equal(
      '[dev]\naws_access_key_id = ASIAEXAMPLE\naws_secret_access_key = wJal/+=#x\naws_session_token = IQoJb3==\n',
    )
  })

  it('changes its own keys only, and takes an old session token away', async () => {
    home.write('.aws/credentials', '; robots\n[dev]\naws_session_token=old\nregion=x\n[other]\nk=v')
    const {accessKeyId, secretAccessKey} = keys
    await writeCredentialsSection(fakeMachine({HOME: home.path}), 'dev', {
      accessKeyId,
      secretAccessKey,
      origin: 'static',
    })
    expect(home.read('.aws/credentials')).to.equal(
      '; robots\n[dev]\nregion=x\naws_access_key_id = ASIAEXAMPLE\naws_secret_access_key = wJal/+=#x\n[other]\nk=v',
    )
  })

  for (const {name, section, changed, code} of [
    {name: 'a name with a blank', section: 'a b', changed: {}, code: 'OPS_NAME_UNSAFE'},
    {
      name: 'a value with a line break',
      section: 'dev',
      changed: {sessionToken: 'a\nb'},
      code: 'OPS_NAME_UNSAFE',
    },
  ]) {
    it(`refuses ${name} without showing a value`, async () => {
      const machine = fakeMachine({HOME: home.path})
      const error = await opsErrorFrom(() => writeCredentialsSection(machine, section, {...keys, ...changed}))
      expect(error.code).to.equal(code)
      expect(error.message).to.not.contain('a\nb')
      expect(readdirSync(home.path)).to.deep.equal([])
    })
  }
})
