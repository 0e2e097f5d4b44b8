import {expect} from 'chai'
import {existsSync, readdirSync} from 'node:fs'
import path from 'node:path'
import Login from '../../../src/commands/login.js'
import Logout, {type LogoutResult} from '../../../src/commands/logout.js'
import OrgAdd from '../../../src/commands/org/add.js'
import Whoami, {type OrgOnly} from '../../../src/commands/whoami.js'
import type {Context} from '../../../src/lib/cli/context.js'
import type {OrgLoginResult, OrgWhoami} from '../../../src/lib/cli/org-sign-in.js'
import type {OrgLogoutResult} from '../../../src/lib/cli/org-sign-out.js'
import {startSandbox, type Sandbox} from '../../../src/lib/sandbox/sandbox.js'
import {liveMachine} from '../../support/live-machine.js'
import {runCommand, type CommandOutcome} from '../../support/run-command.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'

const mira = 'mira.castellan@halyard.test'

describe('login, logout and whoami with an Okta org, against a sandbox', function () {
  this.slow(1500)
  let sandbox: Sandbox
  let home: TempHome
  before(async () => {
    sandbox = await startSandbox({autoApprove: mira})
  })
  after(() => sandbox.close())
  beforeEach(() => {
    home = createTempHome()
  })
  afterEach(() => {
    home.remove()
  })

  /** Without a terminal a person signs in by device code, which the sandbox approves; its pauses are made short. */
  function run(Class: unknown, argv: readonly string[]): Promise<CommandOutcome> {
    const live = liveMachine({
      HOME: home.path,
      OKTA_OPS_CONFIG_DIR: path.join(home.path, 'config'),
      OKTA_OPS_STATE_DIR: path.join(home.path, 'state'),
      TOKEN: sandbox.okta.apiToken,
    })
    const sleep = (ms: number, signal?: AbortSignal): Promise<void> => live.sleep(Math.min(ms, 20), signal)
    return runCommand(Class, argv, {machine: {...live, sleep}})
  }
  const resultOf = ({json, stderr}: CommandOutcome): unknown => {
    expect(json().error, stderr).to.equal(undefined)
    return json().result
  }
  const addPerson = (...more: readonly string[]): Promise<CommandOutcome> => {
    const {clientId = ''} = sandbox.okta.access.nativeApp ?? {}
    return run(OrgAdd, ['me', '--org-url', sandbox.url, '--client-id', clientId, '--login', ...more])
  }
  const addApp = (): Promise<CommandOutcome> => {
    const {clientId = '', privateKeyFile = ''} = sandbox.okta.access.serviceApp ?? {}
    const key = ['--private-key', `file:${privateKeyFile}`]
    return run(OrgAdd, ['app', '--org-url', sandbox.url, '--client-id', clientId, ...key])
  }
  const addToken = (): Promise<CommandOutcome> =>
    run(OrgAdd, ['prod', '--org-url', sandbox.url, '--api-token', 'env:TOKEN'])
  const tokens = (): string[] => {
    const folder = path.join(home.path, 'state/okta-tokens')
    return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : []
  }
  const asked = (path: string): number =>
    sandbox.requests.filter((request) => request.path.includes(path)).length

  it('[org add --login] adds the org and signs the person in', async () => {
    const outcome = await addPerson('--json')
    expect(resultOf(outcome)).to.deep.equal({name: 'me', orgUrl: sandbox.url, way: 'person', current: true, checked: false, as: mira}) // prettier-ignore
    expect(outcome.stderr).to.match(/Signed in to me as mira\.castellan@halyard\.test until /)
    expect(home.read('config/orgs.yaml'))
      .to.match(/clientId: 0oa2/)
      .and.not.match(/privateKey|apiToken/)
    expect(tokens()).to.have.length(1)
  })

  it('[login --org] keeps a good sign-in, and makes a new one with --force', async () => {
    await addPerson()
    const kept = await run(Login, ['--org', 'me', '--json'])
    expect((resultOf(kept) as OrgLoginResult).status).to.equal('unchanged')
    expect(kept.stderr).to.match(/Already signed in to me as .* To sign in again: --force/)
    const forced = resultOf(await run(Login, ['--org', 'me', '--force', '--json'])) as OrgLoginResult
    expect(forced).to.deep.include({status: 'signed-in', flow: 'device-code', user: mira})
    expect(forced.token?.scopes).to.include('okta.logs.read')
  })

  it('login fetches the token of a service app, and only tries an API token', async () => {
    await addApp()
    await addToken()
    const app = await run(Login, ['--org', 'app', '--json'])
    expect((resultOf(app) as OrgLoginResult).status).to.equal('unchanged')
    const anew = await run(Login, ['--org', 'app', '--force', '--json'])
    expect((resultOf(anew) as OrgLoginResult).status).to.equal('signed-in')
    expect(anew.stderr).to.match(/reached by an API service app: its token is new/)
    const token = await run(Login, ['--org', 'prod', '--json'])
    expect(resultOf(token)).to.deep.include({status: 'checked', user: mira})
    expect(token.stderr).to.match(/nothing to sign in to. It is good as mira/)
  })

  it('[logout --org] revokes a person’s sign-in and forgets it', async () => {
    await addPerson()
    const before = asked('/oauth2/v1/revoke')
    const outcome = resultOf(await run(Logout, ['--org', 'me', '--json'])) as OrgLogoutResult
    expect(outcome).to.deep.equal({org: {name: 'me', orgUrl: sandbox.url, way: 'person'}, wasSignedIn: true})
    expect(asked('/oauth2/v1/revoke') - before).to.equal(2)
    expect(tokens()).to.deep.equal([])
    const again = await run(Logout, ['--org', 'me'])
    expect(again).to.deep.include({exitCode: 0, stderr: 'Not signed in to me.\n'})
    await addToken()
    expect((await run(Logout, ['--org', 'prod'])).stderr).to.match(/nothing to sign out of/)
  })

  it('logout of a service app revokes its token with an assertion and a proof', async () => {
    await addApp()
    const before = asked('/oauth2/v1/revoke')
    const outcome = await run(Logout, ['--org', 'app', '--json'])
    expect(resultOf(outcome)).to.deep.equal({org: {name: 'app', orgUrl: sandbox.url, way: 'service-app'}, wasSignedIn: true}) // prettier-ignore
    expect(outcome.stderr).to.equal('The token of app is revoked and forgotten.\n')
    expect(asked('/oauth2/v1/revoke') - before).to.equal(1)
    expect(tokens()).to.deep.equal([])
  })

  for (const {name, fault, change, why} of [
    {name: 'Okta refuses', fault: '401:okta.revoke*always', why: /HTTP 401/},
    {name: 'Okta fails', fault: '503:okta.revoke*always', why: /HTTP 503/},
    {name: 'the key is not there any more', change: /privateKey: .*/, why: /no such file/},
  ])
    it(`logout forgets the token of a service app also when ${name}`, async () => {
      await addApp()
      if (fault !== undefined) sandbox.act(`fault ${fault}`)
      if (change !== undefined)
        home.write('config/orgs.yaml', home.read('config/orgs.yaml').replace(change, 'privateKey: file:/nope.pem')) // prettier-ignore
      const outcome = await run(Logout, ['--org', 'app', '--json'])
      sandbox.act('fault.clear')
      expect((resultOf(outcome) as OrgLogoutResult).notRevoked).to.match(why)
      expect(outcome.json().warnings.join()).to.match(/the token of app is forgotten here, but Okta could/)
      expect(tokens()).to.deep.equal([])
    })

  it('[logout --all] signs out of the Okta orgs too, and of those that are configured no more', async () => {
    await addPerson()
    await addApp()
    await addToken()
    const lost = '0123456789abcdef0123456789abcdef.json'
    home.write(`state/okta-tokens/${lost}`, '{"orgUrl":"https://gone.example.com"}')
    const before = asked('/oauth2/v1/revoke')
    const outcome = await run(Logout, ['--all', '--json'])
    const {orgs} = resultOf(outcome) as LogoutResult
    expect(orgs?.map(({org, notRevoked}) => [org.name, notRevoked])).to.deep.equal([['me', undefined], ['app', undefined]]) // prettier-ignore
    expect(asked('/oauth2/v1/revoke') - before).to.equal(3)
    expect(outcome.json().warnings).to.deep.equal(['a token of https://gone.example.com is forgotten here and not revoked: no configured org explains it']) // prettier-ignore
    expect(tokens()).to.deep.equal([])
    expect(resultOf(await run(Logout, ['--all', '--json']))).to.deep.equal({sessions: [], orgs: []})
  })

  it('logout --all goes on when one org cannot be told, and when orgs.yaml cannot be read', async () => {
    await addApp()
    await addPerson()
    home.write('config/orgs.yaml', home.read('config/orgs.yaml').replace(/privateKey: .*/, 'privateKey: file:/nope.pem')) // prettier-ignore
    const {orgs} = resultOf(await run(Logout, ['--all', '--json'])) as LogoutResult
    expect(orgs?.map(({org, notRevoked}) => [org.name, notRevoked === undefined])).to.deep.equal([['app', false], ['me', true]]) // prettier-ignore
    expect(tokens()).to.deep.equal([])
    home.write('config/orgs.yaml', '')
    await addPerson()
    home.write('config/orgs.yaml', 'version: 1\norgs: [')
    const outcome = await run(Logout, ['--all', '--json'])
    expect(resultOf(outcome)).to.deep.equal({sessions: [], orgs: []})
    expect(outcome.json().warnings.join())
      .to.match(/orgs\.yaml:2:/)
      .and.match(/not revoked/)
    expect(tokens()).to.deep.equal([])
  })

  it('[whoami --org] asks the org, and needs nothing of AWS', async () => {
    await addPerson()
    await addToken()
    await addApp()
    const me = resultOf(await run(Whoami, ['--org', 'me', '--json'])) as OrgOnly
    expect(me.okta).to.deep.include({name: 'me', orgUrl: sandbox.url, way: 'person', user: mira, asked: true})
    const {stdout} = await run(Whoami, ['--org', 'prod'])
    expect(stdout)
      .to.match(/^okta org +http:\/\/127\.0\.0\.1:\d+ \(prod\)$/m)
      .and.match(/^okta user +mira/m)
    expect((await run(Whoami, ['--org', 'app'])).stdout).to.match(/^okta user +none: API service app 0oa1/m)
    await run(Logout, ['--org', 'me'])
    const out = await run(Whoami, ['--org', 'me'])
    expect(out).to.deep.include({exitCode: 4})
    expect(out.stderr).to.match(/next: okta-ops login --org me/)
  })

  it('whoami of AWS shows the Okta half by what files say, and asks Okta nothing', async () => {
    await addPerson()
    const before = asked('/oauth2') + asked('/api/v1')
    const env = {
      ...sandbox.env,
      HOME: home.path,
      OKTA_OPS_CONFIG_DIR: path.join(home.path, 'config'),
      OKTA_OPS_STATE_DIR: path.join(home.path, 'state'),
      OKTA_CLIENT_ORGURL: '',
      OKTA_CLIENT_TOKEN: '',
      AWS_ACCESS_KEY_ID: 'AKIAHALYARDWHOAMI000',
      AWS_SECRET_ACCESS_KEY: 'halyard',
      AWS_REGION: 'us-east-1',
    }
    const {whoAtCurrentOrg, orgFacts} = await import('../../../src/lib/cli/org-sign-in.js')
    const context = {machine: liveMachine(env)} as unknown as Context
    const who = (await whoAtCurrentOrg(context)) as OrgWhoami
    expect(who).to.deep.include({name: 'me', user: mira, asked: false})
    expect(orgFacts(context, who)[1]).to.deep.equal(['okta user', mira])
    expect(asked('/oauth2') + asked('/api/v1')).to.equal(before)
  })

  it('tells of an org that is not there with the nearest name', async () => {
    await addToken()
    for (const Class of [Login, Logout, Whoami]) {
      const {exitCode, stderr} = await run(Class, ['--org', 'prd'])
      expect(exitCode).to.equal(2)
      expect(stderr).to.match(/there is no org called "prd"; did you mean prod\?/)
    }
  })

  it('an org without a name goes by its host', async () => {
    const {host} = new URL(sandbox.url)
    home.write(
      '.okta/okta.yaml',
      `okta:\n  client:\n    orgUrl: ${sandbox.url}\n    token: ${sandbox.okta.apiToken}\n`,
    )
    const {okta} = resultOf(await run(Whoami, ['--org', host, '--json'])) as OrgOnly
    expect(okta).to.deep.include({name: host, user: mira})
  })
})
