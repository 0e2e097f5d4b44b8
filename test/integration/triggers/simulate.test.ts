import {expect} from 'chai'
import path from 'node:path'
import TriggersSimulate from '../../../src/commands/triggers/simulate.js'
import {startFlowServer, type FlowAnswer, type FlowServer} from '../../support/flow-server.js'
import {liveMachine} from '../../support/live-machine.js'
import {startLoopbackOrg} from '../../support/loopback-org.js'
import {runCommand, type CommandOutcome} from '../../support/run-command.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'

const aliases = {onboard: 'a'.repeat(32), tell: 'b'.repeat(32), alarm: 'c'.repeat(32)}
const rulesText = `version: 1
rules:
  - id: joiner
    on: user.lifecycle.create
    when: actor.type eq "User"
    flow: onboard
    input: {who: '\${{ target[type eq "User"].alternateId | first }}'}
    then: [{id: tell, flow: tell, input: {ticket: '\${{ steps.flow.output.ticket }}'}}]
    on_failure: {flow: alarm, input: {why: '\${{ failure.step }}'}}
  - id: risky
    on: user.lifecycle.create
    when: severity eq "WARN"
    flow: alarm
  - id: leaver
    on: user.lifecycle.deactivate
    flow: alarm
    input: {who: '\${{ actor.alternateId }}', token: hush}
    secret_inputs: [token]
    destructive: true
`

