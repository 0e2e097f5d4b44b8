import {expect} from 'chai'
import {spawn, type ChildProcess} from 'node:child_process'
import {once} from 'node:events'
import path from 'node:path'
import {fileURLToPath} from 'node:url'
import {openFlowsDb} from '../../src/lib/flows/journal/flows-db.js'
import {openFlowRunner} from '../../src/lib/flows/run-flow.js'
import type {FlowRunner} from '../../src/lib/ports/flow-runner.js'
import {newRunId} from '../../src/lib/shared/run-id.js'
import {flowAt, registryOfFlows, testKeys} from '../support/flow-registry.js'
import {startFlowServer, type FlowAnswer, type FlowServer} from '../support/flow-server.js'
import {liveMachine} from '../support/live-machine.js'
import {runBin, testNode, type BinOutcome} from '../support/run-bin.js'
import {createTempHome, type TempHome} from '../support/temp-home.js'

const bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url))
const alias = '00112233445566778899aabbccddeeff'

describe('flows run between processes', function () {
  this.slow(5000)
  let home: TempHome
  let server: FlowServer
  let answer: (index: number) => FlowAnswer
  let runner: FlowRunner | undefined
  const children: ChildProcess[] = []

  beforeEach(async () => {
    home = createTempHome()
    answer = () => ({})
    server = await startFlowServer((_invocation, index) => answer(index))
    flows()
  })
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL')
    runner?.close()
    runner = undefined
    await server.close()
    home.remove()
  })

  const flows = (more = ''): void => {
    home.write(
      'config/flows.yaml',
      `version: 1\nflows:\n  offboard:\n    invokeUrl: ${server.invokeUrl(alias)}\n${more}`,
    )
  }
  const run = (...args: readonly string[]): Promise<BinOutcome> =>
    runBin(['flows', 'run', 'offboard', ...args], {env: home.env})
  /** Starts a run, and resolves once it has said its id: from then on it is written down. */
  const started = async (...args: readonly string[]): Promise<{child: ChildProcess; runId: string}> => {
    const child = spawn(testNode(), [bin, 'flows', 'run', 'offboard', ...args], {
      env: home.env,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    children.push(child)
    let said = ''
    return new Promise((resolve, reject) => {
      child.stderr.on('data', (chunk: Buffer) => {
        said += chunk.toString()
        const runId = /run_\w{26}/.exec(said)?.[0]
        if (runId !== undefined) resolve({child, runId})
      })
      child.on('close', () => {
        reject(new Error(said))
      })
    })
  }
  const kill = async (child: ChildProcess): Promise<void> => {
    child.kill('SIGKILL')
    await once(child, 'close')
  }
  const look = async (): Promise<FlowRunner> =>
    (runner ??= await openFlowRunner(liveMachine(home.env), {
      registry: registryOfFlows(flowAt(server.invokeUrl(alias))),
      keys: testKeys,
    }))

  describe('killed while it waits for its turn', () => {
    let waiting: {child: ChildProcess; runId: string}
    beforeEach(async () => {
      flows('    maxRate: 1/h\n')
      expect((await run()).exitCode).to.equal(0)
      waiting = await started('--key', 'leaver-1')
    })

    it('has sent nothing, and is sent under its id by whoever comes next', async () => {
      const next = await look()
      const request = {flow: 'offboard', input: {}, runId: waiting.runId, key: 'leaver-1'}
      // The control: as long as the process lives, the run is its own.
      expect((await next.run(request)).state).to.equal('planned')
      expect(server.seen).to.have.length(1)
      await kill(waiting.child)
      expect(next.find(waiting.runId)?.state).to.equal('planned')
      expect((await next.run(request)).state).to.equal('succeeded')
      expect((await next.run(request)).state).to.equal('succeeded')
      expect(server.seen).to.have.length(2)
    })

    it('frees its key', async () => {
      await kill(waiting.child)
      flows()
      const {exitCode, stderr} = await run('--key', 'leaver-1')
      expect(exitCode, stderr).to.equal(0)
      expect((await look()).find(waiting.runId)).to.include({state: 'refused'})
      expect(server.seen).to.have.length(2)
    })
  })

  it('killed while it waits for the answer is in doubt, keeps its key, and is repeated by word only', async () => {
    answer = (index) => (index === 0 ? 'silent' : {})
    const {child, runId} = await started('--key', 'leaver-1')
    await server.count(1)
    const watcher = await look()
    // The control: as long as the process lives, nothing is in doubt.
    expect(watcher.find(runId)?.state).to.equal('sent')
    await kill(child)
    const {exitCode, stderr} = await run('--key', 'leaver-1')
    expect(exitCode).to.equal(7)
    expect(stderr).to.include(runId)
    expect(watcher.find(runId)).to.deep.include({state: 'unknown', key: 'leaver-1'})
    expect(server.seen).to.have.length(1)
    const again = {
      flow: 'offboard',
      input: {},
      runId: newRunId(liveMachine({})),
      key: 'leaver-1',
      mayRepeat: true,
    }
    expect((await watcher.run(again)).state).to.equal('succeeded')
    expect(server.seen).to.have.length(2)
  })

  for (const {signal, exit, word} of [
    {signal: 'SIGINT', exit: 130, word: 'cancelled'},
    {signal: 'SIGTERM', exit: 143, word: 'stopped'},
  ] as const) {
    /** Stopped once its request has come. */
    const stopped = (...argv: readonly string[]): Promise<BinOutcome> =>
      runBin(['flows', ...argv, '--json'], {
        env: home.env,
        onStart: (child) => void server.count(1).then(() => child.kill(signal)),
      })

    it(`stopped by ${signal} tells that the outcome is unknown, the command too, exit ${exit}`, async () => {
      answer = () => 'silent'
      const told = path.join(home.path, 'told.json')
      const onError = JSON.stringify(['sh', '-c', 'cat > "$0"', told])
      const {exitCode, stdout, stderr} = await stopped('run', 'offboard', '--on-error', onError)
      expect(exitCode).to.equal(exit)
      const {error, result} = JSON.parse(stdout) as {
        error: {code: string; message: string}
        result: {runId: string}
      }
      expect(error.code).to.equal('OPS_INTERRUPTED')
      expect(error.message).to.match(
        new RegExp(`^${word}; what became of offboard \\(run_\\w+\\) is unknown`),
      )
      expect(stderr).to.include(result.runId)
      expect(JSON.parse(home.read('told.json'))).to.include({runId: result.runId, state: 'unknown'})
      expect((await look()).find(result.runId)?.state).to.equal('unknown')
    })

    it(`a batch that ${signal} stops tells what is in doubt and what was not begun, exit ${exit}`, async () => {
      answer = () => 'silent'
      const file = home.write(
        'leavers.yaml',
        'version: 1\nsteps:\n  - {id: a, flow: offboard}\n  - {id: b, flow: offboard, needs: a}\n',
      )
      const {exitCode, stdout} = await stopped('batch', file)
      expect(exitCode).to.equal(exit)
      const {error, result} = JSON.parse(stdout) as {
        error: {code: string; message: string; next: string}
        result: {steps: readonly {id: string; state: string}[]}
      }
      expect(error.message).to.match(new RegExp(`^${word}; leavers: 0 of 2 steps succeeded; a: what became`))
      expect(error.next).to.equal('okta-ops flows batch ~/leavers.yaml --resume')
      expect(result.steps.map(({id, state}) => `${id} ${state}`)).to.deep.equal(['a unknown', 'b skipped'])
    })
  }

  it('take the input from standard input', async () => {
    const {exitCode, stderr} = await runBin(['flows', 'run', 'offboard', '--input-file', '-'], {
      env: home.env,
      input: '{"user": "mara@example.com"}',
    })
    expect(exitCode, stderr).to.equal(0)
    expect(server.seen[0]?.body['user']).to.equal('mara@example.com')
  })

  it('with one key send one request, and with keys of their own one each', async () => {
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    answer = (index) => (index === 0 ? {after: held, body: {made: 1}} : {body: {made: 2}})
    const runs = [1, 2, 3, 4].map(() => run('--key', 'same', '--json'))
    let under = 0
    await Promise.all([
      ...runs.map(async (one) => {
        const {exitCode} = await one
        // All but the one that holds the key end at once.
        if (exitCode === 9 && ++under === 3) release()
      }),
    ])
    const codes = (await Promise.all(runs)).map(({exitCode}) => exitCode).sort()
    expect(codes).to.deep.equal([0, 9, 9, 9])
    expect(server.seen).to.have.length(1)
    await Promise.all([1, 2, 3].map((key) => run('--key', `own-${key}`)))
    expect(server.seen).to.have.length(4)
  })

  it('keep the rate of a flow together', async () => {
    flows('    maxRate: 2/s\n')
    const runs = await Promise.all([1, 2, 3, 4, 5].map(() => run()))
    for (const {exitCode, stderr} of runs) expect(exitCode, stderr).to.equal(0)
    const db = await openFlowsDb(liveMachine(home.env))
    const sent = db.prepare('SELECT sent_at FROM run ORDER BY sent_at').all().map((row) => Number(row['sent_at'])) // prettier-ignore
    db.close()
    // The journal gives the turns; how long a request is on its way then is up to the machine.
    expect(sent).to.have.length(5)
    expect(server.seen).to.have.length(5)
    for (const [index, at] of sent.entries())
      if (index >= 2) expect(at - (sent[index - 2] ?? 0)).to.be.at.least(1000)
  })
})
