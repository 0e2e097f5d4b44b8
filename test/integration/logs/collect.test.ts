import {expect} from 'chai'
import fs from 'node:fs'
import path from 'node:path'
import {createFileSink} from '../../../src/lib/delivery/file-sink.js'
import type {Batch, Sink} from '../../../src/lib/delivery/sink.js'
import {readLogFilter} from '../../../src/lib/logs/collect/log-filter.js'
import {asOnlyCollector} from '../../../src/lib/logs/collect/logs-store.js'
import {OpsError} from '../../../src/lib/shared/errors.js'
import {collect, type Collecting} from '../../support/collecting.js'
import {fakeMachine} from '../../support/fake-machine.js'
import {memoryLog, passing, refusedCursor, someEvents, type MemoryLog} from '../../support/log-server.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'
import {opsErrorFrom} from '../../support/thrown.js'

describe('collecting the System Log', () => {
  let home: TempHome
  let log: MemoryLog
  beforeEach(() => {
    home = createTempHome()
    log = memoryLog(someEvents(25))
  })
  afterEach(() => {
    home.remove()
  })

  const machineAt = (moment: string): ReturnType<typeof fakeMachine> =>
    fakeMachine({OKTA_OPS_STATE_DIR: path.join(home.path, 'state')}, new Date(moment))
  const run = (given: Partial<Collecting> = {}): ReturnType<typeof collect> =>
    collect({home: home.path, log, ...given})
  const uuids = (): string[] =>
    home
      .read('audit.ndjson')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as {uuid: string}).uuid)
  const allUuids = (): string[] => log.events.map((event) => (event as {uuid: string}).uuid)

  it('writes every event once and goes on where it was', async () => {
    await run()
    log.events.push(...someEvents(5, '2026-11-21T12:00:00Z'))
    const {status, said} = await run()
    expect(uuids()).to.deep.equal(allUuids())
    expect(status).to.include({delivered: 5, repeated: 0, state: 'stopped'})
    expect(said[0]).to.match(/^audit: going on where it was .* ago, after 25 events$/)
  })

  it('leaves out what arrived before, within a page, between pages and between runs', async () => {
    const first = log.events[0] ?? {}
    log.events.push(first, first)
    expect((await run()).status.repeated).to.equal(2)
    log.events.push(first)
    expect((await run()).status.repeated).to.equal(1)
    expect(uuids()).to.have.length(25)
  })

  it('beyond the dedupe window a repeated event is written again', async () => {
    await run({machine: machineAt('2026-11-21T12:00:00Z')})
    log.events.push(log.events[0] ?? {})
    await run({machine: machineAt('2026-11-22T11:59:59Z')})
    expect(uuids()).to.have.length(25)
    log.events.push(log.events[0] ?? {})
    await run({machine: machineAt('2026-11-22T12:00:02Z')})
    expect(uuids()).to.have.length(26)
  })

  it('writes events without a uuid rather twice than never', async () => {
    log.events.push({eventType: 'odd'}, {eventType: 'odd'})
    expect((await run()).status.delivered).to.equal(27)
  })

  it('runs here what Okta cannot filter', async () => {
    const source = readLogFilter({
      filter: 'eventType eq "user.session.start" and published gt "2026-11-21T11:00:20Z"',
    })
    const {status} = await run({source})
    expect(source.serverFilter).to.equal('eventType eq "user.session.start"')
    expect(status).to.include({delivered: 4, filtered: 21})
  })

  it('refuses a checkpoint of another filter or org, and names the way out', async () => {
    await run()
    const other = await opsErrorFrom(() => run({source: readLogFilter({filter: 'severity eq "WARN"'})}))
    expect(other).to.include({
      code: 'OPS_CHECKPOINT',
      failure: 'refused',
      next: 'okta-ops logs checkpoint reset audit',
    })
    const elsewhere = await opsErrorFrom(() => run({log: {...log, orgUrl: 'https://other.test'}}))
    expect(elsewhere.message).to.contain('another org (https://halyard.test)')
  })

  it('lets only one process collect under a name, and says which', async () => {
    const machine = machineAt('2026-11-21T12:00:00Z')
    const second = await asOnlyCollector(machine, 'audit', () => opsErrorFrom(() => run({machine})))
    expect(second).to.include({code: 'OPS_LOCK_TIMEOUT', failure: 'unavailable'})
    expect(second.message).to.contain(`process ${process.pid} `)
  })

  it('heals from the time of the last page, not from an event that claims to be of the future', async () => {
    const soon = machineAt('2026-11-21T12:00:00Z')
    log.events.push({uuid: 'future', published: '9999-12-31T23:59:59Z'})
    await run({
      machine: soon,
      decorate: (checkpoints) => ({
        ...checkpoints,
        // As an earlier version kept it.
        save: (at, seen) => {
          checkpoints.save({...at, published: '9999-12-31T23:59:59Z'}, seen)
        },
      }),
    })
    log.failures.push(refusedCursor())
    await run({machine: machineAt('2026-11-24T12:00:00Z')})
    expect(log.asked[4]).to.contain('since=2026-11-21T11:45:00.000Z')
  })

  it('repeats nothing when the org forgets the place', async () => {
    await run()
    log.failures.push(refusedCursor())
    log.events.push(...someEvents(3, '2026-11-21T12:00:00Z'))
    const {status, said} = await run()
    expect(status).to.include({delivered: 3, repeated: 25, healed: 1})
    expect(said.join('\n')).to.contain('may be missing')
    expect(uuids()).to.deep.equal(allUuids())
  })

  /** Stops after the page with which `delivered` events are reached. */
  const until = (count: number): {signal: AbortSignal; sink: Sink & {readonly batches: Batch[]}} => {
    const controller = new AbortController()
    const batches: Batch[] = []
    return {
      signal: controller.signal,
      sink: {
        label: 'test',
        batches,
        open: () => Promise.resolve(),
        write: (batch) => {
          batches.push(batch)
          const sum = batches.reduce((total, {events}) => total + events.length, 0)
          if (sum >= count) controller.abort(new Error('stop'))
          return Promise.resolve(null)
        },
        close: () => Promise.resolve(),
      },
    }
  }

  it('outlives a service and a sink that are away, says it once, and finishes the page in hand when stopped', async () => {
    log.failures.push(passing(), passing())
    const {signal, sink} = until(20)
    let failures = 3
    const weak: Sink = {
      ...sink,
      write: (batch) =>
        failures-- > 0
          ? Promise.reject(new OpsError('OPS_DISK_FULL', 'the disk is full'))
          : sink.write(batch),
    }
    const {status, said} = await run({signal, sinks: [weak], source: {once: false}})
    expect(status).to.include({delivered: 20, failures: 2, state: 'stopped'})
    expect(said).to.deep.equal([
      'audit: the org is away; trying again until it passes',
      'audit: the System Log answers again',
      'audit: the disk is full',
      'audit: events are taken again',
    ])
    await run()
    expect(uuids()).to.have.length(5)
  })

  it('ends at once with --once when a sink is away', async () => {
    const weak: Sink = {...until(1).sink, write: () => Promise.reject(new OpsError('OPS_DISK_FULL', 'full'))}
    expect((await opsErrorFrom(() => run({sinks: [weak]}))).code).to.equal('OPS_DISK_FULL')
  })

  it('writes to several sinks', async () => {
    const {sink} = until(Infinity)
    const {sink: other} = until(Infinity)
    await run({sinks: [sink, {...other, label: 'other'}]})
    expect([sink, other].map(({batches}) => batches.flatMap(({events}) => events).length)).to.deep.equal([
      25, 25,
    ])
  })

  for (const {name, breaks} of [
    {name: 'when it should rotate', breaks: 'turn'},
    {name: 'when it has rotated', breaks: 'write'},
  ] as const)
    it(`repeats nothing in the first of two rotated files when the second breaks down ${name}`, async () => {
      const rotated = (file: string): Sink =>
        createFileSink({file: path.join(home.path, file), rotateBytes: 2500})
      const failing = (sink: Sink): Sink => {
        let turns = 0
        const fail = (): Promise<never> => Promise.reject(new OpsError('OPS_SINK', 'broken down'))
        return {
          ...sink,
          turn: (next) => {
            const turn = sink.turn?.(next)
            if (turn !== undefined) turns++
            return turn === undefined || turns < 2 || breaks !== 'turn' ? turn : {...turn, perform: fail}
          },
          write: (batch, signal) => (turns < 2 ? sink.write(batch, signal) : fail()),
        }
      }
      const broken = [rotated('one.ndjson'), failing(rotated('two.ndjson'))]
      expect(await opsErrorFrom(() => run({sinks: broken}))).to.include({code: 'OPS_SINK'})
      for (const sink of broken) await sink.close().catch(() => undefined)
      await run({sinks: [rotated('one.ndjson'), rotated('two.ndjson')]})
      for (const file of ['one', 'two']) {
        const lines = fs
          .readdirSync(home.path)
          .filter((entry) => entry.startsWith(file))
          .flatMap((entry) => home.read(entry).trimEnd().split('\n'))
          .filter((line) => line !== '')
        expect(
          lines.map((line) => (JSON.parse(line) as {uuid: string}).uuid),
          file,
        ).to.have.members(allUuids())
      }
    })
})
