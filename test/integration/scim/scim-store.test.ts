import {expect} from 'chai'
import {existsSync, statSync} from 'node:fs'
import path from 'node:path'
import {readScimConfig, scimFilePath, storeScimSettings} from '../../../src/lib/scim/config/scim-store.js'
import {fakeMachine} from '../../support/fake-machine.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'
import {opsErrorFrom, opsErrorOf} from '../../support/thrown.js'

const [url, otherUrl] = [
  'https://scim.eu-west-1.amazonaws.com/T1/scim/v2',
  'https://scim.us-east-1.amazonaws.com/T2/scim/v2',
]

describe('scim.yaml on disk', () => {
  let home: TempHome
  beforeEach(() => (home = createTempHome()))
  afterEach(() => {
    home.remove()
  })
  const machine = (env: Record<string, string> = {}) =>
    fakeMachine({OKTA_OPS_CONFIG_DIR: path.join(home.path, 'config'), ...env})

  it('need not be there, unless it was named', () => {
    expect(readScimConfig(machine())).to.deep.include({file: undefined, connection: {}})
    expect(opsErrorOf(() => readScimConfig(machine(), path.join(home.path, 'none.yaml')))).to.include({
      code: 'OPS_FILE_UNREADABLE',
    })
  })

  it('is the one of the config folder, or the one that was named', () => {
    home.write('config/scim.yaml', `version: 1\nconnection: {url: "${url}"}\n`)
    const named = home.write('else.yaml', `version: 1\nconnection: {url: "${otherUrl}"}\n`)
    expect(readScimConfig(machine()).connection.url).to.equal(url)
    expect(readScimConfig(machine(), named)).to.deep.include({file: named, connection: {url: otherUrl}})
  })

  it('is covered by the variables, and no token goes to an endpoint that it was not written for', () => {
    home.write(
      'config/scim.yaml',
      `version: 1\nconnection: {url: "${url}", token: env:FILE, nextToken: env:NEXT, tokenIssued: 2026-03-01}\n`,
    )
    const connection = (env: Record<string, string>) => readScimConfig(machine(env)).connection
    const token = {kind: 'env', name: 'OKTA_OPS_SCIM_TOKEN'}
    expect(connection({OKTA_OPS_SCIM_URL: otherUrl})).to.deep.equal({url: otherUrl})
    expect(connection({OKTA_OPS_SCIM_URL: `${url}/`})).to.deep.include({token: {kind: 'env', name: 'FILE'}})
    expect(connection({OKTA_OPS_SCIM_TOKEN: 's'})).to.deep.equal({url, token})
    expect(connection({OKTA_OPS_SCIM_URL: otherUrl, OKTA_OPS_SCIM_TOKEN: 's'})).to.deep.equal({
      url: otherUrl,
      token,
    })
    expect(opsErrorOf(() => connection({OKTA_OPS_SCIM_URL: 'nowhere'}))).to.include({code: 'OPS_SCIM_CONFIG'})
  })

  it('is made for its owner only, and refers to files by their whole path', async () => {
    const file = await storeScimSettings(machine(), {
      connection: {url, token: {kind: 'file', path: 'token.txt'}},
    })
    expect(file).to.equal(scimFilePath(machine()))
    expect(statSync(file).mode & 0o777).to.equal(0o600)
    expect(readScimConfig(machine()).connection.token).to.deep.equal({
      kind: 'file',
      path: path.resolve('token.txt'),
    })
    expect(existsSync(`${file}.lock`)).to.equal(false)
  })

  it('stays as it is where it cannot be read', async () => {
    const file = home.write('config/scim.yaml', 'version: 1\ngroups: [AWS_*\n')
    expect(await opsErrorFrom(() => storeScimSettings(machine(), {mixedPatch: true}))).to.include({
      code: 'OPS_YAML',
    })
    expect(home.read('config/scim.yaml')).to.equal('version: 1\ngroups: [AWS_*\n')
    expect(file).to.be.a('string')
  })

  it('loses neither of two settings that are written at once', async () => {
    await Promise.all([
      storeScimSettings(machine(), {mixedPatch: true}),
      storeScimSettings(machine(), {pairFilter: 'members'}),
    ])
    expect(readScimConfig(machine())).to.include({mixedPatch: true, pairFilter: 'members'})
  })
})
