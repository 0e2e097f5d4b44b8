import {expect} from 'chai'
import {readFileSync} from 'node:fs'
import https from 'node:https'
import {setTimeout as delay} from 'node:timers/promises'
import TriggersServe from '../../../src/commands/triggers/serve.js'
import {deferred} from '../../../src/lib/shared/deferred.js'
import {systemErrorCode} from '../../../src/lib/shared/errors.js'
import type {JsonObject} from '../../../src/lib/shared/json.js'
import {withTriggerStore} from '../../../src/lib/triggers/journal/trigger-store.js'
import {sendRaw} from '../../support/attacks.js'
import {startLoopbackOrg} from '../../support/loopback-org.js'
import {freePort} from '../../support/free-port.js'
import {deliveryOf, hookSecret, postDelivery, whenAnswered} from '../../support/hook-caller.js'
import {skipSaying} from '../../support/skip.js'
import {createAuthority} from '../../support/tls.js'
import {seededRandom} from '../../support/hostile-log-server.js'
import {runCommand, type CommandOutcome} from '../../support/run-command.js'
import {journalOf} from '../../support/trigger-past.js'
import {logEvent, offboardRule, openTriggerHouse, type TriggerHouse} from '../../support/trigger-house.js'

describe('triggers serve', () => {
  let house: TriggerHouse
  let port: number
  let url: string

  beforeEach(async () => {
    house = await openTriggerHouse()
    house.home.write('hook-secret', `${hookSecret}\n`)
    port = await freePort()
    url = `http://127.0.0.1:${port}/okta-events`
  })
  afterEach(() => house.close())

  const start = (argv: readonly string[], rules = offboardRule, env = {}): Promise<CommandOutcome> =>
    runCommand(
      TriggersServe,
      ['--rules', house.rules(rules), '--port', String(port), '--secret', 'env:HOOK_SECRET', ...argv],
      {
        machine: {
          ...house.machine,
          env: {...house.env, HOOK_SECRET: hookSecret, OLD_SECRET: `${hookSecret}-old`, ...env},
        },
      },
    )
  /** Serves while `work` goes on. */
  const serve = async (
    argv: readonly string[],
    work: () => Promise<unknown>,
    {rules, env}: {readonly rules?: string; readonly env?: Record<string, string>} = {},
  ): Promise<CommandOutcome> => {
    const served = start(argv, rules, env)
    await Promise.race([whenAnswered(url), served])
    try {
      await work()
    } finally {
      process.emit('SIGTERM', 'SIGTERM')
    }
    return served
  }
  const post = (events: readonly JsonObject[], headers = {}, id?: string): Promise<{status: number}> =>
    postDelivery(url, deliveryOf(events, id), headers)
  const states = (): Promise<string[]> =>
    withTriggerStore(house.machine, (store) => store.find({}).map(({work}) => `${work.event} ${work.state}`))

  it('[triggers serve --secret] answers Okta, and runs the flow of an event once', async () => {
    const outcome = await serve([], async () => {
      expect((await post([logEvent('e1')])).status).to.equal(204)
      expect((await post([logEvent('e1')])).status).to.equal(204)
      expect((await post([logEvent('e1'), logEvent('e2')], {}, 'delivery-2')).status).to.equal(204)
      expect((await post([logEvent('e3')], {authorization: 'guessed'})).status).to.equal(401)
      await house.flows.count(2)
    })
    expect(outcome.exitCode).to.equal(0)
    expect(outcome.stderr).to.include(`listening for event hooks on ${url}`)
    expect(outcome.stderr).to.include('2 succeeded').and.not.include(hookSecret)
    expect(house.arrived()).to.deep.equal({'offboard:e1': 1, 'offboard:e2': 1})
  })

  it('goes on receiving while the org refuses its System Log, and says so', async () => {
    const asked = deferred<undefined>()
    const closed = await startLoopbackOrg(() => {
      asked.resolve(undefined)
      return {status: 401, body: {errorCode: 'E0000011', errorSummary: 'Invalid token provided'}}
    })
    const outcome = await serve(
      [],
      async () => {
        await asked.promise
        expect((await post([logEvent('e1')])).status).to.equal(204)
        await house.flows.count(1)
      },
      {env: {OKTA_ORG_URL: closed.url}},
    )
    await closed.close()
    expect(outcome.exitCode).to.equal(0)
    expect(outcome.stderr).to.contain('the System Log is not read, tried again every minute:')
    expect(outcome.stderr).to.contain('1 succeeded')
  })

  it('shows what an event says, and obeys nothing of it', async () => {
    const hostile = {displayName: 'Mara\u001b[2J\u202E ${{ actor.id }}', constructor: 'x', ['__proto__']: 'y'}
    const outcome = await serve(['--reconcile', 'off'], async () => {
      const event = logEvent('e\u001b[31m1', {
        target: [{type: 'User', alternateId: '${{ uuid }}', ...hostile}],
      })
      expect((await post([event])).status).to.equal(204)
      await house.flows.count(1)
    })
    expect(outcome.stdout).to.include('event e\\u{1b}[31m1').and.not.include('\u001b')
    expect(house.flows.seen[0]?.body['login']).to.equal('${{ uuid }}')
  })

  it('[triggers serve --previous-secret] takes the secret before it too', async () => {
    const old = {authorization: `${hookSecret}-old`}
    await serve(['--reconcile', 'off'], async () => {
      expect((await post([logEvent('e1')], old)).status).to.equal(401)
    })
    await serve(['--reconcile', 'off', '--previous-secret', 'env:OLD_SECRET'], async () => {
      expect((await post([logEvent('e1')], old)).status).to.equal(204)
      expect((await post([logEvent('e2')])).status).to.equal(204)
    })
  })

  const outcomeOf = (
    argv: readonly string[],
    changes: Readonly<Record<string, string>> = {},
  ): Promise<CommandOutcome> =>
    runCommand(
      TriggersServe,
      [
        ...(argv.includes('--rules') ? [] : ['--rules', house.rules(offboardRule)]),
        '--reconcile',
        'off',
        '--json',
        ...argv,
      ],
      {
        machine: {...house.machine, env: {...house.env, HOOK_SECRET: hookSecret, ...changes}},
      },
    )
  const withSecret = ['--port', '0', '--secret', 'env:HOOK_SECRET']

  const destructive = `${offboardRule}    destructive: true\n`

  it('[triggers serve --reconcile] brings what no hook has told, and the word that rules wait for', async () => {
    await serve(
      ['--reconcile', '2s'],
      async () => {
        expect((await post([logEvent('e1'), logEvent('forged')])).status).to.equal(204)
        expect(await states()).to.have.members(['e1 waiting', 'forged waiting'])
        house.log.push(logEvent('e1'), logEvent('e2'))
        await house.flows.count(2)
      },
      {rules: destructive},
    )
    expect(house.arrived()).to.deep.equal({'offboard:e1': 1, 'offboard:e2': 1})
    expect(await states()).to.include('forged waiting')
  })

  it('asks the log for what waits, and does not wait for the next reading of all of it', async () => {
    const isAsked = (request: string): boolean => request.includes('filter=uuid')
    await serve(
      [],
      async () => {
        while (house.org.seen.length === 0) await delay(10)
        expect((await post([logEvent('e1'), logEvent('e 2" or uuid pr')])).status).to.equal(204)
        house.log.push(logEvent('e1'))
        await house.flows.count(1)
      },
      {rules: destructive},
    )
    expect(house.arrived()).to.deep.equal({'offboard:e1': 1})
    const asked = house.org.seen.filter(isAsked).map((request) => new URL(request.slice(4), url).searchParams)
    expect(asked[0]?.get('filter')).to.equal('uuid eq "e1"')
    expect(asked[0]?.get('until')).to.not.equal(null)
    expect(house.org.seen.filter((request) => !isAsked(request))).to.have.length(1)
  })

  it('misses none of the events whose deliveries are lost, and repeats none that come twice', async () => {
    const random = seededRandom(20_261_125)
    const uuids = Array.from({length: 100}, (_, index) => `e${index}`)
    let lost = 0
    await serve(['--reconcile', '2s', '--parallel', '16'], async () => {
      for (const uuid of uuids) {
        house.log.push(logEvent(uuid))
        const copies = random() < 0.05 ? 0 : random() < 0.1 ? 2 : 1
        if (copies === 0) lost++
        for (let copy = 0; copy < copies; copy++)
          expect((await post([logEvent(uuid)], {}, `delivery ${uuid} ${copy}`)).status).to.equal(204)
      }
      await house.flows.count(100)
    })
    expect(lost).to.be.greaterThan(2)
    expect(house.arrived()).to.deep.equal(Object.fromEntries(uuids.map((uuid) => [`offboard:${uuid}`, 1])))
  })

  it('says which rules wait for a log that it is told not to read, and asks the org nothing', async () => {
    const {stderr} = await serve(
      ['--reconcile', 'off'],
      async () => {
        expect((await post([logEvent('e1')])).status).to.equal(204)
      },
      {rules: destructive},
    )
    expect(stderr).to.match(/warning: offboard act only on what the System Log has too/)
    expect(await states()).to.deep.equal(['e1 waiting'])
    expect(house.org.seen).to.deep.equal([])
  })

  it('[triggers serve --name] goes on in the log under its own name', async () => {
    house.log.push(logEvent('e1'))
    await serve(['--name', 'first'], () => house.flows.count(1))
    house.log.push(logEvent('e2'))
    await serve(['--name', 'first'], () => house.flows.count(2))
    house.log.push(logEvent('e3'))
    await serve(['--name', 'second'], () => house.flows.count(3))
    const starts = house.org.seen.filter((request) => request.includes('since='))
    expect(starts).to.have.length(2)
  })

  it('[triggers serve --port] says so when it is taken', async () => {
    const outcome = await outcomeOf(['--port', new URL(house.org.url).port, '--secret', 'env:HOOK_SECRET'])
    expect([outcome.exitCode, outcome.json().error?.message]).to.satisfy(
      ([code, message]: [number, string]) => code === 2 && message.includes('is taken'),
    )
  })

  it('[triggers serve --host] does not let secrets cross a network in clear text', async () => {
    const outcome = await outcomeOf([...withSecret, '--host', '0.0.0.0'])
    expect([outcome.exitCode, outcome.json().error?.code]).to.deep.equal([9, 'OPS_CLEAR_TEXT'])
  })

  it('[triggers serve --behind-proxy] needs the name that Okta calls', async () => {
    const outcome = await outcomeOf([...withSecret, '--behind-proxy'])
    expect([outcome.exitCode, outcome.json().error?.message]).to.deep.equal([
      2,
      '--public-url is missing: requests that name another host are turned away',
    ])
  })

  it('[triggers serve --public-url] takes requests to that host and path', async () => {
    const ask = (host: string, target: string): Promise<{status: number}> =>
      sendRaw(port, {target, headers: {host, 'x-okta-verification-challenge': 'c'}})
    await serve(['--reconcile', 'off', '--public-url', 'https://hooks.example.com/okta'], async () => {
      expect((await ask('hooks.example.com', '/okta')).status).to.equal(200)
      expect((await ask('hooks.example.com:443', '/okta')).status).to.equal(200)
      expect((await ask('other.example.com', '/okta')).status).to.equal(421)
      expect((await ask('hooks.example.com', '/okta-events')).status).to.equal(404)
    })
    for (const [address, code] of [
      ['http://hooks.example.com/okta', 'OPS_CLEAR_TEXT'],
      ['https://me:pass@hooks.example.com/', 'OPS_USAGE'],
      ['hooks.example.com', 'OPS_USAGE'],
    ] as const) {
      const outcome = await outcomeOf([...withSecret, '--public-url', address])
      expect(outcome.json().error?.code).to.equal(code)
      expect(outcome.stdout).to.not.include('me:pass')
    }
  })

  it('[triggers serve --tls-cert] [triggers serve --tls-key] serves TLS by itself', async function () {
    const authority = createAuthority()
    if (typeof authority === 'string') skipSaying(this, authority)
    else {
      const cert = house.home.write('cert.pem', authority.cert.toString())
      const key = house.home.write('key.pem', authority.key.toString())
      const secure = ['--tls-cert', cert, '--tls-key', key]
      const served = start(['--reconcile', 'off', ...secure])
      const status = await tlsStatus(port, readFileSync(authority.bundle)).finally(() =>
        process.emit('SIGTERM', 'SIGTERM'),
      )
      await served
      expect(status).to.equal(200)
      const wrong = await outcomeOf([...withSecret, '--tls-cert', key, '--tls-key', cert])
      expect(wrong.json().error?.message).to.match(/cannot be used/)
      const missing = await outcomeOf([...withSecret, '--tls-cert', cert, '--tls-key', `${key}.none`])
      expect(missing.json().error?.code).to.equal('OPS_FILE_UNREADABLE')
      expect((await outcomeOf([...withSecret, '--tls-cert', cert])).exitCode).to.equal(2)
      authority.remove()
    }
  })

  it('[triggers serve --secret-header] reads the secret there', async () => {
    await serve(['--reconcile', 'off', '--secret-header', 'X-Halyard'], async () => {
      expect((await post([logEvent('e1')])).status).to.equal(401)
      expect((await post([logEvent('e1')], {'x-halyard': hookSecret})).status).to.equal(204)
    })
    expect((await outcomeOf([...withSecret, '--secret-header', 'X Y'])).exitCode).to.equal(2)
  })

  it('does not take a secret that can be guessed or cannot be sent, and never shows it', async () => {
    for (const secret of [
      'short-secret',
      'a secret with a line\nin its middle',
      'gehe\u00efm-gehe\u00efm-gehe\u00efm',
    ]) {
      const outcome = await outcomeOf(withSecret, {HOOK_SECRET: secret})
      expect([outcome.exitCode, outcome.json().error?.code]).to.deep.equal([2, 'OPS_SECRET'])
      expect(outcome.stdout + outcome.stderr).to.not.include(secret)
    }
  })

  it('reads its secret again at SIGHUP, and keeps the old one where the new one will not do', async () => {
    const file = house.home.write('secret', hookSecret)
    const [refused, renewed] = [deferred<string>(), deferred<string>()]
    const onSaid = (line: string): void => {
      if (line.startsWith('SIGHUP: secret and certificate stay as they were')) refused.resolve(line)
      if (line.startsWith('SIGHUP: the secret and the certificate were read again')) renewed.resolve(line)
    }
    const another = `${hookSecret}-renewed`
    const status = async (authorization: string): Promise<number> =>
      (await post([logEvent('e1')], {authorization})).status
    const rules = house.rules(offboardRule)
    const served = runCommand(
      TriggersServe,
      ['--rules', rules, '--port', String(port), '--secret', `file:${file}`, '--reconcile', 'off'],
      {machine: house.machine, onSaid},
    )
    await whenAnswered(url)
    house.home.write('secret', 'short')
    process.emit('SIGHUP', 'SIGHUP')
    expect(await refused.promise).to.include('the secret of --secret is shorter')
    expect([await status(hookSecret), await status(another)]).to.deep.equal([204, 401])
    house.home.write('secret', another)
    process.emit('SIGHUP', 'SIGHUP')
    await renewed.promise
    expect([await status(hookSecret), await status(another)]).to.deep.equal([401, 204])
    process.emit('SIGTERM', 'SIGTERM')
    expect((await served).exitCode).to.equal(0)
  })

  it('[triggers serve --rules] reads the rules that are named, before it listens', async () => {
    const wrong = house.home.write('wrong.yaml', 'version: 1\nrules: [{id: x}]\n')
    expect((await outcomeOf([...withSecret, '--rules', wrong])).json().error?.code).to.equal('OPS_YAML')
  })

  it('[triggers serve --org] keeps the work for the org of that name', async () => {
    const outcome = await outcomeOf([...withSecret, '--org', 'nowhere'])
    expect(outcome.json().error?.code).to.equal('OPS_ORG_NOT_FOUND')
  })

  it('[triggers serve --flows] takes flows of a project too', async () => {
    const outcome = await outcomeOf([...withSecret, '--flows', house.home.write('f.yaml', 'flows: 7\n')])
    expect(outcome.json().error?.code).to.equal('OPS_YAML')
  })

  it('[triggers serve --keep] removes what ended before then once nothing is due', async () => {
    const past = [
      {agoMs: 100 * 86_400_000, end: 'succeeded'},
      {agoMs: 60 * 86_400_000, end: 'succeeded'},
      {agoMs: 60_000, end: 'succeeded'},
    ] as const
    const store = await journalOf(house.home.path, past, new Date())
    store.close()
    // What it has done tells that its engine has turned since the first idle.
    const left = async (uuid: string, ...argv: string[]): Promise<number> => {
      await serve(['--reconcile', 'off', ...argv], async () => {
        await post([logEvent(uuid)])
        await house.flows.count(Number(uuid.slice(1)))
      })
      return (await states()).filter((line) => line.startsWith('event-')).length
    }
    expect(await left('e1', '--keep', 'forever')).to.equal(3)
    expect(await left('e2')).to.equal(2)
    expect(await left('e3', '--keep', '30d')).to.equal(1)
    expect((await outcomeOf([...withSecret, '--keep', '1h'])).exitCode).to.equal(2)
  })

  it('[triggers serve --parallel] [triggers serve --rate-share] are checked', async () => {
    expect((await outcomeOf([...withSecret, '--parallel', '0'])).exitCode).to.equal(2)
    expect((await outcomeOf([...withSecret, '--rate-share', '0%'])).exitCode).to.equal(2)
  })
})

/** The status that a verification over TLS gets, once somebody listens. */
async function tlsStatus(port: number, ca: Buffer): Promise<number | undefined> {
  for (;;) {
    const answer = await new Promise<number | Error | undefined>((resolve) => {
      const headers = {'x-okta-verification-challenge': 'c'}
      const place = {host: '127.0.0.1', servername: 'localhost', port, path: '/okta-events'}
      https
        .get({...place, headers, ca, agent: false}, (response) => {
          response.resume()
          resolve(response.statusCode)
        })
        .on('error', resolve)
    })
    if (!(answer instanceof Error)) return answer
    if (systemErrorCode(answer) !== 'ECONNREFUSED') throw answer
    await delay(10)
  }
}
