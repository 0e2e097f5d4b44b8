import {expect} from 'chai'
import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import LogsBackfill from '../../../src/commands/logs/backfill.js'
import LogsCollect from '../../../src/commands/logs/collect.js'
import LogsQuery from '../../../src/commands/logs/query.js'
import {fetchWindows} from '../../../src/lib/logs/backfill/fetch-windows.js'
import {windowsOf} from '../../../src/lib/logs/backfill/windows.js'
import {withCheckpoints} from '../../../src/lib/logs/collect/logs-store.js'
import {startHalyardLog, type HalyardLog} from '../../support/halyard-log.js'
import {memoryLog} from '../../support/log-server.js'
import {itHidesSelf, itPicks, itTakesOrgFlags, login, sso} from '../../support/picks.js'
import {runBin} from '../../support/run-bin.js'
import {runCommand, type CommandOutcome} from '../../support/run-command.js'

describe('logs backfill', () => {
  let log: HalyardLog
  beforeEach(async () => {
    log = await startHalyardLog()
  })
  afterEach(() => log.close())

  const folder = (name = 'history'): string => path.join(log.home.path, name)
  /** Over the last four hours into `history`, unless `argv` says otherwise. */
  const backfill = (...argv: readonly string[]): Promise<CommandOutcome> => {
    const since = argv.includes('--since') ? [] : ['--since', '4h']
    const dir = argv.includes('--dir') ? [] : ['--dir', folder()]
    return runCommand(LogsBackfill, [...since, ...dir, ...argv], {machine: log.machine})
  }
  const file = (name?: string): string => readFileSync(path.join(folder(name), 'events.ndjson'), 'utf8')
  const types = (): readonly string[] =>
    file()
      .split('\n')
      .slice(0, -1)
      .map((line) => (JSON.parse(line) as {eventType: string}).eventType)
  const windows = (): readonly string[] => readdirSync(folder()).filter((name) => name.startsWith('2026'))
  const serial = async (...argv: readonly string[]): Promise<string> => {
    const range = ['--order', 'oldest', '-o', 'ndjson', ...argv]
    return (await runCommand(LogsQuery, range, {machine: log.machine})).stdout
  }
  it('makes in windows what one query makes, byte for byte and each event once', async () => {
    for (let minute = 0; minute < 480; minute += 3) {
      log.happen({eventType: 'policy.evaluate_sign_on', debugContext: {debugData: {n: minute}}}, minute)
      // On the very edge of two windows, too.
      if (minute % 60 === 0) log.happen({eventType: 'user.session.end'}, minute)
    }
    const range = ['--since', '2026-11-21T04:00:00Z', '--until', '2026-11-21T12:00:00Z']
    const {stdout, stderr, exitCode} = await backfill(...range)
    expect(exitCode, stderr).to.equal(0)
    expect(stdout).to.equal(`${path.join(folder(), 'events.ndjson')}\n`)
    expect(file()).to.equal(await serial(...range))
    const uuids = file().match(/"uuid":"[^"]+"/g) ?? []
    expect(new Set(uuids).size).to.equal(uuids.length)
    expect(statSync(path.join(folder(), 'events.ndjson')).mode & 0o777).to.equal(0o600)
  })

  it('fetches no finished window again, and begins a half-written one anew', async () => {
    await backfill()
    const [first = '', second = ''] = windows()
    rmSync(path.join(folder(), second))
    writeFileSync(path.join(folder(), `${second}.part`), '{"half')
    const before = log.requests().length
    log.machine.advance(60_000) // "4h ago" is another moment by now
    const {json} = await backfill('--json')
    expect(json().result).to.include({windows: 4, skipped: 3, events: 4})
    expect(log.requests().length - before).to.equal(1)
    expect(windows()).to.include(first).and.not.include(`${second}.part`)
  })

  it('killed in the middle, the next run repeats no finished window', async function () {
    this.timeout(60_000)
    const env = {...log.machine.env, PATH: process.env['PATH']}
    const argv = ['logs', 'backfill', '--since', '2026-11-19T12:00:00Z', '--until', '2026-11-21T12:00:00Z']
    argv.push('--dir', folder(), '--parallel', '2', '--rate-share', '100%')
    const killed = await runBin(argv, {
      env,
      onStart: (child) => {
        const look = setInterval(() => {
          if (!existsSync(folder()) || windows().filter((name) => name.endsWith('.ndjson')).length < 5) return
          clearInterval(look)
          child.kill('SIGKILL')
        }, 2)
        child.on('exit', () => {
          clearInterval(look)
        })
      },
    })
    expect(killed.exitCode, killed.stderr).to.equal(137)
    const finished = windows().filter((name) => name.endsWith('.ndjson')).length
    expect(finished).to.be.within(5, 47)
    const before = log.requests().length
    const again = await runBin(argv, {env})
    expect(again.exitCode, again.stderr).to.equal(0)
    expect(log.requests().length - before).to.equal(48 - finished)
    expect(file()).to.equal(await serial('--since', '2d'))
  })

  it('[logs backfill --dir] belongs to one backfill', async () => {
    await backfill()
    const other = await backfill('--type', 'user.*')
    expect(other.exitCode).to.equal(9)
    expect(other.stderr).to.contain('holds another backfill: its filter is null, not "eventType sw')
    expect((await backfill('--dir', folder('other'))).exitCode).to.equal(0)
    expect(file('other')).to.equal(file())
  })

  it('[logs backfill --since] and [logs backfill --until] bound the range', async () => {
    await backfill('--since', '2h', '--until', '30m')
    expect(types()).to.deep.equal([login, sso])
    expect((await backfill('--since', '181d')).exitCode).to.equal(2)
  })

  it('[logs backfill --window] sets the length of a window', async () => {
    await backfill('--window', '2h')
    expect(windows()).to.have.length(2)
    expect((await backfill('--dir', folder('b'), '--window', '5s')).exitCode).to.equal(2)
  })

  it('[logs backfill --parallel] fetches so many at a time', async () => {
    const most = async (parallel: string): Promise<number> => {
      let [now, peak] = [0, 0]
      const memory = memoryLog([])
      const range = {since: new Date('2026-11-21T00:00:00Z'), until: new Date('2026-11-21T08:00:00Z')}
      const slow = {
        ...memory,
        read: async (url: string) => {
          peak = Math.max(peak, ++now)
          await new Promise((resolve) => setImmediate(resolve))
          now--
          return memory.read(url)
        },
      }
      const home = folder(`p${parallel}`)
      mkdirSync(home, {recursive: true})
      await fetchWindows(
        {
          machine: log.machine,
          log: slow,
          say: () => undefined,
          signal: new AbortController().signal,
          folder: home,
          selection: {filter: undefined, q: undefined, accepts: undefined},
          onDone: () => undefined,
        },
        windowsOf(range, 3_600_000),
        Number(parallel),
      )
      return peak
    }
    expect([await most('1'), await most('3')]).to.deep.equal([1, 3])
    expect((await backfill('--parallel', '0')).exitCode).to.equal(2)
    expect((await backfill('--parallel', '3')).exitCode).to.equal(0)
  })

  it('[logs backfill --name] hands over to the collector, without a gap and without a repeat', async () => {
    const {stderr} = await backfill('--name', 'audit')
    expect(stderr).to.contain('  next: okta-ops logs collect --name audit --sink audit.ndjson')
    log.happen({eventType: 'user.session.end'})
    log.happen({eventType: 'user.account.lock'}, 8) // filed late: before the backfill's end
    const sink = path.join(log.home.path, 'audit.ndjson')
    const collected = await runCommand(LogsCollect, ['--name', 'audit', '--sink', sink, '--once'], {
      machine: log.machine,
    })
    expect(collected.exitCode, collected.stderr).to.equal(0)
    const found = log.home.read('audit.ndjson').match(/"eventType":"[^"]+"/g)
    expect(found).to.have.members(['"eventType":"user.session.end"', '"eventType":"user.account.lock"'])
    const before = file()
    const again = await backfill('--name', 'audit')
    expect(again.exitCode, again.stderr).to.equal(0)
    expect(again.stderr).to.contain('finished before: the checkpoint audit was made by this backfill')
    expect(file()).to.equal(before)
    for (const other of [
      ['--overlap', '1m'],
      ['--dir', folder('other'), '--since', '3h', '--window', '2h', '--until', '1h'],
    ]) {
      const taken = await backfill('--name', 'audit', ...other)
      expect(taken.exitCode).to.equal(9)
      expect(taken.stderr).to.contain('there is a checkpoint named audit already')
    }
    expect(existsSync(path.join(folder('other'), 'backfill.json')), 'nothing is begun').to.equal(false)
  })

  it('hands a filter over to the collector that is started as it says', async () => {
    const {stderr} = await backfill(
      '--name',
      'audit',
      '--type',
      'user.*',
      '--type',
      'group.*.add',
      '--hide-self',
    )
    const next = "--name audit --type 'user.*' --type 'group.*.add' --hide-self --sink audit.ndjson"
    expect(stderr).to.contain(`  next: okta-ops logs collect ${next}\n`)
    const collect = async (...argv: readonly string[]): Promise<number> =>
      (
        await runCommand(
          LogsCollect,
          ['--name', 'audit', '--once', '--sink', path.join(log.home.path, 'audit.ndjson'), ...argv],
          {machine: log.machine},
        )
      ).exitCode
    expect(await collect('--type', 'user.*')).to.equal(9)
    expect(await collect('--type', 'user.*', '--type', 'group.*.add', '--hide-self')).to.equal(0)
  })

  it('[logs backfill --overlap] sets how far before the end that is', async () => {
    const since = (name: string): Promise<string | undefined> =>
      withCheckpoints(log.machine, (checkpoints) => checkpoints.find(name)?.since)
    await backfill('--name', 'one')
    await backfill('--name', 'two', '--overlap', '1h')
    expect([await since('one'), await since('two')]).to.deep.equal([
      '2026-11-21T11:45:00.000Z',
      '2026-11-21T11:00:00.000Z',
    ])
  })

  const picked = async (...argv: readonly string[]): Promise<readonly string[]> => {
    rmSync(folder(), {recursive: true, force: true})
    await backfill('--window', '4h', ...argv)
    return types()
  }
  itPicks({command: 'logs backfill', types: picked})
  itHidesSelf({command: 'logs backfill', types: picked}, () => log)
  itTakesOrgFlags('logs backfill', backfill)
})
