import {expect} from 'chai'
import fs from 'node:fs'
import path from 'node:path'
import {checkRoomFor, writeFileAtomic} from '../../../src/lib/shared/atomic-file.js'
import {OpsError} from '../../../src/lib/shared/errors.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'

const modeOf = (file: string): number => fs.statSync(file).mode & 0o777

describe('writeFileAtomic', () => {
  let home: TempHome
  beforeEach(() => {
    home = createTempHome()
  })
  afterEach(() => {
    home.remove()
  })
  const place = (name: string): string => path.join(home.path, name)

  it('makes the folders it needs, private to the person', () => {
    writeFileAtomic(place('.aws/sso/cache/t.json'), '{}')
    expect([modeOf(place('.aws')), modeOf(place('.aws/sso/cache'))]).to.deep.equal([0o700, 0o700])
    expect(modeOf(place('.aws/sso/cache/t.json'))).to.equal(0o600)
  })

  it('gives the mode it was asked for, whatever the umask and the former mode', () => {
    home.write('config', 'old', 0o644)
    const umask = process.umask(0o077)
    try {
      writeFileAtomic(place('config'), 'new', {mode: 0o664})
    } finally {
      process.umask(umask)
    }
    expect(modeOf(place('config'))).to.equal(0o664)
  })

  it('leaves an existing folder as it is', () => {
    fs.mkdirSync(place('shared'), {mode: 0o755})
    writeFileAtomic(place('shared/file'), 'x')
    expect(modeOf(place('shared'))).to.equal(0o755)
  })

  it('writes through a chain of symlinks and keeps the links', () => {
    home.write('dotfiles/aws-config', 'old')
    fs.symlinkSync('dotfiles/aws-config', place('middle'))
    fs.symlinkSync(place('middle'), place('config'))
    writeFileAtomic(place('config'), 'new')
    expect(fs.readlinkSync(place('config'))).to.equal(place('middle'))
    expect(home.read('dotfiles/aws-config')).to.equal('new')
  })

  it('writes through a link whose target is not there yet', () => {
    fs.symlinkSync('later/config', place('config'))
    writeFileAtomic(place('config'), 'new')
    expect(home.read('later/config')).to.equal('new')
  })

  it('refuses links that lead in a circle', () => {
    fs.symlinkSync('b', place('a'))
    fs.symlinkSync('a', place('b'))
    expect(() => {
      writeFileAtomic(place('a'), 'x')
    }).to.throw(OpsError, 'circle')
  })

  it('changes nothing and leaves nothing behind when the last check says no', () => {
    home.write('file', 'old')
    expect(() => {
      writeFileAtomic(place('file'), 'new', {
        beforeRename: () => {
          throw new OpsError('OPS_LOCK_LOST', 'lost')
        },
      })
    }).to.throw(OpsError, 'lost')
    expect(home.read('file')).to.equal('old')
    expect(fs.readdirSync(home.path)).to.deep.equal(['file'])
  })

  it('runs the last check when the new content is whole on disk and the old one still in place', () => {
    home.write('file', 'old')
    let seen: string[] = []
    writeFileAtomic(place('file'), 'new', {
      beforeRename: () => {
        seen = fs
          .readdirSync(home.path)
          .map((name) => `${name === 'file' ? name : 'temporary'}: ${home.read(name)}`)
      },
    })
    expect(seen.sort()).to.deep.equal(['file: old', 'temporary: new'])
  })

  it('names the file and the reason when a directory is in the way', () => {
    fs.mkdirSync(place('file'))
    expect(() => {
      writeFileAtomic(place('file'), 'x')
    })
      .to.throw(OpsError, `cannot write ${place('file')}: it is a directory`)
      .with.property('code', 'OPS_FILE_UNWRITABLE')
    expect(fs.readdirSync(home.path)).to.deep.equal(['file'])
  })

  it('removes what killed writers left behind, and nothing fresh', () => {
    const old = home.write('.file.4711-0.tmp', 'secret')
    fs.utimesSync(old, new Date(0), new Date(0))
    home.write('.file.4712-0.tmp', 'being written')
    home.write('.other.4711-0.tmp', 'not ours')
    writeFileAtomic(place('file'), 'new')
    expect(fs.readdirSync(home.path).sort()).to.deep.equal(['.file.4712-0.tmp', '.other.4711-0.tmp', 'file'])
  })

  it('does not stumble over a leftover with its own name', () => {
    home.write(`.file.${process.pid}-0.tmp`, 'left by an earlier process with our number')
    writeFileAtomic(place('file'), 'new')
    expect(home.read('file')).to.equal('new')
  })

  it('checkRoomFor leaves nothing behind', () => {
    checkRoomFor(place('file'), 4096)
    expect(fs.readdirSync(home.path)).to.deep.equal([])
  })
})
