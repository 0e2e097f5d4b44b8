import {expect} from 'chai'
import TriggersRun from '../../../src/commands/triggers/run.js'
import {withRuns} from '../../../src/lib/flows/journal/with-runs.js'
import type {JsonObject} from '../../../src/lib/shared/json.js'
import {withTriggerStore} from '../../../src/lib/triggers/journal/trigger-store.js'
import {freePort} from '../../support/free-port.js'
import type {FlowAnswer, SeenInvocation} from '../../support/flow-server.js'
import {runCommand, type CommandOutcome} from '../../support/run-command.js'
import {logEvent, offboardRule, openTriggerHouse, type TriggerHouse} from '../../support/trigger-house.js'

describe('triggers run', () => {
  let house: TriggerHouse
  let answer: (invocation: SeenInvocation, index: number) => FlowAnswer

  beforeEach(async () => {
    answer = () => ({body: {done: true}})
    house = await openTriggerHouse((invocation, index) => answer(invocation, index))
  })
  afterEach(() => house.close())

  const run = (...argv: string[]): Promise<CommandOutcome> =>
    runCommand(TriggersRun, ['--rules', house.rules(offboardRule), ...argv], {machine: house.machine})
  const lines = ({stdout}: CommandOutcome): JsonObject[] =>
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as JsonObject)
  const states = (): Promise<string[]> =>
    withTriggerStore(house.machine, (store) => store.find({}).map(({work}) => `${work.event} ${work.state}`))

  describe('on given events', () => {
    it('[triggers run --events] runs the flow once for each, whatever comes again', async () => {
      const file = house.eventsFile([logEvent('e1'), logEvent('e2'), logEvent('e1')])
      const first = await run('--events', file)
      expect(first.exitCode).to.equal(0)
      expect(first.stdout).to.match(/offboard {2}offboarding succeeded .* event e1 {2}run_/)
      expect(first.stderr).to.match(/2 succeeded/)
      await run('--events', file)
      expect(house.arrived()).to.deep.equal({'offboard:e1': 1, 'offboard:e2': 1})
      expect(house.org.seen).to.deep.equal([])
    })

    it('prints a JSON object a run under --json, the envelope last', async () => {
      const outcome = await run('--events', house.eventsFile([logEvent('e1')]), '--json')
      const [report, envelope] = lines(outcome)
      expect(report).to.include({rule: 'offboard', event: 'e1', flow: 'offboarding', state: 'succeeded'})
      expect(envelope).to.deep.include({
        ok: true,
        result: {succeeded: 1, failed: 0, unknown: 0, again: 0, pending: 0, deadLetters: 0},
      })
    })

    it('answers for what it did: 1 when a run failed, 7 when one is in doubt', async () => {
      answer = () => ({status: 500, headers: {'x-execution-id': 'x-1'}})
      expect((await run('--events', house.eventsFile([logEvent('e1')]))).exitCode).to.equal(1)
      answer = () => 'reset'
      expect((await run('--events', house.eventsFile([logEvent('e2')]))).exitCode).to.equal(7)
      expect(await states()).to.deep.equal(['e2 unknown', 'e1 failed'])
    })

    it('says which line is no event, and keeps the events before it for the next run', async () => {
      const file = house.home.write('events.ndjson', `\uFEFF${JSON.stringify(logEvent('e1'))}\n[1]\n`)
      const outcome = await run('--events', file)
      expect(outcome.exitCode).to.equal(2)
      expect(outcome.stderr).to.match(/events\.ndjson:2 is not an event/)
      const endless = await run('--events', '/dev/zero')
      expect(endless.exitCode).to.equal(2)
      expect(endless.stderr).to.include('cannot read /dev/zero: line 1 is longer than 16 MiB')
      await run('--events', house.eventsFile([]))
      expect(house.flows.seen).to.have.length(1)
      expect(await states()).to.deep.equal(['e1 succeeded'])
    })

    it('names flows that nobody knows before they are needed', async () => {
      const rules = house.rules(offboardRule.replace('offboarding', 'nowhere'))
      const outcome = await runCommand(
        TriggersRun,
        ['--rules', rules, '--events', house.eventsFile([logEvent('e1')])],
        {machine: house.machine},
      )
      expect(outcome.stderr).to.match(/warning: the rule offboard runs the flow nowhere/)
      expect(await states()).to.deep.equal(['e1 failed'])
    })

    it('names flows of a project that would be refused, and why', async () => {
      const rules = house.rules(offboardRule.replace('offboarding', 'nowhere'))
      const project = house.home.write(
        'project.yaml',
        'version: 1\nflows: {nowhere: {invokeUrl: "https://elsewhere.workflows.okta.com/api/flo/40112233445566778899aabbccddeef/invoke"}}\n',
      )
      const outcome = await runCommand(
        TriggersRun,
        ['--rules', rules, '--flows', project, '--events', house.eventsFile([])],
        {machine: house.machine},
      )
      expect(outcome.stderr).to.match(/the flow nowhere of the project, which would be refused: \S/)
      expect(outcome.stderr).to.not.include('not known')
    })

    it('[triggers run --flows] takes flows of a project of this org too', async () => {
      const project = house.home.write(
        'project.yaml',
        `version: 1\nflows: {nowhere: {invokeUrl: "${house.flows.invokeUrl('40112233445566778899aabbccddeef')}"}}\n`,
      )
      const rules = house.rules(offboardRule.replace('offboarding', 'nowhere'))
      const argv = ['--rules', rules, '--events', house.eventsFile([logEvent('e1')])]
      const machine = {...house.machine, env: {...house.env, OKTA_ORG_URL: house.flows.url}}
      await runCommand(TriggersRun, [...argv, '--flows', project], {machine})
      expect(house.flows.seen.map(({alias}) => alias)).to.deep.equal(['40112233445566778899aabbccddeef'])
    })

    it('[triggers run --keep] removes what ended before then, from both journals, and does none of it again', async () => {
      const runIds = (): Promise<string[]> =>
        withRuns(house.machine, ({history}) => history.find({limit: 10}).map(({runId}) => runId))
      const later = (days: number, ...argv: string[]): Promise<CommandOutcome> =>
        runCommand(TriggersRun, ['--rules', house.rules(offboardRule), ...argv], {
          machine: {...house.machine, now: () => new Date(Date.now() + days * 86_400_000)},
        })
      await run('--events', house.eventsFile([logEvent('e1'), logEvent('e2')]))
      await later(40, '--events', house.eventsFile([logEvent('e3')]))
      await later(100, '--events', house.eventsFile([]), '--keep', 'forever')
      expect([(await states()).length, (await runIds()).length]).to.deep.equal([3, 3])
      await later(100, '--events', house.eventsFile([]))
      expect([(await states()).length, (await runIds()).length]).to.deep.equal([1, 1])
      await later(100, '--events', house.eventsFile([logEvent('e1'), logEvent('e2'), logEvent('e3')]))
      expect(house.arrived()).to.deep.equal({'offboard:e1': 1, 'offboard:e2': 1, 'offboard:e3': 1})
      await later(100, '--events', house.eventsFile([logEvent('e4')]))
      await later(100, '--events', house.eventsFile([]), '--keep', '59d12h')
      expect(await states()).to.deep.equal(['e4 succeeded'])
    })

    it('[triggers run --keep] is a day at least', async () => {
      for (const keep of ['23h', '0d', 'never']) {
        const outcome = await run('--events', house.eventsFile([logEvent('e1')]), '--keep', keep)
        expect(outcome.exitCode).to.equal(2)
      }
      expect(await states()).to.deep.equal([])
    })

    it('[triggers run --parallel] has no more runs on their way at once', async () => {
      let [now, most] = [0, 0]
      answer = () => {
        most = Math.max(most, ++now)
        // Each waits for the second one, so that there is time for a third.
        return {
          after: house.flows
            .count(2)
            .then(() => new Promise(setImmediate))
            .then(() => now--),
        }
      }
      const events = house.eventsFile(['e1', 'e2', 'e3', 'e4', 'e5'].map((uuid) => logEvent(uuid)))
      await run('--events', events, '--parallel', '2')
      expect([most, house.flows.seen.length]).to.deep.equal([2, 5])
      now = most = 0
      await run(
        '--events',
        house.eventsFile(['f1', 'f2', 'f3'].map((uuid) => logEvent(uuid))),
        '--parallel',
        '1',
      )
      expect(most).to.equal(1)
    })
  })

  describe('on the System Log', () => {
    it('[triggers run --once] acts on what is there, and goes on there the next time', async () => {
      house.log.push(logEvent('e1'), logEvent('x', {eventType: 'user.session.start'}))
      const first = await run('--once')
      expect([first.exitCode, first.stderr]).to.satisfy(
        ([code, said]: [number, string]) => code === 0 && said.includes('1 succeeded'),
      )
      house.log.push(logEvent('e2'))
      await run('--once')
      expect(house.arrived()).to.deep.equal({'offboard:e1': 1, 'offboard:e2': 1})
      expect(house.org.seen.at(-1)).to.match(/after=2/)
    })

    it('[triggers run --name] keeps a place for each name; what is read twice is done once', async () => {
      house.log.push(logEvent('e1'))
      await run('--once')
      await run('--once', '--name', 'second')
      expect(house.org.seen.filter((request) => request.includes('since='))).to.have.length(2)
      expect(house.arrived()).to.deep.equal({'offboard:e1': 1})
    })

    it('[triggers run --since] begins there where there is no place yet', async () => {
      await run('--once', '--since', '2026-11-20T10:00:00Z')
      expect(house.org.seen[0]).to.include('since=2026-11-20T10%3A00%3A00')
    })

    it('[triggers run --interval] is checked before anything is asked', async () => {
      const outcome = await run('--once', '--interval', '1s', '--json')
      expect(outcome.json().error?.next).to.equal('okta-ops triggers run --help')
      expect(outcome.stderr).to.not.include('following')
      expect(outcome.exitCode).to.equal(2)
      expect(house.org.seen).to.deep.equal([])
    })

    it('[triggers run --org] reads the org of that name', async () => {
      house.home.write(
        'config/orgs.yaml',
        `version: 1\norgs:\n  other: {url: "${house.org.url}", apiToken: "env:OTHER_TOKEN"}\n`,
      )
      const machine = {
        ...house.machine,
        env: {...house.env, OTHER_TOKEN: 'halyard-other', OKTA_ORG_URL: 'http://127.0.0.1:9'},
      }
      const outcome = await runCommand(
        TriggersRun,
        ['--rules', house.rules(offboardRule), '--once', '--org', 'other'],
        {machine},
      )
      expect(outcome.exitCode).to.equal(0)
      expect(house.org.requests[0]?.headers.authorization).to.equal('SSWS halyard-other')
    })
  })

  it('[triggers run --rate-share] is a share', async () => {
    expect((await run('--once', '--rate-share', '0%')).exitCode).to.equal(2)
    expect((await run('--once', '--rate-share', '10%')).exitCode).to.equal(0)
  })

  it('[triggers run --metrics] serves figures of the journal and of the log while it runs', async () => {
    const port = await freePort()
    let figures = 'nobody listens'
    answer = () => ({
      after: fetch(`http://127.0.0.1:${port}/metrics`).then(
        async (response) => (figures = await response.text()),
        () => undefined,
      ),
    })
    house.log.push(logEvent('e1'))
    await run('--once')
    expect(figures).to.equal('nobody listens')
    house.log.push(logEvent('e2'))
    const outcome = await run('--once', '--metrics', String(port))
    expect(outcome.stderr).to.include(`metrics: http://127.0.0.1:${port}/metrics`)
    expect(figures)
      .to.include('okta_ops_triggers_work{rule="offboard",state="running"} 1\n')
      .and.include('okta_ops_triggers_in_flight 1\n')
      .and.include('okta_ops_logs_pages_total{source="triggers-main",sink="triggers"} 1\n')
  })

  it('[triggers run --rules] reads the rules that are named, and fails before anything when they are wrong', async () => {
    const wrong = house.home.write('wrong.yaml', 'version: 1\nrules: [{id: x}]\n')
    const outcome = await runCommand(TriggersRun, ['--rules', wrong, '--once', '--json'], {
      machine: house.machine,
    })
    expect(outcome.json().error?.code).to.equal('OPS_YAML')
    expect(house.org.seen).to.deep.equal([])
  })
})
