import {expect} from 'chai'
import {createHash} from 'node:crypto'
import {setTimeout as delay} from 'node:timers/promises'
import TriggersDashboard from '../../../src/commands/triggers/dashboard.js'
import {startDashboard, type Dashboard} from '../../../src/lib/triggers/dashboard/dashboard-listener.js'
import {readFigures} from '../../../src/lib/triggers/dashboard/figures.js'
import {spanNamed} from '../../../src/lib/triggers/dashboard/spans.js'
import {openTriggerStore, type TriggerStore} from '../../../src/lib/triggers/journal/trigger-store.js'
import {attacksOn, sendRaw} from '../../support/attacks.js'
import {fakeMachine} from '../../support/fake-machine.js'
import {freePort} from '../../support/free-port.js'
import {liveMachine} from '../../support/live-machine.js'
import {runCommand, type CommandOutcome, type FakeContext} from '../../support/run-command.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'
import {opsErrorFrom} from '../../support/thrown.js'
import {journalOf, type PastWork} from '../../support/trigger-past.js'
import {stateIn} from '../../support/trigger-work.js'

const now = new Date('2026-11-21T12:00:00Z')
const minute = 60_000
const past: readonly PastWork[] = [
  {agoMs: 30 * minute, tookMs: 100, end: 'succeeded'},
  {agoMs: 20 * minute, tookMs: 300, end: 'succeeded'},
  {agoMs: 20 * minute, tookMs: 200, end: 'failed'},
  {agoMs: 10 * minute, tookMs: 900, end: 'unknown', rule: 'tell', flow: 'tell'},
  {agoMs: 90 * minute, end: 'failed', rule: 'tell', flow: 'tell'},
  {agoMs: 1000, end: 'running'},
  {agoMs: 3000, end: 'planned', rule: 'tell', flow: 'tell'},
  {agoMs: 2000, end: 'waiting'},
]