describe('triggers simulate', () => {
  let home: TempHome
  let file: string
  let server: FlowServer
  let answers: Partial<Record<keyof typeof aliases, FlowAnswer>>
  const env = (): Record<string, string> => ({
    HOME: home.path,
    OKTA_OPS_CONFIG_DIR: home.path,
    OKTA_OPS_STATE_DIR: path.join(home.path, 'state'),
  })
  const simulate = (argv: readonly string[], more: Record<string, string> = {}): Promise<CommandOutcome> =>
    runCommand(TriggersSimulate, argv.includes('--rules') ? argv : [...argv, '--rules', file], {
      machine: liveMachine({...env(), ...more}),
    })
  const nameOf = (alias: string): string | undefined =>
    Object.entries(aliases).find(([, value]) => value === alias)?.[0]
  const invoked = (): readonly unknown[] =>
    server.seen.map(({alias, body}) => [
      nameOf(alias),
      Object.fromEntries(Object.entries(body).filter(([name]) => name !== '_okta_ops')),
    ])
  const flowsText = (of = server): string =>
    JSON.stringify({
      version: 1,
      flows: Object.fromEntries(
        Object.entries(aliases).map(([name, alias]) => [name, {invokeUrl: of.invokeUrl(alias)}]),
      ),
    })

  beforeEach(async () => {
    home = createTempHome()
    answers = {}
    server = await startFlowServer(
      ({alias}) => answers[nameOf(alias) as keyof typeof aliases] ?? {body: {ticket: 7}},
    )
    file = home.write('triggers.yaml', rulesText)
    home.write('flows.yaml', flowsText())
  })
  afterEach(async () => {
    await server.close()
    home.remove()
  })

  it('[triggers simulate --dry-run] says what would be run, and why not the others, and runs nothing', async () => {
    const {stdout, stderr, exitCode} = await simulate(['user.lifecycle.create', '--dry-run'])
    expect(exitCode, stderr).to.equal(0)
    expect(stdout).to.match(
      /^yes {2}joiner -> onboard\n {7}key {4}[0-9a-f-]{36}\n {7}input {2}\{\n {16}"who": "kim\.doe@example\.com"\n/,
    )
    expect(stdout).to.contain('       then   tell -> tell\n       else   on_failure -> alarm\n')
    expect(stdout).to.contain('no   risky\n       when: severity eq "WARN" (it is "INFO")\n')
    expect(stdout).to.contain('no   leaver\n       it listens to user.lifecycle.deactivate\n')
    expect(server.seen).to.have.lengthOf(0)
  })

  it('[triggers simulate --set] puts values into the event', async () => {
    const {stdout} = await simulate([
      'user.lifecycle.create',
      '--dry-run',
      '--set',
      'severity=WARN',
      '--set',
      'target[type eq "User"].alternateId=\u001B[31mnoor',
    ])
    expect(stdout).to.contain('yes  risky -> alarm').and.to.contain('"who": "\\u001b[31mnoor"')
  })

  it('runs the flow and what comes after it, under keys that no real event has', async () => {
    const {stderr, exitCode, json} = await simulate(['user.lifecycle.create', '--json'])
    expect(exitCode, stderr).to.equal(0)
    expect(invoked()).to.deep.equal([
      ['onboard', {who: 'kim.doe@example.com'}],
      ['tell', {ticket: 7}],
    ])
    const keys = server.seen.map(({body}) => (body['_okta_ops'] as {key: string}).key)
    for (const key of keys) expect(key).to.match(/^simulated:run_/)
    expect(json().result)
      .to.have.nested.property('runs[1]')
      .that.deep.includes({rule: 'joiner', step: 'tell'})
    await simulate(['user.lifecycle.create'])
    expect(server.seen, 'again').to.have.lengthOf(4)
  })

  it('runs on_failure when the flow failed, exit 1', async () => {
    answers.onboard = {status: 500, headers: {'x-okta-execution-id': 'e1'}, body: {sorry: true}}
    const {exitCode, stderr} = await simulate(['user.lifecycle.create'])
    expect(exitCode).to.equal(1)
    expect(stderr)
      .to.match(/^failed +flow -> onboard/m)
      .and.to.match(/^succeeded on_failure -> alarm/m)
    expect(invoked()[1]).to.deep.equal(['alarm', {why: 'flow'}])
    const {ok, error, result} = (await simulate(['user.lifecycle.create', '--json'])).json()
    expect({ok, code: error?.code}).to.deep.equal({ok: false, code: 'OPS_FLOW_FAILED'})
    expect(result).to.have.nested.property('runs[0].run.state', 'failed')
  })

  it('ends with exit 5 when the flow does not let us in', async () => {
    answers.onboard = {status: 401, body: {errorCode: 'E0000011', errorSummary: 'no'}}
    expect((await simulate(['user.lifecycle.create'])).exitCode).to.equal(5)
  })

  it('ends with exit 7 when nobody knows what became of a run', async () => {
    answers.onboard = 'reset'
    expect((await simulate(['user.lifecycle.create'])).exitCode).to.equal(7)
  })

  it('[triggers simulate --yes] runs what is destructive only then, and shows no secret input', async () => {
    const without = await simulate(['user.lifecycle.deactivate'])
    expect(without.stderr).to.contain('leaver is destructive and was not run')
    expect(server.seen).to.have.lengthOf(0)
    const {stdout, exitCode} = await simulate(['user.lifecycle.deactivate', '--yes'])
    expect(exitCode).to.equal(0)
    expect(stdout).to.contain('"token": "(secret)"').and.not.to.contain('hush')
    expect(server.seen).to.have.lengthOf(1)
    const all = await simulate(['user.lifecycle.deactivate', '--yes', '--json'])
    expect(all.stdout).not.to.contain('hush')
  })

  it('[triggers simulate --rules] takes the rules of another file', async () => {
    const other = home.write('other.yaml', 'version: 1\nrules: [{id: any, on: "*", flow: f}]\n')
    expect((await simulate(['--rules', other, 'x.y', '--dry-run'])).stdout).to.match(/^yes {2}any -> f\n/)
  })

  it('[triggers simulate --flows] [triggers simulate --org] runs flows of a project that belong to the org', async () => {
    const project = home.write('project.yaml', flowsText())
    home.write('flows.yaml', 'version: 1\nflows: {}\n')
    home.write(
      'orgs.yaml',
      JSON.stringify({version: 1, orgs: {here: {url: server.url, apiToken: 'env:TOKEN'}}}),
    )
    const argv = ['user.lifecycle.create', '--flows', project]
    const refused = await simulate(argv)
    expect(refused.exitCode, refused.stderr).to.equal(9)
    const {exitCode, stderr} = await simulate([...argv, '--org', 'here'], {TOKEN: 't'})
    expect(exitCode, stderr).to.equal(0)
    expect(server.seen).to.have.lengthOf(2)
  })

  it('warns of a type that Okta does not have', async () => {
    const {stderr, exitCode} = await simulate(['user.password.expiring', '--dry-run'])
    expect(exitCode).to.equal(0)
    expect(stderr)
      .to.contain('Okta has no event type user.password.expiring')
      .and.to.contain('no rule makes work')
  })

  it('wants a type or an event, and not both', async () => {
    expect((await simulate([])).exitCode).to.equal(2)
    expect((await simulate(['x.y', '--from-log', 'u'])).exitCode).to.equal(2)
  })

  it('[triggers simulate --from-log] takes an event of the log', async () => {
    const uuid = '6f5f2c1e-0000-4000-8000-000000000000'
    const event = {
      uuid,
      eventType: 'user.lifecycle.create',
      actor: {type: 'User'},
      severity: 'WARN',
      target: null,
    }
    const org = await startLoopbackOrg(({url = ''}) => {
      const filter = new URL(url, 'http://127.0.0.1').searchParams.get('filter')
      return {body: filter === `uuid eq "${uuid}"` ? [event] : []}
    })
    try {
      const access = {OKTA_CLIENT_ORGURL: org.url, OKTA_CLIENT_TOKEN: 't'}
      const {stdout, stderr} = await simulate(['--from-log', uuid, '--dry-run'], access)
      expect(stdout, stderr).to.contain('yes  risky').and.to.contain(uuid)
      const gone = await simulate(['--from-log', uuid.replace('6', '7'), '--dry-run'], access)
      expect(gone.exitCode).to.equal(2)
      expect(gone.stderr).to.contain('has logged no event')
      const odd = await simulate(['--from-log', 'x" or uuid pr or uuid eq "', '--dry-run'], access)
      expect(odd.stderr).to.contain('is not the uuid of an event')
    } finally {
      await org.close()
    }
  })
})
