import {expect} from 'chai'
import {execFile} from 'node:child_process'
import {readFileSync, writeFileSync, mkdirSync, statSync, readdirSync} from 'node:fs'
import path from 'node:path'
import {promisify} from 'node:util'
import type {OktaWait} from '../../../src/lib/ports/okta-api.js'
import {openOrg, type OpenOrgOptions} from '../../../src/lib/okta/api/open-org.js'
import {systemLogOf} from '../../../src/lib/okta/api/system-log-client.js'
import type {OrgConnection} from '../../../src/lib/okta/connection.js'
import {fakeMachine, type FakeMachine} from '../../support/fake-machine.js'
import {startLoopbackOrg, type LoopbackOrg, type Reply} from '../../support/loopback-org.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'
import {opsErrorFrom} from '../../support/thrown.js'

const run = promisify(execFile)

describe("an org's API with an API token", () => {
  let org: LoopbackOrg
  let home: TempHome
  let machine: FakeMachine
  let replies: Reply[]
  const waits: OktaWait[] = []
  const onWait = (wait: OktaWait): void => void waits.push(wait)
  const date = (): string => machine.now().toUTCString()

  beforeEach(async () => {
    home = createTempHome()
    machine = fakeMachine({OKTA_OPS_STATE_DIR: home.path})
    replies = []
    waits.length = 0
    org = await startLoopbackOrg((_request, index) => {
      const {headers, ...reply} = replies[Math.min(index, replies.length - 1)] ?? {}
      return {...reply, headers: {date: date(), ...headers}}
    })
  })
  afterEach(async () => {
    await org.close()
    home.remove()
  })

  const connection = (more: Partial<OrgConnection> = {}): OrgConnection => ({
    name: 'halyard',
    orgUrl: org.url,
    auth: {kind: 'api-token', token: 'token-of-the-test'},
    ...more,
  })
  const open = (more: Partial<OrgConnection> = {}, options: OpenOrgOptions = {}) =>
    openOrg(machine, connection(more), options)
  const limits = (limit: number, remaining: number, resetInS: number) => ({
    'x-rate-limit-limit': String(limit),
    'x-rate-limit-remaining': String(remaining),
    'x-rate-limit-reset': String(Math.floor(machine.now().getTime() / 1000) + resetInS),
  })
  const get = (api = open()) => api.call({method: 'GET', url: '/api/v1/logs', onWait})

  it('sends token, name and what it accepts, and gives the bytes back', async () => {
    replies = [{body: [{uuid: 'ä'}], headers: {'x-okta-request-id': 'req1'}}]
    const answer = await open().call({
      method: 'GET',
      url: '/api/v1/logs',
      query: {q: 'a b', filter: undefined},
    })
    expect(org.seen).to.deep.equal(['GET /api/v1/logs?q=a%20b'])
    const {headers} = org.requests[0]!
    expect(headers.authorization).to.equal('SSWS token-of-the-test')
    expect(headers.accept).to.equal('application/json')
    expect(headers['user-agent']).to.match(/^okta-ops\/\d+\.\d+\.\d+ node\/[\d.]+ \w+$/)
    expect(answer.body.toString()).to.equal('[{"uuid":"ä"}]')
    expect(answer).to.include({status: 200, requestId: 'req1', next: undefined})
    expect(answer.servedAt.toUTCString()).to.equal(date())
  })

  it('sends bodies as JSON and takes 204', async () => {
    replies = [{status: 204}]
    await open().call({method: 'PUT', url: '/api/v1/groups/g/users/u', body: {a: 1}})
    expect(org.requests[0]!.headers['content-type']).to.equal('application/json')
  })

  it('knows the next link in several Link headers', async () => {
    replies = [
      {headers: {link: [`<${org.url}/a>; rel="self"`, `<${org.url}/api/v1/logs?after=1,2>; rel="next"`]}},
    ]
    expect((await get()).next).to.equal(`${org.url}/api/v1/logs?after=1,2`)
  })

  for (const target of [
    'https://elsewhere.test/api/v1/logs',
    '//elsewhere.test/x',
    'http://user@127.0.0.1/x',
    'not an address',
  ])
    it(`does not follow a next link to ${target}`, async () => {
      replies = [{headers: {link: `<${target}>; rel="next"`}}]
      const error = await opsErrorFrom(() => get())
      expect(error.code).to.equal('OPS_BAD_ANSWER')
      if (target.startsWith('/')) return
      const direct = await opsErrorFrom(() => open().call({method: 'GET', url: target}))
      expect(direct.code).to.equal('OPS_BAD_ANSWER')
      expect(org.seen).to.have.length(1)
    })

  it('refuses http off loopback before anything is sent', async () => {
    const error = await opsErrorFrom(() => get(open({orgUrl: 'http://halyard.test'})))
    expect(error.code).to.equal('OPS_CLEAR_TEXT')
  })

  it('does not follow a redirect', async () => {
    replies = [{status: 302, headers: {location: 'https://elsewhere.test/'}}]
    const error = await opsErrorFrom(() => get())
    expect(error).to.include({code: 'OPS_BAD_ANSWER'})
    expect(org.seen).to.have.length(1)
  })

  it('waits until Reset - Date + 1 s after a 429, also when its own clock is wrong', async () => {
    const served = new Date(machine.now().getTime() + 3_600_000)
    const reset = String(served.getTime() / 1000 + 20)
    replies = [
      {
        status: 429,
        headers: {
          date: served.toUTCString(),
          'x-rate-limit-limit': '60',
          'x-rate-limit-remaining': '0',
          'x-rate-limit-reset': reset,
        },
        body: {errorCode: 'E0000047'},
      },
      {headers: {}},
    ]
    await get()
    expect(waits).to.have.length(1)
    expect(waits[0]!.reason).to.equal('429')
    expect(waits[0]!.ms).to.be.within(21_000, 22_000)
  })

  it('comes back soon after a concurrency 429', async () => {
    replies = [{status: 429, headers: limits(0, 0, 50)}, {}]
    await open().call({method: 'POST', url: '/api/v1/eventHooks', body: {}, onWait})
    expect(waits.map(({reason}) => reason)).to.deep.equal(['concurrency'])
    expect(waits[0]!.ms).to.be.within(1000, 5000)
  })

  it('gives a 429 up in the end and says so', async () => {
    replies = [
      {
        status: 429,
        headers: {'retry-after': '1', 'x-okta-request-id': 'req9'},
        body: {errorCode: 'E0000047'},
      },
    ]
    const error = await opsErrorFrom(() => get(open({patience: {retries: {attempts: 3}}})))
    expect(error).to.include({code: 'OPS_THROTTLED', failure: 'unavailable'})
    expect(error.message).to.contain('request req9')
    expect(org.seen).to.have.length(3)
  })

  it('tries again after 500, a reset and E0000009, with growing jittered pauses', async () => {
    replies = [
      {status: 500, body: {errorCode: 'E0000009'}},
      {reset: true},
      {status: 503, headers: {'retry-after': '9'}},
      {},
    ]
    await get(open({patience: {retries: {initialMs: 100, maxMs: 150, multiplier: 10}}}))
    expect(waits.map(({reason}) => reason)).to.deep.equal(['retry', 'retry', 'retry'])
    expect(waits[0]!.ms).to.be.below(100)
    expect(waits[1]!.ms).to.be.below(150)
    expect(waits[2]!.ms).to.equal(9000)
  })

  for (const reply of [{status: 500}, {reset: true}])
    it(`never repeats a POST after ${JSON.stringify(reply)}`, async () => {
      replies = [reply]
      await opsErrorFrom(() => open().call({method: 'POST', url: '/api/v1/x', body: {}}))
      expect(org.seen).to.have.length(1)
    })

  it('waits for group rules (423 E0000239)', async () => {
    replies = [{status: 423, body: {errorCode: 'E0000239'}}, {status: 204}]
    await open().call({method: 'DELETE', url: '/api/v1/groups/g/users/u', onWait})
    expect(waits.map(({reason}) => reason)).to.deep.equal(['retry'])
  })

  it('opens the breaker, says until when, and closes it after one good try', async () => {
    replies = [{status: 500}]
    const api = open({patience: {retries: {attempts: 1}, breaker: {failures: 2, halfOpenAfterMs: 10_000}}})
    await opsErrorFrom(() => get(api))
    await opsErrorFrom(() => get(api))
    const error = await opsErrorFrom(() => get(api))
    expect(error).to.include({code: 'OPS_BREAKER_OPEN', failure: 'unavailable'})
    expect(error.message).to.contain('until 2026-11-21T12:00:1')
    expect(org.seen).to.have.length(2)
    machine.advance(10_000)
    replies = [{}]
    await get(api)
    await get(api)
    expect(org.seen).to.have.length(4)
  })

  it('waits for the breaker where it is told to', async () => {
    replies = [{status: 500}, {}]
    const patience = {retries: {attempts: 1}, breaker: {failures: 1, halfOpenAfterMs: 10_000}}
    const api = open({patience}, {whenOpen: 'wait'})
    await opsErrorFrom(() => get(api))
    await get(api)
    expect(waits).to.deep.equal([{reason: 'breaker', ms: 10_000}])
  })

  it('does not open the breaker for a no', async () => {
    replies = [{status: 403, body: {errorCode: 'E0000006'}}]
    const api = open({patience: {breaker: {failures: 1}}})
    for (let time = 0; time < 3; time++) await opsErrorFrom(() => get(api))
    expect(org.seen).to.have.length(3)
  })

  it('stops waiting when it is given up, with the reason it is given', async () => {
    replies = [{status: 429, headers: {'retry-after': '60'}}]
    const stop = new AbortController()
    const reason = new Error('enough')
    const call = open().call({
      method: 'GET',
      url: '/api/v1/logs',
      signal: stop.signal,
      onWait: () => {
        stop.abort(reason)
      },
    })
    expect(await call.catch((error: unknown) => error)).to.equal(reason)
  })

  it('keeps within half of the bucket', async () => {
    let left = 20
    let resetsAt = machine.now().getTime() + 30_000
    await org.close()
    org = await startLoopbackOrg(() => {
      if (machine.now().getTime() >= resetsAt) {
        left = 20
        resetsAt = machine.now().getTime() + 60_000
      }
      left--
      return {headers: {date: date(), ...limits(20, left, (resetsAt - machine.now().getTime()) / 1000)}}
    })
    const api = open()
    for (let call = 0; call < 10; call++) await get(api)
    expect(waits).to.deep.equal([])
    await get(api)
    expect(waits.map(({reason}) => reason)).to.deep.equal(['rate'])
    expect(waits[0]!.ms).to.be.within(29_000, 32_100)
  })

  it('keeps two processes together within the share', async () => {
    let used = 0
    const resetsAt = Math.ceil(Date.now() / 1000) + 60
    await org.close()
    org = await startLoopbackOrg(() => {
      used++
      return {
        headers: {
          date: new Date().toUTCString(),
          'x-rate-limit-limit': '40',
          'x-rate-limit-remaining': String(Math.max(0, 40 - used)),
          'x-rate-limit-reset': String(resetsAt),
        },
      }
    })
    const calls = () =>
      run(process.execPath, [
        '--import',
        'tsx/esm',
        'test/support/process-org-calls.ts',
        org.url,
        home.path,
        '100',
      ])
    const both = await Promise.all([calls(), calls()])
    const made = both.map(({stdout}) => Number(/^rate (\d+)$/.exec(stdout)?.[1]))
    expect(made[0]! + made[1]!).to.equal(20)
    expect(used).to.equal(20)
  })

  it('keeps the window in a 0600 file, and starts anew when that is broken', async () => {
    replies = [{headers: limits(60, 59, 30)}]
    await get()
    const folder = path.join(home.path, 'okta-rate')
    const [name = ''] = readdirSync(folder)
    const file = path.join(folder, name)
    expect(statSync(file).mode & 0o777).to.equal(0o600)
    expect(JSON.parse(readFileSync(file, 'utf8'))).to.include({limit: 60, remaining: 59})
    writeFileSync(file, '{broken')
    await get()
    expect(JSON.parse(readFileSync(file, 'utf8'))).to.include({limit: 60})
  })

  it('goes on when the window cannot be kept', async () => {
    mkdirSync(home.path, {recursive: true})
    writeFileSync(path.join(home.path, 'okta-rate'), 'in the way')
    replies = [{headers: limits(60, 59, 30)}]
    await get()
    expect(machine.debugLines.join('\n')).to.contain('rate limits are not shared')
  })

  it('waits once, not at each call, for a lock that nobody gives back', async () => {
    const api = open()
    replies = [{headers: limits(60, 59, 30)}, {headers: limits(60, 58, 30)}, {headers: limits(60, 57, 30)}]
    await get(api)
    const [name = ''] = readdirSync(path.join(home.path, 'okta-rate'))
    const left = JSON.stringify({pid: 1, host: 'web-1 pid:[1]', owner: 'left'})
    writeFileSync(path.join(home.path, 'okta-rate', `${name}.lock`), left)
    const waitedBefore = machine.monotonicMs()
    await get(api)
    await get(api)
    expect(machine.monotonicMs() - waitedBefore).to.be.within(5000, 6000)
    expect(machine.debugLines.filter((line) => line.includes('not shared'))).to.have.length(1)
  })

  it('knows a dead cursor', async () => {
    replies = [{status: 400, body: {errorCode: 'E0000001'}}]
    const log = systemLogOf(open(), connection())
    const error = await opsErrorFrom(() => log.read(`${org.url}/api/v1/logs?after=1_1`))
    expect(error.code).to.equal('OPS_LOG_CURSOR')
    const other = await opsErrorFrom(() => log.read(`${org.url}/api/v1/logs?limit=1`))
    expect(other.code).to.equal('OPS_REQUEST_REJECTED')
  })

  it('asks the log for a first page', () => {
    const log = systemLogOf(open(), connection())
    const url = log.firstUrl({
      since: new Date(0),
      filter: 'eventType eq "a"',
      limit: 1000,
      sortOrder: 'ASCENDING',
    })
    expect(url).to.equal(
      `${org.url}/api/v1/logs?since=1970-01-01T00%3A00%3A00.000Z&filter=eventType%20eq%20%22a%22&limit=1000&sortOrder=ASCENDING`,
    )
  })

  it('polls for ten minutes on a bucket of 60 a minute without one 429', async () => {
    let used = 0
    let resetsAt = machine.now().getTime() + 60_000
    let refused = 0
    await org.close()
    org = await startLoopbackOrg(() => {
      const now = machine.now().getTime()
      if (now >= resetsAt) {
        used = 0
        resetsAt += Math.ceil((now - resetsAt + 1) / 60_000) * 60_000
      }
      const over = ++used > 60
      if (over) refused++
      return {
        status: over ? 429 : 200,
        headers: {
          date: date(),
          ...limits(60, Math.max(0, 60 - used), Math.ceil((resetsAt - now) / 1000)),
          link: `<${org.url}/api/v1/logs?after=1>; rel="next"`,
        },
      }
    })
    const log = systemLogOf(open(), connection())
    const until = machine.now().getTime() + 600_000
    let url = log.firstUrl({since: machine.now(), limit: 1000, sortOrder: 'ASCENDING'})
    while (machine.now().getTime() < until) {
      url = (await log.read(url, {onWait})).next!
      await machine.sleep(500)
    }
    expect(refused).to.equal(0)
    // Twice a second would be 1200: half of 60 a minute is 300.
    expect(org.seen.length).to.be.within(270, 330)
  })
})
