import {expect} from 'chai'
import {createPrivateKey} from 'node:crypto'
import {readFileSync, statSync} from 'node:fs'
import path from 'node:path'
import * as oauth from 'oauth4webapi'
import {readOwnFlows, readRegistry} from '../../../../src/lib/flows/registry/registry.js'
import {startSandbox, type Sandbox, type SandboxOptions} from '../../../../src/lib/sandbox/sandbox.js'
import {halyard} from '../../../../src/lib/sandbox/seed/halyard.js'
import {plainFlow, type SeedFlow} from '../../../../src/lib/sandbox/seed/seed-flows.js'
import {fakeMachine} from '../../../support/fake-machine.js'
import {FlowCaller} from '../../../support/flow-caller.js'
import {OktaCaller} from '../../../support/okta-caller.js'
import {
  assertion,
  discover,
  insecure,
  postForm,
  serviceForm,
  serviceId,
  serviceKey,
} from '../../../support/org-oauth.js'

const executionHeader = 'x-workflows-execution-id'
const tobias = 'tobias.wren@halyard.test'

interface LogEvent {
  readonly eventType: string
  readonly actor: {readonly displayName: string}
  readonly target: readonly {readonly id: string}[]
}

describe('the sandbox’s flows', () => {
  let sandbox: Sandbox = undefined!
  let caller: FlowCaller = undefined!
  const start = async (options: SandboxOptions = {}): Promise<void> => {
    await sandbox.close()
    sandbox = await startSandbox(options)
    caller = new FlowCaller(sandbox)
  }
  /** Halyard with one more flow, `deck`. */
  const withFlow = (changes: Partial<SeedFlow>): SandboxOptions => ({
    seed: {...halyard, flows: [...halyard.flows, {...plainFlow, name: 'deck', ...changes}]},
  })

  beforeEach(async () => {
    sandbox = await startSandbox()
    caller = new FlowCaller(sandbox)
  })
  afterEach(() => sandbox.close())

  /** What the status flow tells of a run. */
  const statusOf = async (run: string): Promise<Readonly<Record<string, unknown>>> =>
    (await caller.call('run-status', {_okta_ops: {run}})).body
  /** The same, once the run has ended; the status flow too may only be called ten times a second. */
  const ended = async (run: string): Promise<Readonly<Record<string, unknown>>> => {
    await new Promise((resolve) => setTimeout(resolve, 120))
    const told = await statusOf(run)
    return told['state'] === 'running' ? ended(run) : told
  }
  /** `FLOW_START deck`, record by record. */
  const kinds = (): string[] =>
    sandbox
      .act('flow.records')
      .text.split('\n')
      .map((line) => JSON.parse(line) as {event_type: string; flow_name: string})
      .filter(({flow_name}) => flow_name !== 'run-status')
      .map(({event_type, flow_name}) => `${event_type} ${flow_name}`)
  const events = async (type: string): Promise<LogEvent[]> =>
    (await new OktaCaller(sandbox).get(`/logs?filter=${encodeURIComponent(`eventType eq "${type}"`)}`)).body

  it('answer what they return, and name the execution', async () => {
    const {status, headers, body} = await caller.call('welcome-kit', {size: 'L', _okta_ops: {run: 'run_1'}})
    expect(status).to.equal(200)
    expect(headers.get(executionHeader)).to.match(/^[0-9a-f-]{36}$/)
    expect(body).to.deep.equal({size: 'L'})
  })

  it('take a GET with its input in the query, the token too', async () => {
    const flow = sandbox.okta.flows().find(({name}) => name === 'welcome-kit')
    const url = `${flow?.invokeUrl ?? ''}?size=M&clientToken=${flow?.clientToken ?? ''}`
    expect((await caller.send(url, {})).body).to.deep.equal({size: 'M'})
  })

  it('offboarding ends sessions and takes the person out of every group that is Okta’s', async () => {
    sandbox.act(`group.add halyard-release ${tobias}`)
    const {body} = await caller.call('offboarding', {user_id: tobias})
    expect(body).to.deep.equal({
      user: tobias,
      sessionsEnded: 0,
      groupsLeft: ['halyard-engineers', 'halyard-release'],
    })
    const removed = await events('group.user_membership.remove')
    expect(removed.map(({actor}) => actor.displayName)).to.deep.equal([
      'Okta Workflows OAuth',
      'Okta Workflows OAuth',
    ])
  })

  it('offboarding leaves imported groups alone', async () => {
    const {body} = await caller.call('offboarding', {login: 'mira.castellan@halyard.test'})
    expect(body['groupsLeft']).to.have.length(6).and.not.include('halyard-shore')
  })

  it('onboarding fills the group for newcomers', async () => {
    sandbox.act('user.create nell.ashdown@halyard.test')
    const {body} = await caller.call('onboarding', {email: 'nell.ashdown@halyard.test'})
    expect(body).to.deep.include({groups: ['halyard-engineers']})
    expect(await events('group.user_membership.add')).to.have.length(1)
  })

  for (const {name, input, status, body} of [
    {name: 'no group', input: {login: tobias}, status: 400, body: 'name the group to join as "group"'},
    {
      name: 'an unknown group',
      input: {login: tobias, group: 'deck'},
      status: 404,
      body: 'there is no group deck to join',
    },
  ])
    it(`access-request answers ${status} of its own for ${name}`, async () => {
      const answer = await caller.call('access-request', input)
      expect(answer.status).to.equal(status)
      expect(answer.body).to.deep.equal({error: body})
      expect(answer.headers.get(executionHeader)).not.to.equal(null)
    })

  it('access-request takes note of an app', async () => {
    const {status, body} = await caller.call('access-request', {user: tobias, app: 'Ledger'})
    expect({status, body}).to.deep.equal({status: 200, body: {user: tobias, app: 'Ledger'}})
  })

  it('are registered in a file of the throw-away HOME that okta-ops reads, tokens apart', async () => {
    const text = readFileSync(sandbox.flowsFile, 'utf8')
    const machine = fakeMachine({OKTA_OPS_CONFIG_DIR: sandbox.home})
    // Where the file is the user's own ...
    expect([...readOwnFlows(machine).keys()]).to.deep.equal(sandbox.okta.flows().map(({name}) => name))
    // ... and as the file of a project.
    const project = {flows: sandbox.flowsFile, orgUrl: () => Promise.resolve(sandbox.url)}
    const {flows} = await readRegistry(fakeMachine({OKTA_OPS_CONFIG_DIR: `${sandbox.home}/none`}), project)
    expect(flows.get('mfa-remediation')).to.deep.include({access: {kind: 'oauth'}})
    expect(flows.get('password-expiry')).to.deep.include({access: {kind: 'public'}})
    expect(flows.get('laptop-order')).to.include({statusFlow: 'run-status'})
    const [onboarding] = sandbox.okta.flows()
    const token = path.join(sandbox.home, '.okta', 'flows', 'onboarding')
    expect(readFileSync(token, 'utf8')).to.equal(onboarding?.clientToken)
    for (const file of [token, sandbox.flowsFile]) expect(statSync(file).mode & 0o777).to.equal(0o600)
    expect(text).to.contain(`file:${token}`).and.not.contain(onboarding?.clientToken)
  })

  it('one whose card fails says so', async () => {
    const {status, headers} = await caller.call('ticket-import', {})
    expect(status).to.equal(500)
    expect(headers.get(executionHeader)).not.to.equal(null)
  })

  it('one that answers first goes on, and the status flow tells', async () => {
    await start(withFlow({takesMs: 150, answersFirst: true}))
    expect(await statusOf('run_7')).to.deep.equal({found: false})
    const {body, headers} = await caller.call('deck', {n: 1, _okta_ops: {run: 'run_7'}})
    expect(body).to.deep.equal({accepted: true})
    const executionId = headers.get(executionHeader)
    expect(await statusOf('run_7')).to.deep.equal({found: true, state: 'running', executionId})
    expect(await ended('run_7')).to.deep.equal({
      found: true,
      state: 'succeeded',
      executionId,
      output: {n: 1},
    })
  })

  it('one that is idempotent runs once for a key', async () => {
    const run = (id: string, key: string): ReturnType<FlowCaller['call']> =>
      caller.call('welcome-kit', {size: 'L', _okta_ops: {run: id, key}})
    const [first, second, other] = [await run('run_1', 'a'), await run('run_2', 'a'), await run('run_3', 'b')]
    expect(second.body).to.deep.equal({size: 'L', repeated: true})
    expect(second.headers.get(executionHeader)).to.equal(first.headers.get(executionHeader))
    expect(other.body).to.deep.equal({size: 'L'})
    expect((await caller.call('run-status', {_okta_ops: {run: 'run_2'}})).body).to.include({found: true})
  })

  it('a caller who waits too long is left without an answer, and the flow goes on', async () => {
    await start(withFlow({takesMs: 150, closesMs: 40}))
    const lost = await caller.call('deck', {_okta_ops: {run: 'run_9'}}).catch((error: unknown) => error)
    expect(lost).to.be.instanceOf(TypeError)
    expect(await statusOf('run_9')).to.include({state: 'running'})
    expect(await ended('run_9')).to.include({state: 'succeeded'})
  })

  it('the eleventh call within a second is refused in plain text', async () => {
    let now = new Date('2026-11-25T12:00:00Z')
    await start({now: () => now})
    const statuses = []
    for (let count = 0; count < 11; count += 1) statuses.push((await caller.call('welcome-kit', {})).status)
    expect(statuses.slice(0, 10).every((status) => status === 200)).to.equal(true)
    const {status, text, headers} = await caller.call('welcome-kit', {})
    expect({status, text}).to.deep.equal({status: 429, text: 'Too many requests.'})
    expect(headers.get('x-rate-limit-limit')).to.equal('10')
    expect(headers.get('x-rate-limit-remaining')).to.equal('0')
    expect(headers.get('x-rate-limit-reset')).to.equal('1795608001')
    expect(headers.get(executionHeader)).to.equal(null)
    expect((await caller.call('offboarding', {user: tobias})).status).to.equal(200)
    now = new Date(now.getTime() + 1000)
    expect((await caller.call('welcome-kit', {})).status).to.equal(200)
  })

  for (const {name, flow = 'welcome-kit', headers, status, kind} of [
    {name: 'no client token', headers: {'x-api-client-token': ''}, status: 401, kind: 'Unauthorized'},
    {
      name: 'a wrong client token',
      headers: {'x-api-client-token': 'f'.repeat(64)},
      status: 403,
      kind: 'Forbidden',
    },
  ])
    it(`refuse ${name}, without an execution`, async () => {
      const answer = await caller.call(flow, {}, headers)
      expect(answer.status).to.equal(status)
      expect(answer.body).to.include({kind})
      expect(answer.headers.get(executionHeader)).to.equal(null)
    })

  it('refuse an unknown alias and a flow that is off', async () => {
    const unknown = await caller.send(`${sandbox.url}/api/flo/${'0'.repeat(32)}/invoke`, {method: 'POST'})
    expect(unknown.status).to.equal(404)
    expect(unknown.body).to.include({kind: 'Not Found'})
    await start(withFlow({active: false}))
    const off = await caller.call('deck', {})
    expect(off.status).to.equal(400)
    expect(off.body).to.include({kind: 'Not Active'})
  })

  it('one that pauses waits until it is resumed, once', async () => {
    await start(withFlow({pauses: true, answersFirst: true}))
    const {headers} = await caller.call('deck', {n: 1, _okta_ops: {run: 'run_5'}})
    expect(await statusOf('run_5')).to.include({state: 'running'})
    const flow = sandbox.okta.flows().find(({name}) => name === 'deck')
    const url = (flow?.invokeUrl ?? '').replace(/invoke$/, `resume/${headers.get(executionHeader) ?? ''}`)
    const resume = async (token = flow?.clientToken ?? ''): Promise<number> =>
      (await caller.send(url, {method: 'POST', headers: {'x-api-client-token': token}})).status
    expect(await resume('f'.repeat(64))).to.equal(403)
    const other = sandbox.okta.flows().find(({name}) => name === 'welcome-kit')
    const elsewhere = url.replace(/flo\/\w+/, /flo\/\w+/.exec(other?.invokeUrl ?? '')?.[0] ?? '')
    const token = {'x-api-client-token': other?.clientToken ?? ''}
    expect((await caller.send(elsewhere, {method: 'POST', headers: token})).status).to.equal(404)
    expect(await resume()).to.equal(200)
    expect(await statusOf('run_5')).to.deep.include({state: 'succeeded', output: {n: 1}})
    expect(await resume()).to.equal(404)
    expect(kinds()).to.deep.equal(['FLOW_START deck', 'FLOW_PAUSE deck', 'FLOW_COMPLETE deck'])
  })

  it('one that is cancelled while it pauses cannot be resumed', async () => {
    await start(withFlow({pauses: true, answersFirst: true}))
    const {headers} = await caller.call('deck', {_okta_ops: {run: 'run_4'}})
    sandbox.act('flow.cancel run_4')
    const flow = sandbox.okta.flows().find(({name}) => name === 'deck')
    const url = (flow?.invokeUrl ?? '').replace(/invoke$/, `resume/${headers.get(executionHeader) ?? ''}`)
    const token = {'x-api-client-token': flow?.clientToken ?? ''}
    expect((await caller.send(url, {method: 'POST', headers: token})).status).to.equal(404)
    expect(await statusOf('run_4')).to.include({state: 'cancelled'})
  })

  it('one that is cancelled does not do its work', async () => {
    await start(withFlow({takesMs: 60, does: 'offboard', answersFirst: true}))
    await caller.call('deck', {user: tobias, _okta_ops: {run: 'run_6'}})
    sandbox.act('flow.cancel run_6')
    await new Promise((resolve) => setTimeout(resolve, 120))
    expect(await statusOf('run_6')).to.include({state: 'cancelled'})
    expect(await events('group.user_membership.remove')).to.deep.equal([])
    expect(await events('workflows.user.flow.execution.cancel')).to.have.length(1)
    expect(kinds()).to.deep.equal(['FLOW_START deck', 'FLOW_CANCEL deck'])
    expect(() => sandbox.act('flow.cancel run_6')).to.throw('has ended: cancelled')
  })

  it('an answer set by hand is sent as it is', async () => {
    await start(withFlow({answer: {status: 503, headers: {'retry-after': '5'}, body: 'come back later'}}))
    const {status, text, headers} = await caller.call('deck', {})
    expect({status, text}).to.deep.equal({status: 503, text: 'come back later'})
    expect(headers.get('retry-after')).to.equal('5')
    expect(headers.get('content-type')).to.equal('text/plain')
    sandbox.act('flow.set deck status=200 body={"ok":true}')
    expect((await caller.call('deck', {})).body).to.deep.equal({ok: true})
  })

  describe('execution records', () => {
    it('tell of each step, and nothing of what went in or came out', async () => {
      const {headers} = await caller.call('welcome-kit', {size: 'secret-size'})
      await caller.call('ticket-import', {})
      const executionId = headers.get(executionHeader)
      const lines = sandbox.act('flow.records').text
      expect(lines).not.to.contain('secret-size')
      expect(kinds()).to.deep.equal([
        'FLOW_START welcome-kit',
        'FLOW_COMPLETE welcome-kit',
        'FLOW_START ticket-import',
        'FLOW_FAIL ticket-import',
      ])
      const first = JSON.parse(lines.split('\n')[0] ?? '') as object
      expect(first).to.include({
        execution_id: executionId,
        root_execution_id: executionId,
        org_name: 'Halyard',
        user_email: 'mira.castellan@halyard.test',
      })
      expect(sandbox.act('flow.records ticket-import').text.split('\n')).to.have.length(2)
    })

    it('are there over HTTP for who has the control secret', async () => {
      await caller.call('welcome-kit', {})
      const read = (path: string, secret = sandbox.controlSecret): ReturnType<FlowCaller['send']> =>
        caller.send(`${sandbox.url}/sandbox/flow-records${path}`, {
          headers: {authorization: `Bearer ${secret}`},
        })
      expect((await read('', 'wrong')).status).to.equal(403)
      const {text, headers} = await read('')
      expect(text).to.equal(`${sandbox.act('flow.records').text}\n`)
      expect(headers.get('content-type')).to.contain('application/x-ndjson')
      expect((await read('?flow=ticket-import')).text).to.equal('')
      expect((await read('?flow=deck')).status).to.equal(404)
    })

    it('tell of calls that were throttled', async () => {
      await start(withFlow({perSecond: 1}))
      await caller.call('deck', {})
      await caller.call('deck', {})
      expect(kinds().at(-1)).to.equal('FLOW_THROTTLE deck')
    })
  })

  it('are in the System Log when people change them, and not when they run', async () => {
    sandbox.act('flow.add deck')
    sandbox.act('flow.set deck takes=1s active=no')
    sandbox.act('flow.activate deck')
    sandbox.act('flow.activate deck')
    sandbox.act('flow.delete deck')
    await caller.call('welcome-kit', {})
    const all = (await new OktaCaller(sandbox).get('/logs')).body as LogEvent[]
    expect(all.map(({eventType}) => eventType.replace('workflows.user.flow.', ''))).to.deep.equal([
      ...['create', 'save', 'activate', 'save', 'deactivate', 'activate', 'delete'],
    ])
    const [created] = all
    expect(created).to.have.nested.property('transaction.type', 'WORKFLOW')
    expect(created?.target[0]).to.include({type: 'AppInstance', displayName: 'Okta Workflows'})
    expect(created?.target[1]).to.include({type: 'Flow', displayName: 'deck'})
    expect(created?.target[1]?.id).to.match(/^[0-9A-HJKMNP-TV-Z]{26}$/)
    expect(created?.actor.displayName).to.equal('Mira Castellan')
  })

  describe('with OAuth', () => {
    const dpopless = {
      ...halyard,
      apps: halyard.apps.map((app) => (app.type === 'service' ? {...app, dpop: false} : app)),
    }
    const bearer = async (scope: string): Promise<{authorization: string}> => {
      const {body} = await postForm(
        `${sandbox.url}/oauth2/v1/token`,
        serviceForm(assertion(sandbox), {scope}),
      )
      return {authorization: `Bearer ${String(body['access_token'])}`}
    }

    it('let an app with the scope in', async () => {
      await start({seed: dpopless})
      const headers = await bearer('okta.workflows.invoke.manage')
      const {status, body} = await caller.call('mfa-remediation', {userId: tobias}, headers)
      expect(status).to.equal(200)
      expect(body).to.deep.equal({user: tobias, factorsReset: true})
      const [event] = await events('user.mfa.factor.reset_all')
      expect(event?.actor.displayName).to.equal('Okta Workflows OAuth')
    })

    it('let an app with a bound token and its proof in', async () => {
      const as = await discover(sandbox)
      const client: oauth.Client = {client_id: serviceId}
      const der = createPrivateKey(serviceKey(sandbox)).export({type: 'pkcs8', format: 'der'})
      const curve = {name: 'ECDSA', namedCurve: 'P-256'}
      const key = await crypto.subtle.importKey('pkcs8', Buffer.from(der), curve, false, ['sign'])
      const auth = oauth.PrivateKeyJwt(key, {
        [oauth.modifyAssertion]: (_, payload) => {
          payload['aud'] = as.token_endpoint ?? ''
        },
      })
      const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('ES256'))
      const parameters = new URLSearchParams({scope: 'okta.workflows.invoke.manage'})
      const options = {DPoP, ...insecure}
      const ask = async (): Promise<oauth.TokenEndpointResponse> =>
        oauth.processClientCredentialsResponse(
          as,
          client,
          await oauth.clientCredentialsGrantRequest(as, client, auth, parameters, options),
        )
      const {access_token: token} = await ask().catch(ask) // the first tells the nonce
      const url = new URL(caller.url('mfa-remediation'))
      const json = new Headers({'content-type': 'application/json'})
      const body = JSON.stringify({login: tobias})
      const answer = await oauth.protectedResourceRequest(token, 'POST', url, json, body, options)
      expect(answer.status).to.equal(200)
      expect(answer.headers.get(executionHeader)).not.to.equal(null)
    })

    for (const {name, apps, scope, status} of [
      {name: 'another scope', apps: undefined, scope: 'okta.logs.read', status: 403},
      {
        name: 'an app that is not listed',
        apps: ['0oaKeelWorks00000001'],
        scope: 'okta.workflows.invoke.manage',
        status: 403,
      },
    ])
      it(`refuse ${name}`, async () => {
        const flows = [{...plainFlow, name: 'deck', security: 'oauth' as const, ...(apps && {apps})}]
        await start({seed: {...dpopless, flows}})
        const answer = await caller.call('deck', {}, await bearer(scope))
        expect(answer.status).to.equal(status)
        expect(answer.body).to.include({errorCode: 'E0000006'})
      })

    it('refuse an API token, and nothing at all', async () => {
      const token = {authorization: `SSWS ${sandbox.okta.apiToken}`}
      expect((await caller.call('mfa-remediation', {}, token)).status).to.equal(401)
      expect((await caller.call('mfa-remediation', {})).status).to.equal(401)
    })
  })

  describe('faults', () => {
    for (const {fault, status, body, ran} of [
      {fault: '401:okta.flows', status: 401, body: 'E0000011', ran: 0},
      {fault: '403:okta.flows', status: 403, body: 'E0000006', ran: 0},
      {fault: '429:okta.flows=2', status: 429, body: 'Too many requests.', ran: 0},
      {fault: 'concurrency:okta.flows', status: 429, body: 'E0000047', ran: 0},
      {fault: '503:okta.flows', status: 503, body: 'E0000009', ran: 0},
      {fault: 'reset:okta.flows', status: 0, body: '', ran: 0},
      {fault: 'truncated:okta.flows', status: 0, body: '', ran: 1},
      {fault: 'no_answer', status: 0, body: '', ran: 1},
      {fault: 'garbage:okta.flows', status: 200, body: 'guest network', ran: 1},
    ])
      it(fault, async () => {
        sandbox.act(`fault ${fault}`)
        const input = {_okta_ops: {run: 'run_1'}}
        const answer = await caller.call('welcome-kit', input).catch(() => ({status: 0, text: ''}))
        expect(answer.status).to.equal(status)
        expect(answer.text).to.contain(body)
        const found = (await caller.call('run-status', input)).body['found']
        expect(found).to.equal(ran === 1)
      })

    it('no_execution_id', async () => {
      sandbox.act('fault no_execution_id')
      expect((await caller.call('ticket-import', {})).headers.get(executionHeader)).to.equal(null)
    })
  })
})
