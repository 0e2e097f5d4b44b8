import {expect} from 'chai'
import {existsSync, statSync} from 'node:fs'
import path from 'node:path'
import {makeFolder} from '../../../src/lib/shared/make-folder.js'
import {systemErrorCode} from '../../../src/lib/shared/errors.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'
import {skipSaying} from '../../support/skip.js'

describe('makeFolder', () => {
  let home: TempHome
  beforeEach(() => (home = createTempHome()))
  afterEach(() => {
    home.remove()
  })

  const refusal = (folder: string): string | undefined => {
    try {
      makeFolder(folder, 0o700)
      return undefined
    } catch (error) {
      return systemErrorCode(error)
    }
  }

  it('makes what is missing, with the mode, and takes what is there', () => {
    const folder = path.join(home.path, 'a', 'b', 'c')
    expect([refusal(folder), refusal(folder), refusal('/')]).to.deep.equal([undefined, undefined, undefined])
    for (const made of [folder, path.dirname(folder)]) expect(statSync(made).mode & 0o777).to.equal(0o700)
  })

  it('says what is in the way', () => {
    const file = home.write('file', '')
    expect([refusal(file), refusal(path.join(file, 'x')), refusal(path.join(file, 'x', 'y'))]).to.deep.equal([
      'EEXIST',
      'ENOTDIR',
      'ENOTDIR',
    ])
  })

  it('ends where a file system lets nobody make anything', function () {
    if (!existsSync('/proc/self')) skipSaying(this, 'there is no /proc on this machine')
    expect([refusal('/proc/okta-ops'), refusal('/proc/okta-ops/a/b')]).to.deep.equal(['ENOENT', 'ENOENT'])
  })
})