describe('the dashboard of triggers', () => {
  let home: TempHome
  let store: TriggerStore

  beforeEach(async () => {
    home = createTempHome()
    store = await journalOf(home.path, past, now)
  })
  afterEach(() => {
    store.close()
    home.remove()
  })

  describe('its figures', () => {
    it('are those of the span, and of now', () => {
      const figures = readFigures(store, spanNamed('1h'), now)
      expect(figures.ends).to.deep.equal({succeeded: 2, failed: 1, unknown: 1})
      expect(figures.runTime).to.deep.equal({p50: 100, p95: 300, p99: 300})
      expect(figures.fromEvent).to.deep.equal({p50: 2100, p95: 2300, p99: 2300})
      expect(figures.queue).to.deep.equal({due: 1, later: 0, oldestDueAt: new Date(now.getTime() - 3000)})
      expect([figures.waiting, figures.failed, figures.inDoubt]).to.deep.equal([1, 2, 1])
      expect(
        figures.rules.map(({rule, ends, queued, running, deadLetters}) => [
          rule,
          ends,
          queued,
          running,
          deadLetters,
        ]),
      ).to.deep.equal([
        ['offboard', {succeeded: 2, failed: 1, unknown: 0}, 1, 1, 1],
        ['tell', {succeeded: 0, failed: 0, unknown: 1}, 1, 0, 2],
      ])
      expect(figures.deadLetters.map(({state}) => state)).to.have.members(['failed', 'failed', 'unknown'])
      expect(figures.running.map(({rule}) => rule)).to.deep.equal(['offboard'])
    })

    it('are put into the slices in which runs ended', () => {
      const {slices, since} = readFigures(store, spanNamed('1h'), now)
      expect(since).to.deep.equal(new Date('2026-11-21T11:01:00Z'))
      const ended = slices.flatMap((ends, index) =>
        ends.succeeded + ends.failed + ends.unknown === 0
          ? []
          : [[index, ends.succeeded, ends.failed, ends.unknown]],
      )
      expect(ended).to.deep.equal([
        [29, 1, 0, 0],
        [39, 1, 1, 0],
        [49, 0, 0, 1],
      ])
      expect(readFigures(store, spanNamed('24h'), now).ends.failed).to.equal(2)
    })

    it('leave out the queue of a paused rule: it waits on purpose', () => {
      store.pause('tell', now)
      const {queue, rules} = readFigures(store, spanNamed('1h'), now)
      expect(queue).to.deep.equal({due: 0, later: 0})
      expect(rules.map(({isPaused}) => isPaused)).to.deep.equal([false, true])
    })

    it('know who acts on events, and who has fallen silent', () => {
      store.pulse({name: 'triggers-main', org: '', lagMs: 1200, inFlight: 1, at: now})
      const alive = (at: Date) =>
        readFigures(store, spanNamed('1h'), at).processes.map(({isAlive}) => isAlive)
      expect(alive(now)).to.deep.equal([true])
      expect(alive(new Date(now.getTime() + 2 * minute))).to.deep.equal([false])
      store.endPulse()
      expect(alive(now)).to.deep.equal([])
    })

    it('an empty journal has them too', async () => {
      const empty = createTempHome()
      const none = await openTriggerStore(fakeMachine(stateIn(empty.path)))
      const {ends, runTime, rules, slices} = readFigures(none, spanNamed(null), now)
      expect([ends, runTime.p50, rules, slices.length]).to.deep.equal([
        {succeeded: 0, failed: 0, unknown: 0},
        undefined,
        [],
        60,
      ])
      none.close()
      empty.remove()
    })
  })

  describe('its page', () => {
    let dashboard: Dashboard
    let links: string[]
    beforeEach(async () => {
      links = []
      const machine = fakeMachine({}, now)
      dashboard = await startDashboard({machine, store, onOpened: (link) => links.push(link)}, 0)
    })
    afterEach(() => dashboard.close())

    const get = (target: string, cookie = '', method = 'GET') =>
      sendRaw(dashboard.port, {method, target, headers: cookie === '' ? {} : {cookie}})
    const pathOf = (link: string): string => link.slice(link.indexOf('/open'))
    const open = async (): Promise<string> => {
      const {headers} = await get(pathOf(links.at(-1) ?? dashboard.link))
      return (headers['set-cookie']?.[0] ?? '').split(';')[0] ?? ''
    }

    it('opens once by each link, for the browser that followed it', async () => {
      const {status, headers} = await get(pathOf(dashboard.link))
      expect([status, headers.location]).to.deep.equal([303, '/'])
      expect(headers['set-cookie']?.[0]).to.match(
        new RegExp(`^okta_ops_dashboard_${dashboard.port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`),
      )
      expect((await get(pathOf(dashboard.link))).status).to.equal(403)
      expect(links).to.have.length(1)
      const cookie = await open()
      expect((await get('/', cookie)).status).to.equal(200)
      expect((await get('/', `other=1; ${cookie}`)).status).to.equal(200)
    })

    for (const {name, target, cookie} of [
      {name: 'without a cookie', target: '/', cookie: ''},
      {name: 'with a made-up one', target: '/', cookie: 'okta_ops_dashboard_PORT=x'},
      {name: 'with an empty one', target: '/', cookie: 'okta_ops_dashboard_PORT='},
      {name: 'by a made-up link', target: '/open?token=x', cookie: ''},
      {name: 'by a link without a token', target: '/open', cookie: ''},
    ])
      it(`shows nothing ${name}`, async () => {
        const {status, body} = await get(target, cookie.replace('PORT', String(dashboard.port)))
        expect(status).to.equal(403)
        expect(body).to.contain('a link that is good once').and.not.contain('offboard')
      })

    it('a look at its headers does not use up a link', async () => {
      expect((await get(pathOf(dashboard.link), '', 'HEAD')).status).to.equal(403)
      expect((await get(pathOf(dashboard.link))).status).to.equal(303)
    })

    it('shows the figures of the span that is asked for', async () => {
      const cookie = await open()
      const {body} = await get('/?span=24h', cookie)
      expect(body).to.contain('the last 24 hours').and.contain('2 of 5 runs')
      expect((await get('/?span=__proto__', cookie)).body)
        .to.contain('the last hour')
        .and.contain('2 of 4 runs')
    })

    it('is out of the reach of other sites', async () => {
      const cookie = await open()
      for (const target of ['/', '/open?token=x', '/elsewhere'])
        for (const attack of attacksOn({port: dashboard.port, landing: false})) {
          const headers = {...attack.headers, cookie}
          const answer = await sendRaw(dashboard.port, {target, ...attack, headers})
          expect(answer.status, `${target}: ${attack.name}`).to.equal(attack.want)
          expect(answer.headers).not.to.have.property('access-control-allow-origin')
          expect(answer.body).not.to.contain('offboard')
        }
    })

    it('runs its own script and nothing else, in no frame', async () => {
      const {headers, body} = await get('/', await open())
      const policy = String(headers['content-security-policy'])
      const hash = (tag: string): string => {
        const text = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(body)?.[1] ?? ''
        return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
      }
      expect(policy.split('; ')).to.have.members([
        "default-src 'none'",
        `style-src ${hash('style')}`,
        `script-src ${hash('script')}`,
        "connect-src 'self'",
        'img-src data:',
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ])
      expect(headers['cache-control']).to.equal('no-store')
    })

    it('takes GET, and knows no other page', async () => {
      const cookie = await open()
      expect((await get('/elsewhere', cookie)).status).to.equal(404)
      expect((await get('/', cookie, 'POST')).status).to.equal(405)
    })

    it('says when the journal cannot be read', async () => {
      const cookie = await open()
      store.close()
      const {status, body} = await get('/', cookie)
      expect(status).to.equal(503)
      expect(body).not.to.contain('at ')
      store = await openTriggerStore(fakeMachine(stateIn(home.path)))
    })

    it('names a port that is taken', async () => {
      const error = await opsErrorFrom(() =>
        startDashboard({machine: fakeMachine(), store, onOpened: () => undefined}, dashboard.port),
      )
      expect(error.message).to.contain(`port ${dashboard.port}`)
      expect(error.next).to.equal('okta-ops triggers dashboard --port 0')
    })
  })

  describe('triggers dashboard', () => {
    /** Every piece of chance that was asked for: the first is the first link's, and following it takes two more. */
    let chance: string[]
    let port: number
    beforeEach(async () => {
      chance = []
      port = await freePort()
    })

    const start = (
      argv: readonly string[],
      more: FakeContext & {env?: object} = {},
    ): Promise<CommandOutcome> => {
      const live = liveMachine({...stateIn(home.path), ...more.env})
      const randomBytes = (size: number): Uint8Array => {
        const bytes = live.randomBytes(size)
        chance.push(Buffer.from(bytes).toString('base64url'))
        return bytes
      }
      return runCommand(TriggersDashboard, argv, {...more, machine: {...live, randomBytes}})
    }
    const until = async (count: number): Promise<void> => {
      while (chance.length < count) await delay(5)
    }
    const stop = (): boolean => process.emit('SIGTERM', 'SIGTERM')
    const follow = (): Promise<Response> => fetch(`http://127.0.0.1:${port}/open?token=${chance[0] ?? ''}`)

    it('[triggers dashboard --port] listens there, and prints the next link when one was followed', async () => {
      const ended = start(['--port', String(port), '--json'])
      await until(1)
      expect((await follow()).status, 'fetch keeps no cookie').to.equal(403)
      stop()
      const {stdout, exitCode} = await ended
      const link = (token = ''): string => `http://127.0.0.1:${port}/open?token=${token}`
      expect(
        stdout
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as unknown),
      ).to.deep.equal([
        {link: link(chance[0])},
        {link: link(chance[2])},
        {ok: true, result: {opened: 1}, warnings: []},
      ])
      expect(exitCode).to.equal(0)
    })

    it('prints the link alone on stdout', async () => {
      const ended = start([])
      await until(1)
      stop()
      const {stdout, stderr} = await ended
      expect(stdout).to.match(/^http:\/\/127\.0\.0\.1:\d+\/open\?token=[\w-]{43}\n$/)
      expect(stderr).to.contain('this link opens it once')
    })

    it('[triggers dashboard --open] opens a browser, and only from a terminal', async () => {
      const fetchIt = 'fetch(process.argv[1])'
      const browser = home.write(
        'browser.sh',
        `#!/bin/sh\nexec '${process.execPath}' -e '${fetchIt}' "$1"\n`,
        0o700,
      )
      const env = {BROWSER: browser, PATH: process.env['PATH']}
      const ended = start(['--open', '--json'], {env, terminal: {interactive: true}})
      await until(3)
      stop()
      expect((await ended).stdout).to.contain('"result":{"opened":1}')
      const refused = await start(['--open', '--json'])
      expect(refused.json().error).to.include({code: 'OPS_NO_TERMINAL', next: 'okta-ops triggers dashboard'})
    })
  })
})
