import {expect} from 'chai'
import {openOrg} from '../../../src/lib/okta/api/open-org.js'
import {systemLogOf} from '../../../src/lib/okta/api/system-log-client.js'
import type {OrgAuth, OrgConnection} from '../../../src/lib/okta/connection.js'
import {startSandbox, type Sandbox} from '../../../src/lib/sandbox/sandbox.js'
import {liveMachine} from '../../support/live-machine.js'
import {serviceId, serviceKey} from '../../support/org-oauth.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'
import {opsErrorFrom} from '../../support/thrown.js'

/** Our client and the sandbox know nothing of each other's code: what both take for Okta is probably so. */
describe("the org client against the sandbox's org", () => {
  let sandbox: Sandbox
  let home: TempHome
  before(async () => {
    sandbox = await startSandbox()
    home = createTempHome()
  })
  after(async () => {
    await sandbox.close()
    home.remove()
  })

  const app = (scopes: readonly string[], dpop: 'auto' | 'never' = 'auto'): OrgAuth => ({
    kind: 'service-app',
    clientId: serviceId,
    privateKey: serviceKey(sandbox),
    scopes,
    dpop,
  })
  const open = (auth: OrgAuth) => {
    const connection: OrgConnection = {name: 'halyard', orgUrl: sandbox.url, auth}
    const api = openOrg(liveMachine({OKTA_OPS_STATE_DIR: home.path}), connection)
    return {api, log: systemLogOf(api, connection)}
  }

  it('reads the log as a service app, with DPoP and a nonce, and goes on at the next link', async () => {
    const {log} = open(app(['okta.logs.read']))
    const since = new Date(Date.now() - 3_600_000)
    const page = await log.read(log.firstUrl({since, limit: 10, sortOrder: 'ASCENDING'}))
    expect(JSON.parse(page.body.toString())).to.be.an('array')
    expect(page.requestId).to.be.a('string')
    const next = await log.read(page.next!)
    expect(next.next).to.be.a('string')
  })

  it('is told which scope is missing', async () => {
    const error = await opsErrorFrom(() =>
      open(app(['okta.users.read'])).api.call({method: 'GET', url: '/api/v1/logs'}),
    )
    expect(error).to.include({code: 'OPS_ACCESS_DENIED', failure: 'denied'})
  })

  it('is told that the app demands DPoP', async () => {
    const error = await opsErrorFrom(() =>
      open(app(['okta.logs.read'], 'never')).api.call({method: 'GET', url: '/api/v1/logs'}),
    )
    expect(error).to.include({code: 'OPS_OAUTH', failure: 'denied'})
    expect(error.message).to.contain('--dpop auto')
  })

  it('is told that an API token is not one', async () => {
    const {api} = open({kind: 'api-token', token: 'not-a-token'})
    const error = await opsErrorFrom(() => api.call({method: 'GET', url: '/api/v1/users'}))
    expect(error).to.include({code: 'OPS_SIGNED_OUT', failure: 'signedOut'})
    expect(error.next).to.equal(`okta-ops org add halyard --force --org-url ${sandbox.url} --api-token -`)
  })
})
