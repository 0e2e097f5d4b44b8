import {expect} from 'chai'
import type {LogQuery} from '../../../src/lib/ports/system-log.js'
import {follow, type FollowedPage, type FollowOptions} from '../../../src/lib/logs/follow.js'
import {OpsError} from '../../../src/lib/shared/errors.js'
import {fakeMachine, type FakeMachine} from '../../support/fake-machine.js'
import {memoryLog, passing, refusedCursor, someEvents, type MemoryLog} from '../../support/log-server.js'
import {opsErrorFrom} from '../../support/thrown.js'

const query: LogQuery = {since: new Date('2026-11-21T11:00:00Z'), limit: 10, sortOrder: 'ASCENDING'}

interface Run {
  readonly machine: FakeMachine
  readonly log: MemoryLog
}

/** Reads until `pages` pages have come, or to the end. */
async function read(
  {machine, log}: Run,
  options: Partial<FollowOptions> = {},
  pages = Infinity,
): Promise<{pages: FollowedPage[]; notices: string[]}> {
  const found: FollowedPage[] = []
  const notices: string[] = []
  const onNotice = ({kind}: {readonly kind: string}): void => void notices.push(kind)
  for await (const page of follow({machine, log}, {query, onNotice, ...options})) {
    found.push(page)
    if (found.length >= pages) break
  }
  return {pages: found, notices}
}

const run = (count: number): Run => ({machine: fakeMachine(), log: memoryLog(someEvents(count))})

