import {expect} from 'chai'
import net from 'node:net'
import type {AddressInfo} from 'node:net'
import {symlinkSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {createReloadableFlows} from '../../../src/lib/cli/reloadable-flows.js'
import type {Flow} from '../../../src/lib/flows/flow.js'
import type {FlowKeys} from '../../../src/lib/flows/invoke/flow-access.js'
import {openFlowsDb} from '../../../src/lib/flows/journal/flows-db.js'
import {openFlowRunner} from '../../../src/lib/flows/run-flow.js'
import type {FlowRequest, FlowRun, FlowRunner} from '../../../src/lib/ports/flow-runner.js'
import type {JsonValue} from '../../../src/lib/shared/json.js'
import {ownIdentity} from '../../../src/lib/shared/process-identity.js'
import {newRunId} from '../../../src/lib/shared/run-id.js'
import type {Store} from '../../../src/lib/store/store.js'
import {flowAt, registryOfFlows, testKeys} from '../../support/flow-registry.js'
import {startFlowServer, type FlowAnswer, type FlowServer} from '../../support/flow-server.js'
import {fakeMachine} from '../../support/fake-machine.js'
import {liveMachine} from '../../support/live-machine.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'
import {opsErrorFrom} from '../../support/thrown.js'

const alias = '00112233445566778899aabbccddeeff'
const okta429 = {
  status: 429,
  headers: {'content-type': 'text/plain', 'x-rate-limit-limit': '10'},
  body: 'Too many requests.',
}

describe('running a flow', () => {
  let home: TempHome
  let machine: ReturnType<typeof liveMachine>
  let server: FlowServer
  let answers: FlowAnswer[]
  const open: FlowRunner[] = []

  const runnerFor = async (flow: Flow, on = machine): Promise<FlowRunner> => {
    const runner = await openFlowRunner(on, {registry: registryOfFlows(flow), keys: testKeys})
    open.push(runner)
    return runner
  }
  const flow = (more: Partial<Flow> = {}): Flow => flowAt(server.invokeUrl(alias), more)
  const request = (more: Partial<FlowRequest> = {}): FlowRequest => ({
    flow: 'offboard',
    input: {user: 'mara@example.com'},
    runId: newRunId(machine),
    ...more,
  })
  const runOnce = async (more: Partial<FlowRequest> = {}, of = flow()): Promise<FlowRun> =>
    (await runnerFor(of)).run(request(more))

  beforeEach(async () => {
    home = createTempHome()
    machine = liveMachine({OKTA_OPS_STATE_DIR: path.join(home.path, 'state')})
    answers = []
    server = await startFlowServer((_invocation, index) => answers[index] ?? {body: {done: true}})
  })
  afterEach(async () => {
    for (const runner of open.splice(0)) runner.close()
    await server.close()
    home.remove()
  })

  it('forgets only runs of which it is certain how they ended', async () => {
    answers = [{}, {status: 500, headers: {'x-okta-execution-id': 'exec-1'}}, okta429, 'reset']
    const runner = await runnerFor(flow())
    const runs: FlowRun[] = []
    for (const key of ['a', 'b', 'c', 'd']) runs.push(await runner.run(request({key})))
    expect(runs.map(({state}) => state)).to.deep.equal(['succeeded', 'failed', 'refused', 'unknown'])
    runner.forget(runs.slice(1).map(({runId}) => runId))
    expect(runs.map(({runId}) => runner.find(runId)?.state)).to.deep.equal([
      'succeeded',
      undefined,
      undefined,
      'unknown',
    ])
    runner.forget(runs.map(({runId}) => runId))
    expect(runner.find(runs[0]?.runId ?? '')).to.equal(undefined)
  })

  it('sends the input and our own field, and keeps the answer', async () => {
    answers = [{body: {ticket: 7}, headers: {'x-okta-execution-id': 'exec-1'}}]
    const made = request({key: 'leaver-1', cause: {kind: 'trigger', name: 'leavers', event: 'u-1'}})
    const runner = await runnerFor(flow())
    const run = await runner.run(made)
    expect(run).to.deep.include({
      runId: made.runId,
      flow: 'offboard',
      state: 'succeeded',
      key: 'leaver-1',
      cause: {kind: 'trigger', name: 'leavers', event: 'u-1'},
      input: {user: 'mara@example.com'},
      status: 200,
      output: {ticket: 7},
      executionId: 'exec-1',
    })
    expect(runner.find(made.runId)).to.deep.equal(run)
    const [seen] = server.seen
    expect(seen?.body['user']).to.equal('mara@example.com')
    expect(seen?.body['_okta_ops']).to.include({run: made.runId, key: 'leaver-1'})
    expect(seen?.headers['x-api-client-token']).to.equal(undefined)
  })

  it('carries a client token in its header, and an alias nowhere else', async () => {
    await runOnce({}, flow({access: {kind: 'client-token', token: {kind: 'env', name: 'TOKEN'}}}))
    expect(server.seen[0]?.headers['x-api-client-token']).to.equal('token-of-TOKEN')
    expect(machine.debugLines.join('\n')).to.match(/POST http.*\/api\/flo\/0011\.\.\.\/invoke -> 200/)
    expect(machine.debugLines.join('\n')).not.to.match(/2233445566|token-of/)
  })

  for (const {name, answer, want, status, says} of [
    {
      name: '422 proved by an execution',
      answer: {status: 422, headers: {'execution-id': 'e'}},
      want: 'failed',
      status: 422,
    },
    {name: "Okta's 429", answer: okta429, want: 'refused', status: 429},
    {name: "Okta's 401", answer: {status: 401, body: {errorCode: 'E0000011'}}, want: 'refused', status: 401},
    {name: 'a 404 of nobody known', answer: {status: 404}, want: 'failed', status: 404},
    {name: 'a 503', answer: {status: 503, body: 'x'}, want: 'unknown', status: 503},
    {
      name: 'a redirect, which is not followed',
      answer: {status: 302, headers: {location: '/'}},
      want: 'unknown',
      status: 302,
    },
    {
      name: 'a connection that is cut',
      answer: 'reset',
      want: 'unknown',
      status: undefined,
      says: 'the connection to HOST was cut; the flow may have run',
    },
    {name: 'an answer that is cut', answer: 'truncated', want: 'unknown', status: undefined},
    {
      name: 'no answer in time',
      answer: 'silent',
      want: 'unknown',
      status: undefined,
      says: 'HOST gave no answer in time; the flow may have run',
    },
  ] as readonly {name: string; answer: FlowAnswer; want: string; status: number | undefined; says?: string}[])
    it(`${name} is ${want}, and is asked once`, async () => {
      answers = [answer]
      const run = await runOnce({timeoutMs: 300})
      expect([run.state, run.status]).to.deep.equal([want, status])
      expect(run.reason).to.be.a('string')
      if (says !== undefined) expect(run.reason).to.equal(says.replace('HOST', new URL(server.url).host))
      expect(server.seen).to.have.length(1)
    })

  it('is refused where nobody listens, and where a name leads nowhere', async () => {
    await server.close()
    const gone = await runOnce()
    expect(gone.state).to.equal('refused')
    expect(gone.reason).to.match(/connection refused/)
    const nowhere = await runOnce({}, flow({invokeUrl: `https://nobody.invalid/api/flo/${alias}/invoke`}))
    expect(nowhere.state).to.equal('refused')
  })

  it('is refused where TLS never comes about: nothing was sent', async () => {
    const silent = net.createServer()
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    try {
      const {port} = silent.address() as AddressInfo
      const invokeUrl = `https://127.0.0.1:${port}/api/flo/${alias}/invoke`
      const run = await runOnce({timeoutMs: 200}, flow({invokeUrl}))
      expect(run.state).to.equal('refused')
    } finally {
      silent.close()
    }
  }).timeout(5000)

  it('stopped while it waits for an answer is unknown', async () => {
    answers = ['silent']
    const stop = new AbortController()
    const running = runOnce({signal: stop.signal})
    await server.count(1)
    stop.abort()
    expect(await running).to.include({
      state: 'unknown',
      reason: 'stopped after the request was sent; the flow may have run',
    })
  })

  describe('one key', () => {
    it('that succeeded gives the first answer again, without a request', async () => {
      const first = await runOnce({key: 'k'})
      const second = await runOnce({key: 'k'})
      expect(second).to.deep.equal(first)
      expect(server.seen).to.have.length(1)
    })

    it('is held by a run in doubt, until somebody says that it may be repeated', async () => {
      answers = ['reset', 'reset', {}]
      const first = await runOnce({key: 'k'})
      expect((await runOnce({key: 'k'})).runId).to.equal(first.runId)
      const again = await runOnce({key: 'k', mayRepeat: true})
      expect(again.runId).not.to.equal(first.runId)
      const third = await runOnce({key: 'k', mayRepeat: true})
      expect(third.state).to.equal('succeeded')
      expect((await runOnce({key: 'k', mayRepeat: true})).runId).to.equal(third.runId)
      expect(server.seen).to.have.length(3)
    })

    it('is held by a run of another machine or container, until somebody says that it may be repeated', async () => {
      const first = await runOnce({key: 'k'})
      const store = await openFlowsDb(machine)
      const elsewhere = JSON.stringify({...ownIdentity(), host: 'another pid:[1]'})
      store
        .prepare(`UPDATE run SET state = 'sent', ended_at = NULL, owner = ? WHERE id = ?`)
        .run(elsewhere, first.runId)
      store.close()
      expect(await runOnce({key: 'k'})).to.include({runId: first.runId, state: 'sent'})
      const again = await runOnce({key: 'k', mayRepeat: true})
      expect(again.state).to.equal('succeeded')
      expect((await runnerFor(flow())).find(first.runId)?.state).to.equal('unknown')
      expect(server.seen).to.have.length(2)
    })

    it('is held while a run is under way', async () => {
      let release = (): void => undefined
      answers = [{after: new Promise<void>((resolve) => (release = resolve))}]
      const first = runOnce({key: 'k'})
      await server.count(1)
      expect((await runOnce({key: 'k', mayRepeat: true})).state).to.equal('sent')
      release()
      expect((await first).state).to.equal('succeeded')
      expect(server.seen).to.have.length(1)
    })

    for (const answer of [okta429, {status: 404}] as const)
      it(`is free after ${answer.status}`, async () => {
        answers = [answer]
        await runOnce({key: 'k'})
        expect((await runOnce({key: 'k'})).state).to.equal('succeeded')
        expect(server.seen).to.have.length(2)
      })

    it('of another flow is another', async () => {
      await runOnce({key: 'k'})
      const other = await openFlowRunner(machine, {
        registry: registryOfFlows(flow({name: 'other'})),
        keys: testKeys,
      })
      open.push(other)
      await other.run(request({flow: 'other', key: 'k'}))
      expect(server.seen).to.have.length(2)
    })
  })

  describe('a proof that was refused before anything ran', () => {
    const nonceKeys = (learns: boolean, {proof = true} = {}): FlowKeys => {
      let nonce = 0
      return {
        ...testKeys,
        oauth: () =>
          Promise.resolve({
            headersFor: () =>
              Promise.resolve({authorization: `DPoP token-${nonce}`, ...(proof ? {dpop: 'proof'} : {})}),
            learn: ({status}) => {
              nonce++
              return learns && status === 401
            },
          }),
      }
    }
    const runWith = async (keys: FlowKeys): Promise<FlowRun> => {
      const runner = await openFlowRunner(machine, {
        registry: registryOfFlows(flow({access: {kind: 'oauth'}})),
        keys,
      })
      open.push(runner)
      return runner.run(request())
    }
    const refusal = {status: 401, body: {errorCode: 'invalid_dpop_proof'}}

    it('is made again, once', async () => {
      answers = [refusal, {}]
      expect((await runWith(nonceKeys(true))).state).to.equal('succeeded')
      expect(server.seen.map(({headers}) => headers.authorization)).to.deep.equal([
        'DPoP token-0',
        'DPoP token-1',
      ])
      answers = [refusal, {}, refusal, refusal, refusal]
      expect((await runWith(nonceKeys(true))).state).to.equal('refused')
      expect(server.seen).to.have.length(4)
    })

    for (const {name, answer, proof = true} of [
      {name: 'a flow that ran has said so', answer: {...refusal, headers: {'x-execution-id': 'exec-1'}}},
      {name: "it is not Okta's word", answer: {status: 401, body: {error: 'use_dpop_nonce'}}},
      {name: 'there was no proof', answer: refusal, proof: false},
    ])
      it(`is not made again where ${name}`, async () => {
        answers = [answer]
        expect((await runWith(nonceKeys(true, {proof}))).state).to.be.oneOf(['failed', 'refused'])
        expect(server.seen).to.have.length(1)
      })

    it('is not, where the answer says anything else', async () => {
      answers = [refusal]
      expect((await runWith(nonceKeys(false))).state).to.equal('refused')
      expect(server.seen).to.have.length(1)
    })
  })

  it('that cannot be written down is not sent', async () => {
    const file = home.write('no-folder', '')
    const error = await opsErrorFrom(() => runnerFor(flow(), liveMachine({OKTA_OPS_STATE_DIR: file})))
    expect(error.code).to.equal('OPS_FILE_UNWRITABLE')
    expect(server.seen).to.have.length(0)
  })

  it('with an id that is in the journal is not sent again', async () => {
    const made = request()
    const runner = await runnerFor(flow())
    const first = await runner.run(made)
    expect(await runner.run(made)).to.deep.equal(first)
    expect(server.seen).to.have.length(1)
  })

  it('keeps its rate', async () => {
    const slow = {...machine, ...fakeMachine(machine.env)}
    const runner = await runnerFor(flow({maxPerSecond: 2}), slow)
    for (let count = 0; count < 5; count++) await runner.run(request())
    // Two at once, then a second until there is room for two more.
    expect(slow.slept.reduce((total, ms) => total + ms, 0)).to.equal(2000)
  })

  it('keeps secret inputs as a hash only', async () => {
    const run = await runOnce({input: {user: 'x', password: 'hunter2'}, secretInputs: ['password']})
    expect(run.input['password']).to.match(/^sha256:[0-9a-f]{64}$/)
    expect(run.input['user']).to.equal('x')
    expect(server.seen[0]?.body['password']).to.equal('hunter2')
    const [runner] = open
    runner?.close()
    expect(home.read('state/flows.db')).not.to.include('hunter2')
  })

  it('hands on a long output whole, and keeps the beginning', async () => {
    answers = [{body: {text: 'x'.repeat(100_000)}}]
    const made = request()
    const runner = await runnerFor(flow())
    const run = await runner.run(made)
    expect(run.output).to.deep.equal({text: 'x'.repeat(100_000)})
    const kept = runner.find(made.runId)
    expect(kept?.outputCut).to.equal(true)
    expect(kept?.output).to.have.length(64 * 1024)
  })

  describe('an answer that is nested too deep to be handled', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`

    it('is kept as a text: the flow has run', async () => {
      answers = [{body: deep}]
      const made = request({key: 'k'})
      const runner = await runnerFor(flow())
      const run = await runner.run(made)
      expect([run.state, run.output]).to.deep.equal(['succeeded', deep])
      expect(runner.find(made.runId)?.state).to.equal('succeeded')
    })

    it('as an input is refused before anything is written', async () => {
      const error = await opsErrorFrom(() => runOnce({input: {deep: JSON.parse(deep) as JsonValue}}))
      expect([error.code, error.message]).to.deep.equal([
        'OPS_FLOW_INPUT',
        'the input is nested too deep: more than 100 levels',
      ])
      expect(server.seen).to.have.length(0)
    })
  })

  describe('a journal that cannot be written for a while', () => {
    let store: Store
    /** From the moment that the run is in that state. */
    const blockedFrom = (state: FlowRun['state']): Pick<FlowRequest, 'onProgress'> => ({
      onProgress: (run) => {
        if (run.state === state) store.prepare('ALTER TABLE run RENAME TO run_away').run()
      },
    })
    const unblock = (): void => {
      store.prepare('ALTER TABLE run_away RENAME TO run').run()
    }
    beforeEach(async () => {
      store = await openFlowsDb(machine)
    })
    afterEach(() => {
      store.close()
    })

    it('before a run is sent: it is not, and the same process may run its key once that is over', async () => {
      const runner = await runnerFor(flow())
      const first = request({key: 'k', ...blockedFrom('planned')})
      const trouble = await runner.run(first).catch((error: unknown) => String(error))
      expect(trouble).to.match(/no such table/)
      expect(server.seen).to.have.length(0)
      unblock()
      expect((await runner.run(request({key: 'k'}))).state).to.equal('succeeded')
      expect(runner.find(first.runId)).to.include({
        state: 'refused',
        reason: 'never sent: whoever planned it gave up before',
      })
      expect(server.seen).to.have.length(1)
    })

    it('before a run is sent: flows that are read again know that it was let go', async () => {
      const flows = await createReloadableFlows(() => runnerFor(flow()))
      const first = request({key: 'k', ...blockedFrom('planned')})
      await flows.runner.run(first).catch(() => undefined)
      unblock()
      await flows.reload()
      expect((await flows.runner.run(request({key: 'k'}))).state).to.equal('succeeded')
      expect(flows.runner.find(first.runId)?.state).to.equal('refused')
      expect(server.seen).to.have.length(1)
    })

    it('when the answer comes: it is written as soon as that is over', async () => {
      const patient = {
        ...machine,
        sleep: () => {
          unblock()
          return Promise.resolve()
        },
      }
      const runner = await runnerFor(flow(), patient)
      const made = request({key: 'k', ...blockedFrom('sent')})
      expect((await runner.run(made)).state).to.equal('succeeded')
      expect(runner.find(made.runId)?.state).to.equal('succeeded')
    })

    it('ever: the run is told as in doubt, with its answer, and its key is held', async () => {
      const runner = await runnerFor(flow(), {...machine, ...fakeMachine(machine.env)})
      const input = {user: 'x', pin: '1'}
      const made = request({key: 'k', input, secretInputs: ['pin'], ...blockedFrom('sent')})
      const run = await runner.run(made)
      expect(run).to.include({runId: made.runId, state: 'unknown', status: 200, key: 'k'})
      expect(run.output).to.deep.equal({done: true})
      expect(run.input['pin']).to.match(/^sha256:/)
      expect(run.reason).to.match(/it ended \(succeeded\), and that cannot be written down: .*no such table/)
      unblock()
      expect((await runner.run(request({key: 'k'}))).runId).to.equal(made.runId)
      expect(server.seen).to.have.length(1)
    })
  })

  describe('before anything is written', () => {
    const nothingWasSent = async (act: Promise<unknown>, code: string, says: RegExp): Promise<void> => {
      const error = await opsErrorFrom(() => act)
      expect(error.code).to.equal(code)
      expect(error.message).to.match(says)
      expect(server.seen).to.have.length(0)
    }

    it('an unknown flow is named, with the nearest', async () => {
      await nothingWasSent(runOnce({flow: 'ofboard'}), 'OPS_FLOW_NOT_FOUND', /did you mean offboard/)
    })

    it('our own field in the input is refused', async () => {
      await nothingWasSent(runOnce({input: {_okta_ops: 1}}), 'OPS_FLOW_INPUT', /_okta_ops/)
    })

    it('a key that cannot be kept is refused', async () => {
      await nothingWasSent(runOnce({key: 'a\0b'}), 'OPS_FLOW_INPUT', /key/)
    })

    it('an input that does not meet its schema is refused, each fault with its place', async () => {
      const schema = {
        type: 'object',
        required: ['user'],
        additionalProperties: false,
        properties: {
          user: {type: 'string'},
          level: {enum: ['a', 'b']},
          manager: {type: 'object', required: ['id']},
        },
      }
      writeFileSync(path.join(home.path, 'schema.json'), JSON.stringify(schema))
      const source = {kind: 'user' as const, file: path.join(home.path, 'flows.yaml')}
      const checked = flow({inputSchema: 'schema.json', source})
      const input = {user: 5, level: 'c', manager: {}, extra: 1}
      await nothingWasSent(
        runOnce({input}, checked),
        'OPS_FLOW_INPUT',
        /\(extra\).*input\.user must be string.*input\.level.*"a","b".*input\.manager must have/,
      )
      expect((await runOnce({input: {user: 'x'}}, checked)).state).to.equal('succeeded')
    })

    it('a schema and an input that together take years are given up, and nothing is sent', async () => {
      const schema = {properties: {name: {type: 'string', pattern: '^(a+)+$'}}}
      writeFileSync(path.join(home.path, 'schema.json'), JSON.stringify(schema))
      const source = {kind: 'user' as const, file: path.join(home.path, 'flows.yaml')}
      const checked = flow({inputSchema: 'schema.json', source})
      const input = {name: `${'a'.repeat(40)}!`}
      await nothingWasSent(runOnce({input}, checked), 'OPS_FLOW_INPUT', /within 100 ms: a pattern/)
      expect((await runOnce({input: {name: 'aaa'}}, checked)).state).to.equal('succeeded')
    })

    it('a schema that checks later than now is none', async () => {
      const source = {kind: 'user' as const, file: path.join(home.path, 'flows.yaml')}
      const async = {$async: true, type: 'object', required: ['z']}
      for (const schema of [async, {...async, $async: 'yes'}, {properties: {user: async}}]) {
        writeFileSync(path.join(home.path, 'schema.json'), JSON.stringify(schema))
        await nothingWasSent(
          runOnce({}, flow({inputSchema: 'schema.json', source})),
          'OPS_FLOW_CONFIG',
          /schema\.json cannot be used.*async/,
        )
      }
    })

    it('a schema that is a device is refused', async () => {
      symlinkSync('/dev/zero', path.join(home.path, 'zero.json'))
      const source = {kind: 'user' as const, file: path.join(home.path, 'flows.yaml')}
      const flowOfIt = flow({inputSchema: 'zero.json', source})
      await nothingWasSent(runOnce({}, flowOfIt), 'OPS_FILE_UNREADABLE', /a device, not a file/)
    })

    it('a schema that is none is told', async () => {
      const source = {kind: 'user' as const, file: path.join(home.path, 'flows.yaml')}
      for (const text of ['{"type": 5}', 'secret words', '[]']) {
        writeFileSync(path.join(home.path, 'schema.json'), text)
        await nothingWasSent(
          runOnce({}, flow({inputSchema: 'schema.json', source})),
          'OPS_FLOW_CONFIG',
          /schema\.json cannot be used/,
        )
      }
      await nothingWasSent(
        runOnce({}, flow({inputSchema: 'none.json', source})),
        'OPS_FLOW_CONFIG',
        /no such file/,
      )
    })
  })
})
