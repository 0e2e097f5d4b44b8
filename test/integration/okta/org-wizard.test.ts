import {expect} from 'chai'
import {readFileSync, statSync} from 'node:fs'
import path from 'node:path'
import {insideSandbox} from '../../../src/lib/sandbox/environment.js'
import {halyard} from '../../../src/lib/sandbox/seed/halyard.js'
import {startSandbox, type Sandbox} from '../../../src/lib/sandbox/sandbox.js'
import {openTerminal} from '../../support/pseudo-terminal.js'

type Terminal = ReturnType<typeof openTerminal>
/** What the wizard shows, and what the person types then. */
type Step = readonly [shown: RegExp, keys: string]

describe('org add in a terminal', function () {
  this.slow(4000)
  let sandbox: Sandbox
  beforeEach(async () => {
    const lifetimes = {...halyard.lifetimes, deviceIntervalMs: 1000}
    sandbox = await startSandbox({
      seed: {...halyard, lifetimes},
      autoApprove: 'mira.castellan@halyard.test',
    })
  })
  afterEach(() => sandbox.close())

  /** Reached by SSH, and nothing of the sandbox's org in the environment. */
  function open(args: readonly string[]): Terminal {
    const env = insideSandbox({PATH: process.env['PATH']}, sandbox.env)
    const none = {OKTA_CLIENT_ORGURL: '', OKTA_CLIENT_TOKEN: ''}
    return openTerminal(args, {...env, ...none, SSH_CONNECTION: '192.0.2.1 1 192.0.2.2 22'})
  }
  async function walk(terminal: Terminal, steps: readonly Step[]): Promise<void> {
    for (const [shown, keys] of steps) {
      await terminal.shows(shown)
      terminal.type(keys)
    }
  }
  const configured = (name: string): string =>
    readFileSync(path.join(sandbox.env['OKTA_OPS_CONFIG_DIR'] ?? '', name), 'utf8')

  it('asks again after a bad address, and hides the API token that is typed', async () => {
    const terminal = open(['org', 'add'])
    await walk(terminal, [
      [/Address of the org/, 'http://halyard.okta.com\r'],
      [/clear text[\s\S]*/, `\u0015${sandbox.url}/admin\r`],
      [/How does okta-ops get in\?[\s\S]*API service app/, 'token'],
      [/❯ API token/, '\r'],
      [/API token, or where it is/, `${sandbox.okta.apiToken}\r`],
      [/A short name for it/, '\u0015prod\r'],
    ])
    await terminal.shows(/Next: okta-ops org check prod/)
    expect(await terminal.ended).to.equal(0)
    expect(terminal.text())
      .to.match(/\/admin was left off/)
      .and.match(/It has the rights of mira/)
    expect(terminal.text()).to.not.include(sandbox.okta.apiToken)
    const file = path.join(sandbox.env['OKTA_OPS_CONFIG_DIR'] ?? '', 'secrets/prod-api-token')
    expect(statSync(file).mode & 0o777).to.equal(0o600)
    expect(configured('orgs.yaml')).to.include(`apiToken: file:${file}`)
  })

  it('takes a service app with its key file', async () => {
    const {clientId = '', privateKeyFile = ''} = sandbox.okta.access.serviceApp ?? {}
    const terminal = open(['org', 'add', 'app', '--org-url', sandbox.url])
    await walk(terminal, [
      [/How does okta-ops get in\?[\s\S]*❯ API service app/, '\r'],
      [/Client id of the app/, `${clientId}\r`],
      [/File with the private key/, `${privateKeyFile}\r`],
      [/Scopes/, '\r'],
    ])
    await terminal.shows(/Next: okta-ops org check app/)
    expect(await terminal.ended).to.equal(0)
    expect(configured('orgs.yaml')).to.include(`privateKey: file:${privateKeyFile}`)
  })

  it('a secret given by - is typed without being shown', async () => {
    const terminal = open(['org', 'add', 'prod', '--org-url', sandbox.url, '--api-token', '-'])
    await walk(terminal, [[/Type or paste the secret/, `wrong\u0015${sandbox.okta.apiToken}\r`]])
    await terminal.shows(/Next: okta-ops org check prod/)
    expect(await terminal.ended).to.equal(0)
    expect(terminal.text()).to.not.include(sandbox.okta.apiToken).and.not.include('wrong')
    expect(configured('secrets/prod-api-token').trim()).to.equal(sandbox.okta.apiToken)
  })

  it('a key of several lines given by - is taken whole, and none of it is shown', async () => {
    const {clientId = '', privateKeyFile = ''} = sandbox.okta.access.serviceApp ?? {}
    const key = readFileSync(privateKeyFile, 'utf8').trim()
    const terminal = open(['org', 'add', 'app', '--org-url', sandbox.url, '--client-id', clientId, '--private-key', '-', '--yes']) // prettier-ignore
    await walk(terminal, [[/Type or paste the secret/, `${key.replaceAll('\n', '\r')}\r`]])
    await terminal.shows(/Next: okta-ops org check app/)
    expect(await terminal.ended).to.equal(0)
    expect(terminal.text()).to.not.include('PRIVATE KEY').and.not.include(key.split('\n')[1])
    expect(configured('secrets/app-private-key').trim()).to.equal(key)
  })

  it('Ctrl-C while a secret is typed: exit 130, nothing written', async () => {
    const terminal = open(['org', 'add', 'prod', '--org-url', sandbox.url, '--api-token', '-'])
    await walk(terminal, [[/Type or paste the secret/, 'half\u0003']])
    await terminal.shows(/error: cancelled/)
    expect(await terminal.ended).to.equal(130)
    expect(() => configured('orgs.yaml')).to.throw(/ENOENT/)
  })

  it('signs a person in at the end', async () => {
    const {clientId = ''} = sandbox.okta.access.nativeApp ?? {}
    const terminal = open(['org', 'add', 'me', '--org-url', sandbox.url, '--client-id', clientId])
    await walk(terminal, [
      [/How does okta-ops get in\?[\s\S]*As yourself/, 'yourself'],
      [/❯ As yourself/, '\r'],
      [/Scopes/, '\r'],
    ])
    await terminal.shows(/Signed in to me as mira\.castellan@halyard\.test/)
    expect(await terminal.ended).to.equal(0)
  })

  it('Ctrl-C: exit 130, nothing written', async () => {
    const terminal = open(['org', 'add'])
    await walk(terminal, [[/Address of the org/, '\u0003']])
    await terminal.shows(/error: cancelled/)
    expect(await terminal.ended).to.equal(130)
    expect(() => configured('orgs.yaml')).to.throw(/ENOENT/)
  })

  it('setup ends by offering it', async () => {
    const profile = [
      '--profile',
      'dev',
      '--account',
      '111111111111',
      '--role',
      'Developer',
      '--region',
      'eu-west-1',
    ]
    const terminal = open(['setup', '--session', 'halyard', '--start-url', sandbox.startUrl, '--sso-region', 'us-east-1', ...profile]) // prettier-ignore
    await walk(terminal, [
      [/Write this/, '\r'],
      [/Connect an Okta org too/, 'y\r'],
      [/Address of the org/, `${sandbox.url}\r`],
      [/How does okta-ops get in\?[\s\S]*API service app/, 'token'],
      [/❯ API token/, '\r'],
      [/API token, or where it is/, `${sandbox.okta.apiToken}\r`],
      [/A short name for it/, '\r'],
    ])
    await terminal.shows(/Next: okta-ops org check local/)
    expect(await terminal.ended).to.equal(0)
  })
})
