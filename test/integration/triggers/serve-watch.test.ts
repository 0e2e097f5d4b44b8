import {expect} from 'chai'
import {existsSync, readFileSync} from 'node:fs'
import path from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'
import TriggersServe from '../../../src/commands/triggers/serve.js'
import {freePort} from '../../support/free-port.js'
import {deliveryOf, hookSecret, postDelivery, whenAnswered} from '../../support/hook-caller.js'
import {startLoopbackServer, type LoopbackServer} from '../../support/loopback-server.js'
import {runCommand, type CommandOutcome} from '../../support/run-command.js'
import {logEvent, offboardRule, openTriggerHouse, type TriggerHouse} from '../../support/trigger-house.js'

describe('triggers serve, watched', () => {
  let house: TriggerHouse
  let slack: LoopbackServer
  let [port, url] = [0, '']

  beforeEach(async () => {
    // Each flow but that of an event called good fails.
    house = await openTriggerHouse(({body}) =>
      JSON.stringify(body).includes('offboard:good') ? {} : {status: 500, headers: {'x-execution-id': 'x-1'}},
    )
    slack = await startLoopbackServer(() => ({status: 200}))
    port = await freePort()
    url = `http://127.0.0.1:${port}/okta-events`
  })
  afterEach(async () => {
    await Promise.all([house.close(), slack.close()])
  })

  const every = (_ms: number, work: () => void): (() => void) => {
    const timer = setInterval(work, 10)
    return () => {
      clearInterval(timer)
    }
  }
  const start = (...argv: string[]): Promise<CommandOutcome> =>
    runCommand(
      TriggersServe,
      ['--rules', house.rules(offboardRule), '--port', String(port), '--secret', 'env:HOOK_SECRET', ...argv],
      {
        every,
        machine: {
          ...house.machine,
          env: {...house.env, HOOK_SECRET: hookSecret, SLACK_HOOK: `${slack.url}/services/hush-hush`},
        },
      },
    )
  const serve = async (argv: readonly string[], work: () => Promise<unknown>): Promise<CommandOutcome> => {
    const served = start(...argv)
    await Promise.race([whenAnswered(url), served])
    try {
      await work()
    } finally {
      process.emit('SIGTERM', 'SIGTERM')
    }
    return served
  }
  const post = (...uuids: string[]): Promise<unknown> =>
    postDelivery(
      url,
      deliveryOf(
        uuids.map((uuid) => logEvent(uuid)),
        uuids.join(),
      ),
    )
  const toSlack = ['--alert-slack', 'env:SLACK_HOOK']
  const told = async (): Promise<void> => {
    while (slack.seen.length === 0) await delay(10)
  }

  it('[triggers serve --metrics] serves figures of the journal and of the log', async () => {
    const figuresPort = await freePort()
    await serve(['--metrics', String(figuresPort)], async () => {
      await post('e1')
      await house.flows.count(1)
      while (house.org.seen.length === 0) await delay(10)
      const read = async (): Promise<string> =>
        (await fetch(`http://127.0.0.1:${figuresPort}/metrics`)).text()
      while (!(await read()).includes('okta_ops_triggers_work{rule="offboard",state="failed"} 1\n'))
        await delay(10)
      expect(await read()).to.include('source="triggers-hooks"')
    })
  })

  it('[triggers serve --alert-dead-letters] [triggers serve --alert-slack] tells when so many are there', async () => {
    const watched = ['--alert-dead-letters', '2', ...toSlack]
    const {stderr} = await serve(watched, async () => {
      await post('e1')
      await house.flows.count(1)
      await post('good')
      await house.flows.count(2)
      expect(slack.seen).to.have.length(0)
      await post('e2')
      await told()
    })
    expect(stderr).to.not.include('hush-hush')
  })

  it('[triggers serve --alert-failure-rate] tells of runs that fail', async () => {
    await serve(['--alert-failure-rate', '50%', ...toSlack], async () => {
      await post('e1', 'e2', 'e3', 'e4', 'e5', 'e6', 'e7', 'e8', 'e9', 'e10')
      await told()
    })
  })

  it('[triggers serve --alert-command] starts a command, without the secrets', async () => {
    const mark = path.join(house.home.path, 'told')
    const script = house.home.write(
      'tell.mjs',
      `import fs from 'node:fs'\nfs.writeFileSync(${JSON.stringify(`${mark}.new`)}, JSON.stringify(process.env))\nfs.renameSync(${JSON.stringify(`${mark}.new`)}, ${JSON.stringify(mark)})\n`,
    )
    await serve(
      ['--alert-dead-letters', '1', '--alert-command', `${process.execPath} ${script}`],
      async () => {
        await post('e1')
        while (!existsSync(mark)) await delay(10)
      },
    )
    const given = readFileSync(mark, 'utf8')
    expect(JSON.parse(given)).to.have.property('HOME')
    expect(given).to.not.include(hookSecret)
  })

  const wrong: readonly {readonly name: string; readonly argv: readonly string[]; readonly want: RegExp}[] = [
    {
      name: '[triggers serve --alert-lag] that is none',
      argv: ['--alert-lag', 'soon', ...toSlack],
      want: /--alert-lag is not a duration/,
    },
    {
      name: '[triggers serve --alert-window] of nothing',
      argv: ['--alert-window', '5m', ...toSlack],
      want: /alert-failure-rate/,
    },
    {
      name: 'two secrets from one standard input',
      argv: ['--secret', '-', '--alert-lag', '5m', '--alert-slack', '-'],
      want: /standard input holds one secret/,
    },
  ]
  for (const {name, argv, want} of wrong)
    it(`${name} is said before anything listens`, async () => {
      const secret = argv.includes('--secret') ? [] : ['--secret', 'env:HOOK_SECRET']
      const outcome = await runCommand(TriggersServe, ['--port', '0', ...secret, ...argv, '--json'], {
        machine: {...house.machine, env: {...house.env, HOOK_SECRET: hookSecret}},
      })
      expect([outcome.exitCode, outcome.json().error?.message]).to.satisfy(
        ([code, message]: [number, string]) => code === 2 && want.test(message),
      )
    })
})
