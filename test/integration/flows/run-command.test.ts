import {expect} from 'chai'
import {existsSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import FlowsRun from '../../../src/commands/flows/run.js'
import {openFlowsDb} from '../../../src/lib/flows/journal/flows-db.js'
import type {ShownRun} from '../../../src/lib/flows/shown-run.js'
import {
  startFlowServer,
  type FlowAnswer,
  type FlowServer,
  type SeenInvocation,
} from '../../support/flow-server.js'
import {fakeMachine} from '../../support/fake-machine.js'
import {liveMachine} from '../../support/live-machine.js'
import {runCommand, type CommandOutcome} from '../../support/run-command.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'

const alias = '00112233445566778899aabbccddeeff'
const statusAlias = 'ffeeddccbbaa99887766554433221100'

describe('flows run', () => {
  let home: TempHome
  let server: FlowServer
  let flowAnswers: FlowAnswer[]
  let statusAnswers: FlowAnswer[]
  const of = (which: string): readonly SeenInvocation[] => server.seen.filter((one) => one.alias === which)

  beforeEach(async () => {
    home = createTempHome()
    flowAnswers = []
    statusAnswers = []
    server = await startFlowServer((invocation) =>
      invocation.alias === alias
        ? (flowAnswers[of(alias).length - 1] ?? {body: {ticket: 7}})
        : (statusAnswers[of(statusAlias).length - 1] ?? {body: {found: true, state: 'running'}}),
    )
    flows()
  })
  afterEach(async () => {
    await server.close()
    home.remove()
  })

  const flows = (more = ''): void => {
    const entry = (name: string, which: string): string =>
      `  ${name}:\n    invokeUrl: ${server.invokeUrl(which)}\n`
    home.write(
      'config/flows.yaml',
      `version: 1\nflows:\n${entry('look', statusAlias)}${entry('offboard', alias)}${more === '' ? '' : `    ${more}\n`}`,
    )
  }
  const env = (more: Record<string, string> = {}): Record<string, string> => ({
    ...home.env,
    ...more,
  })
  const run = (argv: readonly string[], more: Record<string, string> = {}): Promise<CommandOutcome> =>
    runCommand(FlowsRun, ['offboard', ...argv], {machine: liveMachine(env(more))})
  /** With a clock that only waits move. */
  const runFast = (argv: readonly string[], more: Record<string, string> = {}) => {
    const machine = fakeMachine(env(more))
    return {machine, outcome: runCommand(FlowsRun, ['offboard', ...argv], {machine})}
  }
  const resultOf = (outcome: CommandOutcome): ShownRun =>
    (JSON.parse(outcome.stdout) as {result: ShownRun}).result
  const body = (index = 0): Readonly<Record<string, unknown>> => {
    const input = {...of(alias)[index]?.body}
    delete input['_okta_ops']
    return input
  }

  it('says the id first, the answer on stdout, and the end last', async () => {
    const {stdout, stderr, exitCode} = await run([])
    expect(exitCode).to.equal(0)
    expect(stdout).to.equal('{\n  "ticket": 7\n}\n')
    expect(stderr).to.match(/^run (run_\w{26})\noffboard succeeded: \1\n$/)
  })

  it('answers machines with the run', async () => {
    const {result} = (await run(['--json'])).json() as unknown as {result: ShownRun}
    expect(result).to.deep.include({
      flow: 'offboard',
      state: 'succeeded',
      status: 200,
      output: {ticket: 7},
      input: {},
    })
    expect(result.runId).to.match(/^run_\w{26}$/)
    expect(new Date(result.sentAt ?? '').getTime()).to.be.greaterThan(0)
  })

  it('[flows run --input] makes fields, texts and JSON', async () => {
    await run(['--input', 'user.login=mara@example.com', '-i', 'keep:=false'])
    expect(body()).to.deep.equal({user: {login: 'mara@example.com'}, keep: false})
  })

  it('[flows run --input-file] takes a JSON object, words over it', async () => {
    const file = home.write('leaver.json', '{"user": {"login": "a", "id": 1}}')
    await run(['--input-file', file, '--input', 'user.login=b'])
    expect(body()).to.deep.equal({user: {login: 'b', id: 1}})
    const broken = await run(['--input-file', home.write('broken.json', '{hunter2'), '--json'])
    expect([broken.exitCode, broken.json().error?.code]).to.deep.equal([2, 'OPS_FLOW_INPUT'])
    expect(broken.stdout).not.to.include('hunter2')
  })

  it('[flows run --secret-input] is sent, and kept and shown as a hash only', async () => {
    const words = ['--input', 'user=mara', '--input', 'password=hunter2']
    const outcome = await run([...words, '--secret-input', 'password', '--json'])
    expect(body()).to.deep.equal({user: 'mara', password: 'hunter2'})
    expect(resultOf(outcome).input).to.have.property('user', 'mara')
    expect(outcome.stdout)
      .to.match(/"password": "sha256:[0-9a-f]{64}"/)
      .and.not.include('hunter2')
    expect(home.read('state/flows.db')).not.to.include('hunter2')
    expect((await run([...words, '--secret-input', 'password', '--dry-run'])).stdout).not.to.include(
      'hunter2',
    )
    const mistyped = await run([...words, '--secret-input', 'pasword', '--json'])
    expect([mistyped.exitCode, mistyped.json().error?.code]).to.deep.equal([2, 'OPS_USAGE'])
    expect(server.seen).to.have.length(1)
  })

  for (const {name, answer, exitCode, code} of [
    {
      name: 'a failure of the flow',
      answer: {status: 422, headers: {'execution-id': 'e'}, body: {why: 1}},
      exitCode: 1,
      code: 'OPS_FLOW_FAILED',
    },
    {
      name: 'a refusal by access',
      answer: {status: 403, body: {errorCode: 'E0000006'}},
      exitCode: 5,
      code: 'OPS_FLOW_REFUSED',
    },
    {
      name: 'a refusal by the rate',
      answer: {status: 429, body: 'Too many requests.', headers: {'content-type': 'text/plain'}},
      exitCode: 6,
      code: 'OPS_FLOW_REFUSED',
    },
    {
      name: 'another refusal',
      answer: {status: 404, body: {errorCode: 'E0000007'}},
      exitCode: 1,
      code: 'OPS_FLOW_REFUSED',
    },
    {name: 'an answer that is lost', answer: 'reset', exitCode: 7, code: 'OPS_FLOW_UNKNOWN'},
    {name: 'a 504', answer: {status: 504}, exitCode: 7, code: 'OPS_FLOW_UNKNOWN'},
  ] as const)
    it(`${name} ends with ${exitCode}, and machines get the run all the same`, async () => {
      flowAnswers = [answer]
      const outcome = await run(['--json'])
      expect([outcome.exitCode, outcome.json().error?.code]).to.deep.equal([exitCode, code])
      const {runId, state} = resultOf(outcome)
      expect(outcome.json().error).to.include({next: `okta-ops flows status ${runId}`})
      expect(state).to.match(/failed|refused|unknown/)
      expect(server.seen).to.have.length(1)
    })

  it('nobody listening ends with 6', async () => {
    await server.close()
    const outcome = await run(['--json'])
    expect([outcome.exitCode, outcome.json().error?.code]).to.deep.equal([6, 'OPS_FLOW_REFUSED'])
  })

  it('says that the run which has the key had another input', async () => {
    const secret = ['--secret-input', 'pin', '--key', 'k', '--json']
    const given = (...words: readonly string[]): readonly string[] =>
      words.flatMap((word) => ['--input', word])
    const first = await run([...given('user=mara', 'days:=3', 'pin=1234'), ...secret])
    const {runId} = first.json().result as ShownRun
    for (const {words, differs} of [
      {words: ['pin=1234', 'days:=3', 'user=mara'], differs: undefined},
      {words: ['user=mara', 'days:="3"', 'pin=1234'], differs: true},
      {words: ['user=mara', 'days:=3', 'pin=4321'], differs: true},
      {words: ['user=mara', 'days:=3', 'pin=1234', 'more=1'], differs: true},
    ] as const) {
      const {json, exitCode} = await run([...given(...words), ...secret])
      const {result, warnings} = json()
      expect([exitCode, (result as {runId: string}).runId]).to.deep.equal([0, runId])
      expect((result as {inputDiffers?: true}).inputDiffers, words.join()).to.equal(differs)
      expect(
        warnings.some((line) => /which has the key "k", had another input than this/.test(line)),
      ).to.equal(differs === true)
    }
    expect(of(alias)).to.have.length(1)
  })

  it('[flows run --key] does the same work once', async () => {
    const first = await run(['--key', 'leaver-1', '--json'])
    const second = await run(['--key', 'leaver-1', '--json'])
    expect(second.exitCode).to.equal(0)
    expect(resultOf(second)).to.deep.equal(resultOf(first))
    expect(second.json().warnings.join()).to.match(/nothing was sent: run_\w+ has succeeded/)
    await run(['--key', 'leaver-2'])
    expect(server.seen).to.have.length(2)
  })

  it('a key whose run is in doubt is refused with 7, naming that run', async () => {
    flowAnswers = ['reset']
    const first = await run(['--key', 'k', '--json'])
    const second = await run(['--key', 'k', '--json'])
    expect(second.exitCode).to.equal(7)
    expect(second.json().error?.message)
      .to.match(/nothing was sent/)
      .and.include(resultOf(first).runId)
    expect(server.seen).to.have.length(1)
  })

  it('a key whose run is under way is refused with 9', async () => {
    let release = (): void => undefined
    flowAnswers = [{after: new Promise<void>((resolve) => (release = resolve))}]
    const {openFlowRunner} = await import('../../../src/lib/flows/run-flow.js')
    const {flowAt, registryOfFlows, testKeys} = await import('../../support/flow-registry.js')
    const {newRunId} = await import('../../../src/lib/shared/run-id.js')
    const machine = liveMachine(env())
    const runner = await openFlowRunner(machine, {
      registry: registryOfFlows(flowAt(server.invokeUrl(alias))),
      keys: testKeys,
    })
    const running = runner.run({flow: 'offboard', input: {}, runId: newRunId(machine), key: 'k'})
    await server.count(1)
    const second = await run(['--key', 'k', '--json'])
    expect([second.exitCode, second.json().error?.code]).to.deep.equal([9, 'OPS_FLOW_RUNNING'])
    release()
    await running
    runner.close()
  })

  it('[flows run --dry-run] shows the request without secrets, sends and writes nothing', async () => {
    flows('clientToken: env:OFFBOARD')
    const {stdout, exitCode} = await run(['--dry-run', '--input', 'a=b', '--key', 'k'], {OFFBOARD: 'hunter2'})
    expect(exitCode).to.equal(0)
    expect(stdout).to.match(/^POST http:\/\/127.0.0.1:\d+\/api\/flo\/0011\.\.\.\/invoke\ncontent-type: application\/json\nx-api-client-token: \(env:OFFBOARD\)\n\n\{\n {2}"a": "b",\n {2}"_okta_ops"/) // prettier-ignore
    expect(stdout).not.to.match(/hunter2|2233445566/)
    expect(server.seen).to.have.length(0)
    expect(existsSync(path.join(home.path, 'state'))).to.equal(false)
    flows('inputSchema: schema.json')
    home.write('config/schema.json', '{"required": ["user"]}')
    expect((await run(['--dry-run', '--json'])).json().error?.code).to.equal('OPS_FLOW_INPUT')
  })

  it('[flows run --timeout] is how long the answer is waited for; else OKTA_WORKFLOWS_TIMEOUT', async () => {
    flowAnswers = ['silent', 'silent', {}]
    expect((await run(['--timeout', '200ms'])).exitCode).to.equal(7)
    expect((await run([], {OKTA_WORKFLOWS_TIMEOUT: '0.2'})).exitCode).to.equal(7)
    expect((await run([])).exitCode).to.equal(0)
    const bad = await run(['--json'], {OKTA_WORKFLOWS_TIMEOUT: 'soon'})
    expect([bad.exitCode, bad.json().error?.code]).to.deep.equal([2, 'OPS_USAGE'])
  })

  /** The flow is a project's and nobody's own. */
  const onlyOfProject = (): string => {
    home.write('config/flows.yaml', 'version: 1\n')
    return home.write(
      'team/flows.yaml',
      `version: 1\nflows:\n  offboard:\n    invokeUrl: ${server.invokeUrl(alias)}\n`,
    )
  }

  it('[flows run --flows] takes a flow of a project, on the host of the connected org', async () => {
    const file = onlyOfProject()
    const org = {OKTA_CLIENT_ORGURL: server.url, OKTA_CLIENT_TOKEN: 'synthetic'}
    expect((await run(['--json'], org)).json().error?.code).to.equal('OPS_FLOW_NOT_FOUND')
    const refused = await run(['--flows', file, '--json'])
    expect([refused.exitCode, refused.json().error?.code]).to.deep.equal([9, 'OPS_FLOW_CONFIG'])
    expect((await run(['--flows', file], org)).exitCode).to.equal(0)
    expect(server.seen).to.have.length(1)
  })

  it('[flows run --org] names the org that vouches', async () => {
    const file = onlyOfProject()
    home.write(
      'config/orgs.yaml',
      `version: 1\norgs:\n  local:\n    url: ${server.url}\n    apiToken: env:T\n`,
    )
    expect((await run(['--flows', file])).exitCode).to.equal(9)
    expect((await run(['--flows', file, '--org', 'local'])).exitCode).to.equal(0)
  })

  describe('with a status flow', () => {
    beforeEach(() => {
      flows('statusFlow: look')
    })

    it('waits until the execution ends, less and less often', async () => {
      statusAnswers = [
        {body: {found: false}},
        {body: {found: true, state: 'running'}},
        {body: {found: true, state: 'running'}},
        {body: {found: true, state: 'succeeded', output: {done: 1}, executionId: 'exec-9'}},
      ]
      const {machine, outcome} = runFast(['--json', '--input', 'a=b'])
      const result = resultOf(await outcome)
      expect(result).to.deep.include({state: 'succeeded', output: {done: 1}, executionId: 'exec-9'})
      expect(machine.slept).to.deep.equal([2000, 3000, 4500, 6750])
      expect(of(alias)).to.have.length(1)
      expect(of(statusAlias)[0]?.body).to.have.keys('_okta_ops')
      expect(of(statusAlias)[0]?.body['_okta_ops']).to.include({run: result.runId})
    })

    for (const {state, exitCode} of [
      {state: 'failed', exitCode: 1},
      {state: 'cancelled', exitCode: 1},
    ])
      it(`${state} ends with ${exitCode}, with its message`, async () => {
        statusAnswers = [{body: {found: true, state, message: 'no such user\u001b'}}]
        const outcome = await runFast(['--json']).outcome
        expect([outcome.exitCode, outcome.json().error?.code]).to.deep.equal([1, 'OPS_FLOW_FAILED'])
        expect(outcome.json().error?.message).to.include('no such user\\u{1b}')
      })

    it('that is not over in time ends with 8, and says how it goes on', async () => {
      const {machine, outcome} = runFast(['--timeout', '2m'])
      const {exitCode, stderr} = await outcome
      expect(exitCode).to.equal(8)
      expect(machine.monotonicMs()).to.be.within(120_000, 125_000)
      expect(stderr)
        .to.match(/still running after 2s\n.*still running after \d+s/s)
        .and.match(/still runs/)
    })

    it('[flows run --status-interval] is the first pause; else OKTA_WORKFLOWS_POLL_INTERVAL', async () => {
      statusAnswers = Array.from({length: 3}, () => ({body: {found: true, state: 'succeeded'}}))
      const slept = async (argv: readonly string[], more: Record<string, string> = {}) => {
        const {machine, outcome} = runFast(argv, more)
        expect((await outcome).exitCode).to.equal(0)
        return machine.slept
      }
      expect(await slept(['--status-interval', '7s'])).to.deep.equal([7000])
      expect(await slept([], {OKTA_WORKFLOWS_POLL_INTERVAL: '9'})).to.deep.equal([9000])
      expect(await slept([])).to.deep.equal([2000])
    })

    it('[flows run --wait] [flows run --no-wait] is told when the request is answered, and asks no status flow', async () => {
      const outcome = await run(['--no-wait', '--json'])
      expect(outcome.exitCode).to.equal(0)
      expect(resultOf(outcome)).to.include({state: 'running'})
      expect(of(statusAlias)).to.have.length(0)
      statusAnswers = [{body: {found: true, state: 'succeeded'}}]
      expect(resultOf(await runFast(['--wait', '--json']).outcome).state).to.equal('succeeded')
    })

    it('learns there what became of a run whose answer was lost', async () => {
      flowAnswers = ['reset', 'reset']
      statusAnswers = [
        {body: {found: true, state: 'succeeded', output: 5}},
        {body: {found: false}},
        {body: {found: false}},
        {body: {found: false}},
      ]
      expect(resultOf(await runFast(['--json']).outcome)).to.include({state: 'succeeded', output: 5})
      const lost = await runFast(['--json']).outcome
      expect(lost.exitCode).to.equal(7)
      expect(of(statusAlias)).to.have.length(4)
      expect(of(alias)).to.have.length(2)
    })

    it('a status flow that fails, or does not keep to the contract, is asked again and named at the end', async () => {
      statusAnswers = [
        {status: 500},
        'reset',
        {body: {found: 'yes'}},
        {body: {found: true, state: 'succeeded'}},
      ]
      expect((await runFast([]).outcome).exitCode).to.equal(0)
      statusAnswers = Array.from({length: 200}, () => ({status: 401, body: {errorCode: 'E0000011'}}))
      const {exitCode, stderr} = await runFast(['--timeout', '1m']).outcome
      expect(exitCode).to.equal(8)
      expect(stderr).to.match(/look: Okta refused with 401: E0000011/)
    })

    it('an imported record ends the wait too', async () => {
      flowAnswers = [{headers: {'x-execution-id': 'exec-3'}}]
      const db = await openFlowsDb(liveMachine(env()))
      db.prepare("INSERT INTO execution (id, state, updated_at) VALUES ('exec-3', 'failed', 1)").run()
      db.close()
      const outcome = await runFast(['--json']).outcome
      expect(resultOf(outcome)).to.include({
        state: 'failed',
        executionId: 'exec-3',
        reason: 'the execution failed',
      })
      expect(of(statusAlias)).to.have.length(0)
    })

    it('that is the flow itself, or is not there, is refused before anything is sent', async () => {
      flows('statusFlow: offboard')
      expect((await run(['--json'])).json().error?.code).to.equal('OPS_FLOW_CONFIG')
      flows('statusFlow: lok')
      expect((await run(['--json'])).json().error).to.include({code: 'OPS_FLOW_NOT_FOUND'})
      expect(server.seen).to.have.length(0)
    })
  })

  describe('commands', () => {
    const script = (): string => {
      const file = path.join(home.path, 'tell.mjs')
      writeFileSync(
        file,
        `import fs from 'node:fs'
         let t = ''
         for await (const c of process.stdin) t += c
         const {state, runId} = JSON.parse(t)
         fs.appendFileSync(${JSON.stringify(path.join(home.path, 'told'))}, JSON.stringify({word: process.argv[2], state, runId, env: [process.env.OFFBOARD, process.env.OKTA_CLIENT_TOKEN, process.env.HOME]}) + '\\n')`,
      )
      return file
    }
    const told = (): {word: string; state: string; env: unknown[]}[] =>
      existsSync(path.join(home.path, 'told'))
        ? home.read('told').trim().split('\n').map((line) => JSON.parse(line) as ReturnType<typeof told>[number]) // prettier-ignore
        : []
    const all = (): readonly string[] =>
      ['start', 'complete', 'error'].flatMap((word) => [
        `--on-${word}`,
        JSON.stringify([process.execPath, script(), word]),
      ])

    it('[flows run --on-start] [flows run --on-complete] get the run, and no secrets', async () => {
      flows('clientToken: env:OFFBOARD')
      await run(all(), {OFFBOARD: 'hunter2', OKTA_CLIENT_TOKEN: 'hunter2'})
      expect(told()).to.have.length(2)
      expect(told().map(({word, state}) => [word, state])).to.deep.equal([['start', 'planned'], ['complete', 'succeeded']]) // prettier-ignore
      expect(told()[0]?.env).to.deep.equal([null, null, home.path])
    })

    it('[flows run --on-error] is told of every other end', async () => {
      flowAnswers = ['reset', {status: 404}]
      await run(all())
      await run(all())
      expect(told().map(({word, state}) => [word, state])).to.deep.equal([['start', 'planned'], ['error', 'unknown'], ['start', 'planned'], ['error', 'failed']]) // prettier-ignore
    })

    it('that fail are a warning, and the run is what counts', async () => {
      const outcome = await run(['--on-complete', 'false', '--on-start', '/nowhere/x', '--json'])
      expect(outcome.exitCode).to.equal(0)
      expect(outcome.json().warnings.join('\n')).to.match(
        /command not found: \/nowhere\/x\nfalse ended with 1/,
      )
      const none = await run(['--on-start', "'", '--json'])
      expect([none.exitCode, none.json().error?.code]).to.deep.equal([2, 'OPS_USAGE'])
      expect(server.seen).to.have.length(1)
    })
  })
})