describe('following the System Log', () => {
  it('reads full pages at once, then waits and asks for the next link of the page that was not full', async () => {
    const setting = run(25)
    const {pages} = await read(setting, {}, 5)
    expect(pages.map(({read: {events}}) => events.length)).to.deep.equal([10, 10, 5, 0, 0])
    expect(setting.log.asked).to.have.length(5)
    expect(setting.log.asked[4]).to.equal(setting.log.asked[3])
    expect(setting.machine.slept).to.have.length(2)
  })

  it('waits longer while nothing comes, from 2 s to 30 s, and is quick again when something does', async () => {
    const setting = run(0)
    const machine: FakeMachine = {...setting.machine, randomBytes: (size) => new Uint8Array(size)}
    await read({...setting, machine}, {}, 10)
    expect(machine.slept.slice(0, 3)).to.deep.equal([3000, 4500, 6750])
    expect(machine.slept.at(-1)).to.equal(30_000)
    setting.log.events.push(...someEvents(1))
    await read({...setting, machine}, {}, 2)
    expect(machine.slept.at(-1)).to.equal(2000)
  })

  it('never polls faster than every 2 s', async () => {
    const setting = run(0)
    await read(setting, {pace: {interval: 1}}, 3)
    expect(Math.min(...setting.machine.slept)).to.be.at.least(2000)
  })

  it('asks for the next page while the last one is handled', async () => {
    const setting = run(25)
    await read(setting, {}, 1)
    expect(setting.log.asked).to.have.length(2)
  })

  it('ends when caught up if asked to, and a bounded query where next is absent', async () => {
    expect((await read(run(20), {untilCaughtUp: true})).pages).to.have.length(3)
    expect((await read(run(20), {query: {...query, until: new Date()}})).pages).to.have.length(2)
  })

  it('gives up a bounded query that the org never ends: pages in a circle, or without an event', async () => {
    const bounded = {query: {...query, until: new Date()}}
    const answering = (events: number, nextOf: (at: number) => number): Run => {
      const setting = run(events)
      let at = 0
      const address = (place: number): string => `https://halyard.test/api/v1/logs?limit=10&after=${place}`
      const log: MemoryLog = {
        ...setting.log,
        read: async (url, options) => ({
          ...(await setting.log.read(url, options)),
          next: address(nextOf(++at)),
        }),
      }
      return {...setting, log}
    }
    const circle = answering(10, (at) => at % 2)
    const {code, failure} = await opsErrorFrom(() => read(circle, bounded))
    expect([code, failure]).to.deep.equal(['OPS_BAD_ANSWER', 'unavailable'])
    expect(circle.log.asked).to.have.length(3)
    const empty = answering(0, (at) => at)
    expect((await opsErrorFrom(() => read(empty, bounded))).message).to.contain('20 pages')
    expect(empty.log.asked).to.have.length(20)
  })

  it('reads over an empty page in the middle of a bounded query', async () => {
    const setting = run(15)
    const log: MemoryLog = {
      ...setting.log,
      read: async (url, options) => {
        const page = await setting.log.read(url, options)
        return url.includes('after=10') && !url.includes('again')
          ? {...page, body: Buffer.from('[]'), next: `${url}&again=1`}
          : page
      },
    }
    const {pages} = await read({...setting, log}, {query: {...query, until: new Date()}})
    expect(pages.map(({read: {events}}) => events.length)).to.deep.equal([10, 0, 5])
  })

  it('restarts before now, not before an event that claims to be of the future', async () => {
    const setting = run(0)
    setting.log.failures.push(refusedCursor())
    const resumeUrl = 'https://halyard.test/api/v1/logs?after=9&limit=10'
    await read(setting, {resumeUrl, resumePublished: '9999-12-31T23:59:59Z'}, 1)
    const since = new Date(setting.machine.now().getTime() - 15 * 60_000).toISOString()
    expect(setting.log.asked[1]).to.contain(`since=${since}`)
  })

  it('waits at a full page that names itself as the next, and says so once', async () => {
    const stuck = run(10)
    const log: MemoryLog = {
      ...stuck.log,
      read: async (url, options) => ({...(await stuck.log.read(url, options)), next: url}),
    }
    const {pages, notices} = await read({...stuck, log}, {}, 4)
    expect(pages.map(({caughtUp}) => caughtUp)).to.deep.equal([true, true, true, true])
    expect(stuck.machine.slept).to.have.length(3)
    expect(Math.min(...stuck.machine.slept)).to.be.at.least(2000)
    expect(notices).to.deep.equal(['trouble'])
  })

  it('restarts 15 minutes before the newest event when the org refuses the place, and says so', async () => {
    const setting = run(15)
    setting.log.failures.push(refusedCursor())
    const {pages, notices} = await read(
      setting,
      {
        resumeUrl: 'https://halyard.test/api/v1/logs?after=9&limit=10',
        resumePublished: '2026-11-21T11:40:00.000Z',
      },
      2,
    )
    expect(notices).to.deep.equal(['healed'])
    expect(setting.log.asked[1]).to.contain('since=2026-11-21T11:25:00.000Z')
    expect(pages.map(({read: {events}}) => events.length)).to.deep.equal([10, 5])
  })

  it('does not restart without end when every place is refused', async () => {
    const setting = run(1)
    setting.log.failures.push(refusedCursor(), refusedCursor())
    expect((await opsErrorFrom(() => read(setting))).code).to.equal('OPS_LOG_CURSOR')
  })

  it('outlives what passes and says it once', async () => {
    const setting = run(3)
    setting.log.failures.push(passing(), passing(), passing())
    const {pages, notices} = await read(setting, {patient: true}, 1)
    expect(pages[0]?.read.events).to.have.length(3)
    expect(notices).to.deep.equal(['trouble', 'recovered'])
  })

  it('waits for room where a recording has filled the disk', async () => {
    const setting = run(3)
    setting.log.failures.push(new OpsError('OPS_DISK_FULL', 'no room for the recording'))
    const {pages, notices} = await read(setting, {patient: true}, 1)
    expect(pages[0]?.read.events).to.have.length(3)
    expect(notices).to.deep.equal(['trouble', 'recovered'])
  })

  it('ends at what stays so, and at what passes when it is not patient', async () => {
    const denied = run(3)
    denied.log.failures.push(new OpsError('OPS_ACCESS_DENIED', 'no', {failure: 'denied'}))
    expect((await opsErrorFrom(() => read(denied, {patient: true}))).code).to.equal('OPS_ACCESS_DENIED')
    const away = run(3)
    away.log.failures.push(passing())
    expect((await opsErrorFrom(() => read(away))).code).to.equal('OPS_SERVICE')
  })

  it('counts late events and the lag behind the org', async () => {
    const setting = run(11)
    setting.log.events[10] = {uuid: 'late', published: '2026-11-21T10:30:00Z'}
    const {pages} = await read(setting, {}, 2)
    expect(pages.map(({freshness}) => freshness.late)).to.deep.equal([0, 1])
    expect(pages[1]?.freshness.lagMs).to.equal(3_591_000)
  })

  it('says that the clock jumped while it slept', async () => {
    const {log, machine} = run(0)
    let jump = 0
    const jumping: FakeMachine = {
      ...machine,
      now: () => new Date(machine.now().getTime() + jump),
      sleep: async (ms) => {
        await machine.sleep(ms)
        jump = 3_600_000
      },
    }
    expect((await read({log, machine: jumping}, {}, 2)).notices).to.deep.equal(['clock'])
  })

  it('pauses after every full page, and after a number of them, where asked', async () => {
    const setting = run(45)
    await read(setting, {pageDelayMs: 70, maxPages: 3, pace: {interval: 9000, jitterMs: 0}}, 5)
    expect(setting.machine.slept).to.deep.equal([70, 70, 9000, 70])
  })

  it('ends quietly when it is stopped', async () => {
    const controller = new AbortController()
    const setting = run(3)
    const pages: FollowedPage[] = []
    for await (const page of follow(setting, {query, signal: controller.signal})) {
      pages.push(page)
      controller.abort(new Error('stop'))
    }
    expect(pages).to.have.length(1)
  })
})
