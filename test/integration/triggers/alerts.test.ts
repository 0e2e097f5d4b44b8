import {expect} from 'chai'
import {readFileSync} from 'node:fs'
import os from 'node:os'
import TriggersRun from '../../../src/commands/triggers/run.js'
import type {JsonObject} from '../../../src/lib/shared/json.js'
import {withTriggerStore} from '../../../src/lib/triggers/journal/trigger-store.js'
import {startLoopbackServer, type LoopbackServer} from '../../support/loopback-server.js'
import {runCommand, type CommandOutcome, type FakeContext} from '../../support/run-command.js'
import {logEvent, offboardRule, openTriggerHouse, type TriggerHouse} from '../../support/trigger-house.js'
import {planFor, seen} from '../../support/trigger-work.js'

const minute = 60_000

describe('alerts of triggers run', () => {
  let house: TriggerHouse
  let slack: LoopbackServer
  let slackStatus: number
  /** Logins whose flow fails. */
  let failing: readonly string[]

  beforeEach(async () => {
    slackStatus = 200
    failing = ['e1']
    house = await openTriggerHouse(({body}) => {
      const {key} = body['_okta_ops'] as {readonly key: string}
      return failing.some((uuid) => key === `offboard:${uuid}`)
        ? {status: 500, headers: {'x-execution-id': 'x-1'}}
        : {body: {done: true}}
    })
    slack = await startLoopbackServer(() => ({status: slackStatus}))
  })
  afterEach(async () => {
    await Promise.all([house.close(), slack.close()])
  })

  const after = (minutes: number): FakeContext => ({
    machine: {
      ...house.machine,
      env: {...house.env, SLACK_HOOK: `${slack.url}/services/hush-hush`},
      now: () => new Date(Date.now() + minutes * minute),
    },
  })
  const act = (uuids: readonly string[], argv: readonly string[], fake = after(0)): Promise<CommandOutcome> =>
    runCommand(
      TriggersRun,
      [
        '--rules',
        house.rules(offboardRule),
        '--events',
        house.eventsFile(uuids.map((uuid) => logEvent(uuid))),
        ...argv,
      ],
      fake,
    )
  const toSlack = ['--alert-slack', 'env:SLACK_HOOK']
  const told = (): string[] =>
    slack.seen.map(({body}) => (JSON.parse(body.toString()) as {text: string}).text.split(': ')[1] ?? '')

  it('names this machine as people do', async () => {
    await act(['e1'], ['--alert-dead-letters', '1', ...toSlack])
    expect(slack.seen[0]?.body.toString()).to.include(
      `okta-ops triggers, ${os.hostname()}: alert: 1 dead letter`,
    )
  })

  it('[triggers run --alert-dead-letters] tells from that many on', async () => {
    await act(['e1'], ['--alert-dead-letters', '2', ...toSlack])
    expect(told()).to.deep.equal([])
    await act([], ['--alert-dead-letters', '1', ...toSlack])
    expect(told()).to.deep.equal(['alert'])
  })

  it('[triggers run --alert-slack] is told once when it begins, each hour, and once when it is over', async () => {
    const argv = ['--alert-dead-letters', '1', ...toSlack]
    const outcome = await act(['e1'], argv)
    expect(JSON.parse(slack.seen[0]?.body.toString() ?? '')).to.include({mrkdwn: false})
    expect(outcome.stdout + outcome.stderr).not.to.contain('hush')
    await act([], argv, after(5))
    await act([], argv, after(61))
    await act([], argv, after(65))
    await withTriggerStore(house.machine, (store) => store.drop(1, new Date()))
    await act([], argv, after(66))
    await act([], argv, after(67))
    expect(told()).to.deep.equal(['alert', 'alert, still (for 1h 01m)', 'over after 1h 06m'])
  })

  it('[triggers run --alert-command] is told by JSON on stdin, and gets no secret', async () => {
    const script = house.home.write(
      'told.mjs',
      `import fs from 'node:fs'
       fs.writeFileSync(process.argv[2], JSON.stringify({said: JSON.parse(fs.readFileSync(0, 'utf8')), env: Object.keys(process.env)}))`,
    )
    const file = `${house.home.path}/told.json`
    const command = JSON.stringify([process.execPath, script, file])
    await act(['e1'], ['--alert-dead-letters', '1', '--alert-command', command, ...toSlack])
    const {said, env} = JSON.parse(readFileSync(file, 'utf8')) as {said: JsonObject; env: string[]}
    expect(said).to.include({alert: 'dead-letters', news: 'begun', value: 1, limit: 1})
    expect(env).to.include('HOME').and.not.include('SLACK_HOOK').and.not.include('OKTA_API_TOKEN')
    expect(told()).to.deep.equal(['alert'])
  })

  it('[triggers run --alert-failure-rate] is of the runs that ended', async () => {
    failing = ['e1', 'e2']
    const events = ['e1', 'e2', 'e3', 'e4', 'e5']
    await act(events, ['--alert-failure-rate', '50%', ...toSlack])
    expect(told()).to.deep.equal([])
    await act([], ['--alert-failure-rate', '40%', ...toSlack])
    expect(told()).to.deep.equal(['alert'])
    expect(slack.seen[0]?.body.toString())
      .to.contain('40% of the runs of the last 15m')
      .and.contain('(offboard 2)')
  })

  it('[triggers run --alert-window] is how far back that looks', async () => {
    failing = ['e1', 'e2']
    await act(['e1', 'e2', 'e3', 'e4', 'e5'], [])
    const limit = ['--alert-failure-rate', '40%', ...toSlack]
    await act([], limit, after(20))
    expect(told()).to.deep.equal([])
    await act([], [...limit, '--alert-window', '30m'], after(20))
    expect(told()).to.deep.equal(['alert'])
  })

  it('[triggers run --alert-lag] tells that due work has waited for so long', async () => {
    const plan = (uuid: string): Promise<unknown> =>
      withTriggerStore(house.machine, (store) =>
        store.plan([planFor(seen(uuid))], {now: new Date(Date.now() - 10 * minute), org: ''}),
      )
    // The first look comes before anything is begun.
    const atOnce: FakeContext = {
      ...after(0),
      every: (_ms, work) => {
        work()
        return () => undefined
      },
    }
    await plan('e8')
    await act([], ['--alert-lag', '20m', ...toSlack], atOnce)
    expect(told()).to.deep.equal([])
    await plan('e9')
    await act([], ['--alert-lag', '5m', ...toSlack], atOnce)
    expect(told()).to.deep.equal(['alert', 'over after 0s'])
    expect(slack.seen[0]?.body.toString()).to.contain('events is 10m behind')
  })

  it('what cannot be told is a warning, and told later', async () => {
    const argv = ['--alert-dead-letters', '1', ...toSlack]
    slackStatus = 503
    const outcome = await act(['e1'], argv)
    expect([outcome.exitCode, outcome.stderr]).to.satisfy(
      ([code, said]: [number, string]) =>
        code === 1 && said.includes('could not be told by slack: Slack answered 503'),
    )
    slackStatus = 200
    await act([], argv)
    expect(slack.seen, 'left alone for a minute').to.have.length(1)
    await act([], argv, after(2))
    expect(told()).to.deep.equal(['alert', 'alert'])
    await act([], argv, after(3))
    expect(slack.seen).to.have.length(2)
  })

  it('what one process is telling, another does not tell', async () => {
    await withTriggerStore(house.machine, (store) => {
      const now = new Date()
      const key = {alert: 'x', place: 'slack'}
      const claim = () =>
        store.claimNews(key, () => ({state: {since: now}, news: 'begun'}), {
          now,
          heldUntil: new Date(now.getTime() + minute),
        })
      expect([claim(), claim()]).to.deep.equal([{news: 'begun', since: now}, undefined])
    })
  })

  for (const {name, argv, want} of [
    {name: 'a limit and nobody to tell', argv: ['--alert-lag', '5m'], want: /nobody is told/},
    {name: 'somebody to tell and no limit', argv: toSlack, want: /nothing is watched/},
    {name: 'no duration', argv: ['--alert-lag', 'soon', ...toSlack], want: /--alert-lag is not a duration/},
    {name: 'a window of nothing', argv: ['--alert-window', '5m', ...toSlack], want: /alert-failure-rate/},
    {
      name: 'a secret instead of a reference',
      argv: ['--alert-lag', '5m', '--alert-slack', 'https://hooks.slack.com/services/hush'],
      want: /takes where the secret is/,
    },
    {
      name: 'an open quote',
      argv: ['--alert-lag', '5m', '--alert-command', '"x'],
      want: /a quote is not closed/,
    },
  ])
    it(`refuses ${name} before anything is done`, async () => {
      const outcome = await act(['e1'], [...argv, '--json'])
      expect(outcome.exitCode).to.equal(2)
      expect(outcome.json().error?.message).to.match(want).and.not.contain('hush')
      expect(house.flows.seen).to.deep.equal([])
    })

  it('standard input is not read twice', async () => {
    const argv = [
      '--rules',
      house.rules(offboardRule),
      '--events',
      '-',
      '--alert-slack',
      '-',
      '--alert-lag',
      '5m',
    ]
    expect((await runCommand(TriggersRun, argv, after(0))).exitCode).to.equal(2)
  })
})
