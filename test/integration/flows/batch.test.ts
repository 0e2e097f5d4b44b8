import {expect} from 'chai'
import FlowsBatch, {type FlowsBatchResult} from '../../../src/commands/flows/batch.js'
import FlowsHistory from '../../../src/commands/flows/history.js'
import type {ShownStep} from '../../../src/lib/flows/batch/batch-result.js'
import type {ShownRun} from '../../../src/lib/flows/shown-run.js'
import {fakeMachine} from '../../support/fake-machine.js'
import {openFlowHouse, type FlowHouse} from '../../support/flow-house.js'
import type {FlowAnswer, SeenInvocation} from '../../support/flow-server.js'
import type {CommandOutcome, FakeContext} from '../../support/run-command.js'

describe('flows batch', () => {
  let house: FlowHouse
  /** What a flow does instead of answering with its input. */
  let instead: Record<string, (index: number, invocation: SeenInvocation) => FlowAnswer | undefined>
  beforeEach(async () => {
    instead = {}
    house = await openFlowHouse(
      {one: '', two: '', three: '', look: '', slow: 'statusFlow: look'},
      (flow, index, invocation) => {
        const {_okta_ops: own, ...input} = invocation.body
        return (
          instead[flow]?.(index, invocation) ?? {body: {got: own === undefined ? null : input, nr: index}}
        )
      },
    )
  })
  afterEach(() => house.close())

  const failing: FlowAnswer = {status: 422, headers: {'execution-id': 'e'}, body: {why: 'no'}}
  const throttled: FlowAnswer = {status: 429, headers: {'content-type': 'text/plain', 'retry-after': '7'}, body: 'Too many requests.'} // prettier-ignore
  const file = (steps: string, top = ''): string =>
    house.home.write('leavers.yaml', `version: 1\n${top}steps:\n${steps}`)
  const chain = '  - {id: a, flow: one, input: {user: mara}}\n  - {id: b, flow: two, input: {all: "${{ steps.a.output }}", user: "x-${{ steps.a.output.got.user }}"}}\n  - {id: c, flow: three, needs: [b]}\n' // prettier-ignore
  const run = (path: string, argv: readonly string[] = [], fake: FakeContext = {}): Promise<CommandOutcome> =>
    house.command(FlowsBatch, [path, ...argv], fake)
  /** With a clock that only waits move. */
  const fast = (): {machine: ReturnType<typeof fakeMachine>} => ({
    machine: fakeMachine(house.env, new Date()),
  })
  const resultOf = ({stdout}: CommandOutcome): FlowsBatchResult =>
    (JSON.parse(stdout) as {result: FlowsBatchResult}).result
  const states = (outcome: CommandOutcome): string =>
    (resultOf(outcome).steps as readonly ShownStep[]).map(({id, state}) => `${id}=${state}`).join(' ')
  const counts = (): readonly number[] => ['one', 'two', 'three'].map((flow) => house.sent(flow).length)

  it('puts the answer of one step into the next, types kept, and shows a table', async () => {
    const {stdout, stderr, exitCode} = await run(file(chain))
    expect(exitCode, stderr).to.equal(0)
    expect(house.inputs('two')).to.deep.equal([{all: {got: {user: 'mara'}, nr: 0}, user: 'x-mara'}])
    expect(stdout).to.match(
      /^STEP +FLOW +STATE +TRIES +TOOK +RUN +WHY\na +one +succeeded +1 +\d+ms +run_\w{26}\nb /,
    )
    expect(stderr).to.match(/^a: one, run run_\w{26}\na: succeeded\nb: two/)
    expect(stderr).to.match(/leavers: all of 3 steps succeeded\n$/)
  })

  it('answers machines, and the runs say which batch made them', async () => {
    const outcome = await run(file(chain, 'name: friday\n'), ['--json'])
    const {batch, steps} = resultOf(outcome)
    expect(batch).to.deep.include({name: 'friday', file: house.home.path + '/leavers.yaml'})
    expect(steps[0]).to.deep.include({
      id: 'a',
      flow: 'one',
      state: 'succeeded',
      tries: 1,
      output: {got: {user: 'mara'}, nr: 0},
    })
    const {runs} = (await house.command(FlowsHistory, ['--json'])).json().result as {
      runs: readonly ShownRun[]
    }
    expect(runs.map(({cause}) => cause)).to.deep.equal(Array(3).fill({kind: 'batch', name: 'friday'}))
  })

  for (const {name, answer, want, exitCode, code} of [
    {
      name: 'failed',
      answer: failing,
      want: 'a=failed b=skipped c=skipped d=succeeded',
      exitCode: 1,
      code: 'OPS_FLOW_FAILED',
    },
    {
      name: 'in doubt',
      answer: 'reset',
      want: 'a=unknown b=skipped c=skipped d=succeeded',
      exitCode: 7,
      code: 'OPS_FLOW_UNKNOWN',
    },
    {
      name: 'refused',
      answer: {status: 403, body: {errorCode: 'E0000006'}},
      want: 'a=refused b=skipped c=skipped d=succeeded',
      exitCode: 5,
      code: 'OPS_FLOW_REFUSED',
    },
  ] as const)
    it(`what needs a step that is ${name} is not begun, the rest is; exit ${exitCode}`, async () => {
      instead = {one: () => answer}
      const outcome = await run(file(`${chain}  - {id: d, flow: three}\n`), ['--json'])
      expect([outcome.exitCode, outcome.json().error?.code]).to.deep.equal([exitCode, code])
      expect(states(outcome)).to.equal(want)
      expect(counts()).to.deep.equal([1, 0, 1])
      const {message = '', next} = outcome.json().error ?? {}
      expect(message).to.match(/^leavers: 1 of 4 steps succeeded; a: /)
      const runId = /run_\w{26}/.exec(message)?.[0] ?? ''
      // Resuming sends what was refused again, and leaves what was answered as it is.
      expect(next).to.equal(
        {
          failed: `okta-ops flows retry ${runId}`,
          'in doubt': `okta-ops flows status ${runId}`,
          refused: 'okta-ops flows batch ~/leavers.yaml --resume',
        }[name],
      )
    })

  it('a step that may run twice is tried again by resuming', async () => {
    instead = {one: () => failing}
    const outcome = await run(file('  - {id: a, flow: one, retry: {max: 0, safe: true}}\n'), ['--json'])
    expect(outcome.json().error?.next).to.equal('okta-ops flows batch ~/leavers.yaml --resume')
  })

  it('the worst step gives the exit code', async () => {
    instead = {one: () => failing, two: () => 'reset'}
    const outcome = await run(file('  - {id: a, flow: one}\n  - {id: b, flow: two}\n'), ['--json'])
    expect([outcome.exitCode, states(outcome)]).to.deep.equal([7, 'a=failed b=unknown'])
  })

  it('[flows batch --stop-on-error] begins nothing more after a failure', async () => {
    instead = {one: () => failing}
    const path = file('  - {id: a, flow: one}\n  - {id: b, flow: two}\n')
    expect(states(await run(path, ['--sequential', '--stop-on-error', '--json']))).to.equal(
      'a=failed b=skipped',
    )
    expect(states(await run(path, ['--sequential', '--json', '--name', 'again']))).to.equal(
      'a=failed b=succeeded',
    )
  })

  describe('at the same time', () => {
    const six = Array.from({length: 6}, (_, index) => `  - {id: s${index}, flow: one}\n`).join('')
    let most: number
    beforeEach(() => {
      let now = 0
      most = 0
      instead = {
        one: () => {
          most = Math.max(most, ++now)
          const after = new Promise((resolve) => setTimeout(resolve, 150)).then(() => (now -= 1))
          return {after}
        },
      }
    })
    for (const {tag, argv, want} of [
      {tag: 'as many as four unless said', argv: [], want: 4},
      {tag: '[flows batch --parallel]', argv: ['--parallel', '2'], want: 2},
      {tag: '[flows batch --sequential]', argv: ['--sequential'], want: 1},
    ])
      it(`${tag}: ${want} of 6`, async () => {
        expect((await run(file(six), argv)).exitCode).to.equal(0)
        expect(most).to.equal(want)
      }).slow(2000)

    it('not both ways', async () => {
      expect((await run(file(six), ['--sequential', '--parallel', '2'])).exitCode).to.equal(2)
    })
  })

  it('[flows batch --dry-run] checks everything, shows the order, and sends and writes nothing', async () => {
    const path = file(chain)
    const dry = await run(path, ['--dry-run', '--json'])
    expect(resultOf(dry).steps).to.deep.equal([
      {id: 'a', flow: 'one', needs: [], wave: 1},
      {id: 'b', flow: 'two', needs: ['a'], wave: 2},
      {id: 'c', flow: 'three', needs: ['b'], wave: 3},
    ])
    expect((await run(path, ['--dry-run'])).stdout).to.match(
      /^WAVE +STEP +FLOW +NEEDS\n1 +a +one +-\n2 +b +two +a\n/,
    )
    const other = house.home.write('other.yaml', 'version: 1\nsteps:\n  - {id: a, flow: on}\n')
    const strange = await run(other, ['--dry-run', '--json'])
    expect([strange.exitCode, strange.json().error?.code]).to.deep.equal([2, 'OPS_FLOW_NOT_FOUND'])
    expect(house.server.seen).to.have.length(0)
    expect((await run(path, [])).exitCode).to.equal(0)
  })

  it('sends nothing at all when one of the flows is not there', async () => {
    const outcome = await run(file('  - {id: a, flow: one}\n  - {id: b, flow: nowhere}\n'))
    expect([outcome.exitCode, counts()]).to.deep.equal([2, [0, 0, 0]])
  })

  describe('a second start', () => {
    it('[flows batch --resume] is needed, and does only what is left', async () => {
      instead = {two: (index) => (index === 0 ? {status: 403, body: {errorCode: 'E0000006'}} : undefined)}
      const path = file(chain)
      expect((await run(path)).exitCode).to.equal(5)
      const refused = await run(path, ['--json'])
      expect([refused.exitCode, refused.json().error?.code]).to.deep.equal([9, 'OPS_BATCH_BEGUN'])
      expect(refused.json().error?.next).to.equal('okta-ops flows batch ~/leavers.yaml --resume')
      const resumed = await run(path, ['--resume', '--json'])
      expect([resumed.exitCode, states(resumed)]).to.deep.equal([0, 'a=succeeded b=succeeded c=succeeded'])
      expect((resultOf(resumed).steps as readonly ShownStep[]).map(({tries}) => tries)).to.deep.equal([
        0, 1, 1,
      ])
      expect(house.inputs('two')[1]).to.deep.include({user: 'x-mara'})
      expect(counts()).to.deep.equal([1, 2, 1])
    })

    it('[flows batch --name] makes it another batch', async () => {
      const path = file(chain)
      await run(path)
      expect((await run(path, ['--name', 'week-48'])).exitCode).to.equal(0)
      expect((await run(path, ['--name', 'week-48'])).exitCode).to.equal(9)
      expect(counts()).to.deep.equal([2, 2, 2])
    })

    it('repeats no failure and nothing that is in doubt', async () => {
      instead = {one: () => failing, two: () => 'reset'}
      const path = file('  - {id: a, flow: one}\n  - {id: b, flow: two}\n')
      await run(path)
      instead = {}
      const resumed = await run(path, ['--resume', '--json'])
      expect([resumed.exitCode, states(resumed)]).to.deep.equal([7, 'a=failed b=unknown'])
      expect(counts()).to.deep.equal([1, 1, 0])
    })

    it('a file that was edited in the middle is refused: it would repeat what was answered', async () => {
      instead = {two: (index) => (index === 0 ? 'reset' : undefined)}
      expect((await run(file(chain))).exitCode).to.equal(7)
      for (const argv of [['--resume'], []]) {
        const edited = await run(file(`# mended\n${chain}`), [...argv, '--json'])
        expect([edited.exitCode, edited.json().error?.code]).to.deep.equal([9, 'OPS_BATCH_BEGUN'])
        expect(edited.json().error?.message).to.match(
          /another content of the file: 2 steps were begun, 1 succ/,
        )
        expect(edited.json().error?.next).to.match(/ --name leavers-2$/)
      }
      expect(counts()).to.deep.equal([1, 1, 0])
      expect((await run(file('  - {id: other, flow: three}\n'))).exitCode).to.equal(0)
      expect((await run(file(`# mended\n${chain}`))).exitCode).to.equal(9)
      expect((await run(file(`# mended\n${chain}`), ['--name', 'leavers-2'])).exitCode).to.equal(0)
    })

    it('a file that was edited after all of it had succeeded is another batch', async () => {
      expect((await run(file(chain))).exitCode).to.equal(0)
      expect((await run(file(`# next week\n${chain}`))).exitCode).to.equal(0)
      expect(counts()).to.deep.equal([2, 2, 2])
    })

    it('waits for a step that goes on in Okta', async () => {
      instead = {look: () => ({body: {found: true, state: 'running'}})}
      const path = file('  - {id: a, flow: slow, timeout: 3s}\n  - {id: b, flow: one, needs: a}\n')
      const first = await run(path, ['--json'], fast())
      expect([first.exitCode, states(first)]).to.deep.equal([8, 'a=running b=skipped'])
      instead = {look: () => ({body: {found: true, state: 'succeeded', output: 4}})}
      const resumed = await run(path, ['--resume', '--json'], fast())
      expect([resumed.exitCode, states(resumed)]).to.deep.equal([0, 'a=succeeded b=succeeded'])
      expect(house.sent('slow')).to.have.length(1)
    })

    it('does not make up an input from an answer that the journal has only the beginning of', async () => {
      const refusal: FlowAnswer = {status: 403, body: {errorCode: 'E0000006'}}
      instead = {
        one: () => ({body: {long: 'x'.repeat(70_000)}}),
        two: (index) => (index === 0 ? refusal : undefined),
      }
      const steps = '  - {id: a, flow: one}\n  - {id: b, flow: two}\n'
      const long = '{x: "${{ steps.a.output.long }}"}'
      const path = file(`${steps}  - {id: c, flow: three, needs: b, input: ${long}}\n`)
      expect(states(await run(path, ['--json']))).to.equal('a=succeeded b=refused c=skipped')
      const resumed = await run(path, ['--resume', '--json'])
      expect(states(resumed)).to.equal('a=succeeded b=succeeded c=refused')
      expect(resumed.json().error?.message).to.match(
        /c: the journal has only the beginning of what a answered/,
      )
      expect(
        (await run(file(`${steps}  - {id: c, flow: three, input: ${long}}\n`), ['--name', 'whole'])).exitCode,
      ).to.equal(0)
      expect(house.inputs('three')[0]?.['x']).to.have.length(70_000)
    })
  })

  describe('batch.yaml', () => {
    it('[batch.yaml version] [batch.yaml name] is what it is called, else the file', async () => {
      expect(resultOf(await run(file(chain, 'name: friday\n'), ['--dry-run', '--json'])).batch.name).to.equal(
        'friday',
      )
      expect(resultOf(await run(file(chain), ['--dry-run', '--json'])).batch.name).to.equal('leavers')
      const outcome = await run(house.home.write('other.yaml', 'version: 2\nsteps: [{id: a, flow: one}]\n'), [
        '--json',
      ])
      expect(outcome.json().error?.code).to.equal('OPS_YAML')
    })

    it('[batch.yaml steps[].id] [batch.yaml steps[].flow] [batch.yaml steps[].input]', async () => {
      await run(file('  - {id: first, flow: one, input: {n: 1}}\n  - {id: second, flow: two}\n'))
      expect(house.inputs('one')).to.deep.equal([{n: 1}])
      expect(house.inputs('two')).to.deep.equal([{}])
      const [key, other] = ['one', 'two'].map(
        (flow) => (house.sent(flow)[0]?.body['_okta_ops'] as {key: string}).key,
      )
      expect([key?.split(' ')[2], other?.split(' ')[2]]).to.deep.equal(['first', 'second'])
    })

    it('[batch.yaml steps[].needs] makes one wait for the other', async () => {
      const order = async (needs: string): Promise<readonly string[]> => {
        await run(file(`  - {id: a, flow: one${needs}}\n  - {id: b, flow: two}\n`), ['--sequential'])
        return house.server.seen.slice(-2).map(({alias}) => alias)
      }
      expect(await order('')).to.deep.equal(['alias-of-one', 'alias-of-two'])
      expect(await order(', needs: [b]')).to.deep.equal(['alias-of-two', 'alias-of-one'])
    })

    it('[batch.yaml steps[].retry.max] [batch.yaml steps[].retry.safe] a failure again only where that is safe', async () => {
      instead = {one: (index) => (index < 2 ? failing : undefined)}
      const step = (retry: string): Promise<CommandOutcome> =>
        run(file(`  - {id: a, flow: one, retry: ${retry}}\n`), ['--json', '--name', retry], fast())
      expect([(await step('{max: 2}')).exitCode, counts()[0]]).to.deep.equal([1, 1])
      expect([(await step('{max: 0, safe: true}')).exitCode, counts()[0]]).to.deep.equal([1, 2])
      instead = {one: (index) => (index < 4 ? failing : undefined)}
      const outcome = await step('{max: 2, safe: true}')
      expect([outcome.exitCode, counts()[0]]).to.deep.equal([0, 5])
      expect((resultOf(outcome).steps[0] as ShownStep).tries).to.equal(3)
    })

    it('one in doubt again where that is safe', async () => {
      instead = {one: (index) => (index === 0 ? 'reset' : undefined)}
      const outcome = await run(
        file('  - {id: a, flow: one, retry: {max: 1, safe: true}}\n'),
        ['--json'],
        fast(),
      )
      expect([outcome.exitCode, counts()[0]]).to.deep.equal([0, 2])
    })

    it('[batch.yaml steps[].retry.backoff] is the first pause, and doubles; Okta may ask for more', async () => {
      instead = {one: (index) => (index < 2 ? failing : index === 2 ? throttled : undefined)}
      const slow = fast()
      await run(file('  - {id: a, flow: one, retry: {max: 5, backoff: 2s, safe: true}}\n'), [], slow)
      expect(slow.machine.slept).to.deep.equal([2000, 4000, 8000])
      instead = {one: (index) => (index === 4 ? throttled : undefined)}
      const asked = fast()
      await run(file('  - {id: a, flow: one, retry: {max: 5, backoff: 1s}}\n'), [], asked)
      expect(asked.machine.slept).to.deep.equal([7000])
    })

    it('[batch.yaml steps[].timeout] is how long to wait for the answer', async () => {
      instead = {one: () => 'silent'}
      const outcome = await run(file('  - {id: a, flow: one, timeout: 200ms}\n'), ['--json'])
      expect([outcome.exitCode, states(outcome)]).to.deep.equal([7, 'a=unknown'])
    })

    it('[batch.yaml steps[].secret_inputs] are a hash in the journal', async () => {
      const inputs = async (secrets: string): Promise<unknown> => {
        await run(file(`  - {id: a, flow: one, input: {pin: hunter2}${secrets}}\n`))
        return ((await house.command(FlowsHistory, ['--json'])).json().result as {runs: readonly ShownRun[]})
          .runs[0]?.input
      }
      expect(await inputs('')).to.deep.equal({pin: 'hunter2'})
      expect(JSON.stringify(await inputs(', secret_inputs: [pin]'))).to.match(
        /^\{"pin":"sha256:[0-9a-f]{64}"\}$/,
      )
      expect(house.inputs('one')[1]).to.deep.equal({pin: 'hunter2'})
    })

    it('a placeholder with nothing to show stops its step before anything is sent', async () => {
      const outcome = await run(file('  - {id: a, flow: one}\n  - {id: b, flow: two, input: {x: "${{ steps.a.output.ticket }}"}}\n'), ['--json']) // prettier-ignore
      expect([outcome.exitCode, states(outcome)]).to.deep.equal([1, 'a=succeeded b=refused'])
      expect(outcome.json().error?.message).to.match(/there is no steps\.a\.output\.ticket/)
    })
  })

  it('[flows batch --flows] takes the flows of a project, [flows batch --org] which one org vouches for', async () => {
    const path = file('  - {id: a, flow: one}\n')
    const project = house.home.write('team/flows.yaml', house.home.read('config/flows.yaml'))
    house.home.write('config/flows.yaml', 'version: 1\n')
    expect((await run(path)).exitCode).to.equal(2)
    const vouched = {
      machine: fakeMachine({
        ...house.env,
        OKTA_CLIENT_ORGURL: house.server.url,
        OKTA_CLIENT_TOKEN: 'synthetic',
      }),
    }
    expect((await run(path, ['--flows', project], vouched)).exitCode).to.equal(0)
    const nobody = await run(path, ['--flows', project, '--org', 'nobody', '--json'], vouched)
    expect(nobody.json().error?.code).to.equal('OPS_ORG_NOT_FOUND')
  })
})
