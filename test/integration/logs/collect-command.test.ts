import {expect} from 'chai'
import fs from 'node:fs'
import path from 'node:path'
import LogsCollect from '../../../src/commands/logs/collect.js'
import CheckpointExport from '../../../src/commands/logs/checkpoint/export.js'
import CheckpointImport from '../../../src/commands/logs/checkpoint/import.js'
import CheckpointList from '../../../src/commands/logs/checkpoint/list.js'
import CheckpointReset from '../../../src/commands/logs/checkpoint/reset.js'
import CheckpointSet from '../../../src/commands/logs/checkpoint/set.js'
import CheckpointShow from '../../../src/commands/logs/checkpoint/show.js'
import LogsReplay from '../../../src/commands/logs/replay.js'
import {startHostileLog, type HostileLog} from '../../support/hostile-log-server.js'
import {withLock} from '../../../src/lib/shared/file-lock.js'
import {fakeMachine} from '../../support/fake-machine.js'
import {startLoopbackServer} from '../../support/loopback-server.js'
import {liveMachine} from '../../support/live-machine.js'
import {runCommand, type CommandOutcome} from '../../support/run-command.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'

const since = '2026-11-21T11:00:00Z'

describe('logs collect and logs checkpoint', () => {
  let home: TempHome
  let log: HostileLog
  let now: Date
  beforeEach(async () => {
    home = createTempHome()
    now = new Date('2026-11-21T12:00:00Z')
    log = await startHostileLog({events: 30, seed: 5, wrongPercent: 0})
  })
  afterEach(async () => {
    await log.close()
    home.remove()
  })

  const file = (name = 'audit.ndjson'): string => path.join(home.path, name)
  const lines = (name?: string): string[] => fs.readFileSync(file(name), 'utf8').split('\n').slice(0, -1)
  const run = (
    command: unknown,
    argv: readonly string[],
    env: Record<string, string> = {},
  ): Promise<CommandOutcome> =>
    runCommand(command, argv, {
      machine: {
        ...liveMachine({
          HOME: home.path,
          OKTA_OPS_STATE_DIR: file('state'),
          OKTA_OPS_CONFIG_DIR: file('config'),
          OKTA_ORG_URL: log.url,
          OKTA_API_TOKEN: 'halyard-collect',
          ...env,
        }),
        now: () => now,
      },
    })
  const collect = (...argv: string[]): Promise<CommandOutcome> =>
    run(LogsCollect, [
      ...['--name', 'audit', '--sink', file(), '--once'],
      ...(argv.includes('--since') ? argv : ['--since', since, ...argv]),
    ])

  for (const {name, other} of [
    {name: 'the same name', other: 'audit.ndjson'},
    {name: 'a name through a link', other: 'link/audit.ndjson'},
  ])
    it(`keeps a file for the checkpoint it belongs to, also under ${name}`, async () => {
      fs.symlinkSync('.', file('link'))
      await collect()
      const before = fs.readFileSync(file())
      const {exitCode, stderr} = await run(LogsCollect, [
        ...['--name', 'second', '--sink', file(other), '--once', '--since', since],
      ])
      expect(exitCode).to.equal(9)
      expect(stderr).to.contain('belongs to the checkpoint audit').and.to.contain('checkpoint show audit')
      expect(fs.readFileSync(file()).equals(before)).to.equal(true)
    })

  it('lets only one process write a file, and says which', async () => {
    await withLock(fakeMachine(), file('audit.ndjson.okta-ops.lock'), async () => {
      const {exitCode, stderr} = await collect()
      expect(exitCode).to.equal(6)
      expect(stderr).to.contain(`process ${process.pid} holds`)
    })
    expect((await collect()).exitCode).to.equal(0)
    expect(fs.existsSync(file('audit.ndjson.okta-ops.lock'))).to.equal(false)
  })

  it('refuses one sink given twice', async () => {
    const {exitCode, stderr} = await collect('--sink', `${home.path}/./audit.ndjson`)
    expect(exitCode).to.equal(2)
    expect(stderr).to.contain('is given twice as a sink')
  })

  it('says which events a receiver refuses for good, where they are kept, and ends with 1', async () => {
    const receiver = await startLoopbackServer(() => ({status: 400, body: 'no'}))
    const kept = file('refused.ndjson')
    const sink = `${receiver.url}/in#dead-letters=${kept}`
    const {exitCode, stderr, stdout} = await run(LogsCollect, [
      ...['--name', 'away', '--sink', sink, '--once', '--since', since, '--json'],
    ])
    await receiver.close()
    expect(exitCode).to.equal(1)
    expect(stderr).to.contain(
      `events are refused for good (the receiver answered 400); they are kept in ~/refused.ndjson`,
    )
    expect(stderr).to.contain(`30 events, 30 of them refused by the receiver and kept in ~/refused.ndjson`)
    expect(fs.readFileSync(kept, 'utf8').trimEnd().split('\n')).to.have.length(30)
    expect(JSON.parse(stdout)).to.nested.include({
      'result.sources[0].refused': 30,
      'result.sources[0].deadLetters': kept,
    })
  })

  it('[logs collect --name] [logs collect --sink] [logs collect --once] collects into the sink and ends when caught up', async () => {
    const {exitCode, stderr} = await collect()
    expect(exitCode, stderr).to.equal(0)
    expect(lines()).to.have.length(30)
    expect(stderr).to.match(/^audit: 30 events, \d repeated and skipped, the newest is /m)
    expect((await run(LogsCollect, ['--once'])).exitCode).to.equal(2)
  })

  it('[logs collect --since] begins later', async () => {
    await collect('--since', '2026-11-21T11:00:20Z')
    expect(lines()).to.have.length(10)
    const {stderr} = await collect('--since', '2h')
    expect(stderr).to.match(
      /^audit: --since is for a first run .* okta-ops logs checkpoint set audit --since 2h$/m,
    )
  })

  it('[logs collect --filter] [logs collect --q] send what Okta filters and refuse what it cannot read', async () => {
    expect((await collect('--filter', 'published ge "2026-11-21T11:00:25Z"')).exitCode).to.equal(0)
    expect(lines()).to.have.length(5)
    expect((await collect('--filter', 'eventType is "x"')).exitCode).to.equal(2)
    expect((await collect('--query', 'x'.repeat(41))).exitCode).to.equal(2)
  })

  it('[logs collect --interval] refuses to poll faster than 2 s', async () => {
    expect((await collect('--interval', '5s')).exitCode).to.equal(0)
    expect((await collect('--interval', '1s')).exitCode).to.equal(2)
  })

  it('[logs collect --dedupe-window] a short one lets repeats through', async () => {
    expect((await collect('--dedupe-window', '0s')).stderr).to.match(/^audit: 3\d events/m)
  })

  it('[logs collect --rotate-size] [logs collect --gzip] [logs collect --keep] rotate, compress and remove', async () => {
    const config = home.write(
      'logs.yaml',
      `version: 1\nsources: [{name: audit, since: ${since}, pageSize: 5, sinks: [{to: ${file()}, rotateSize: 600}]}]\n`,
    )
    await run(LogsCollect, ['--config', config, '--once'])
    const closed = (): string[] => fs.readdirSync(home.path).filter((name) => name.startsWith('audit-'))
    const before = closed()
    expect(before.length).to.be.greaterThan(2)
    await run(CheckpointSet, ['audit', '--since', since])
    await collect('--rotate-size', '1k', '--gzip', '--dedupe-window', '0s')
    expect(closed().every((name) => name.endsWith('.gz'))).to.equal(true)
    await run(CheckpointSet, ['audit', '--since', since])
    await collect('--rotate-size', '1k', '--keep', '2', '--dedupe-window', '0s')
    expect(closed()).to.have.length(2)
  })

  it('[logs collect --rotate-daily] closes the file of the day before', async () => {
    await collect()
    const state = home.read('audit.ndjson')
    await run(CheckpointSet, ['audit', '--since', since])
    now = new Date('2026-11-22T12:00:00Z')
    await collect('--rotate-daily', '--dedupe-window', '0s')
    expect(home.read('audit-2026-11-21.0001.ndjson')).to.equal(state)
  })

  it('[logs collect --config] [logs collect --source] takes the sources of a file, or one of them', async () => {
    const source = (name: string): string =>
      `  - {name: ${name}, since: ${since}, sinks: [{to: ${file(name)}}]}\n`
    const config = home.write('logs.yaml', `version: 1\nsources:\n${source('one')}${source('two')}`)
    await run(LogsCollect, ['--config', config, '--source', 'two', '--once'])
    expect([fs.existsSync(file('one')), lines('two').length]).to.deep.equal([false, 30])
    const both = await run(LogsCollect, ['--config', config, '--once', '--json'])
    expect(both.json().result).to.have.property('sources').with.length(2)
    expect((await run(LogsCollect, ['--config', config, '--source', 'three'])).exitCode).to.equal(2)
  })

  it('[logs collect --record] keeps pages that replay shows, a folder each for the sources of a file', async () => {
    await collect('--record', file('tape'))
    const kept = fs.readdirSync(file('tape')).map((name) => home.read(`tape/${name}`))
    expect(kept.join('')).to.contain('"x-rate-limit-limit":"100000"').and.not.to.contain('halyard-collect')
    expect(fs.statSync(path.join(file('tape'), '00000001.page.json')).mode & 0o777).to.equal(0o600)
    const {stdout} = await run(LogsReplay, [file('tape'), '-o', 'ndjson'])
    expect(stdout).to.equal(home.read('audit.ndjson'))
    const config = home.write(
      'logs.yaml',
      `version: 1\nsources: [{name: two, since: ${since}, sinks: [{to: ${file('two')}}]}]\n`,
    )
    await run(LogsCollect, ['--config', config, '--once', '--record', file('tapes')])
    expect(fs.readdirSync(file('tapes'))).to.deep.equal(['two'])
  })

  it('[logs collect --metrics] serves figures while it runs', async () => {
    expect((await collect('--metrics', '0')).stderr).to.match(/^metrics: http:\/\/127\.0\.0\.1:\d+\/metrics/m)
  })

  it('[logs collect --org] [logs collect --rate-share] are the org and its share', async () => {
    expect((await collect('--org', 'nowhere')).exitCode).to.not.equal(0)
    expect((await collect('--rate-share', '0%')).exitCode).to.equal(2)
  })

  it('shows, lists and resets a checkpoint', async () => {
    await collect()
    expect((await run(CheckpointList, ['--json'])).json().result).to.have.nested.property('[0].name', 'audit')
    expect((await run(CheckpointShow, ['audit', '--json'])).json().result).to.have.nested.property(
      'counts.events',
      30,
    )
    expect((await run(CheckpointReset, ['audit'])).exitCode).to.equal(0)
    expect((await run(CheckpointShow, ['audit'])).exitCode).to.equal(2)
  })

  it('[logs checkpoint set --since] [logs checkpoint set --next] move it, within its own org only', async () => {
    await collect()
    await run(CheckpointSet, ['audit', '--since', '2026-11-21T11:00:10Z'])
    expect((await collect()).stderr).to.match(/^audit: 0 events, 2\d repeated and skipped/m)
    const own = `${log.url}/api/v1/logs?limit=10&after=0&since=${since}`
    expect((await run(CheckpointSet, ['audit', '--next', own])).exitCode).to.equal(0)
    const foreign = await run(CheckpointSet, [
      'audit',
      '--next',
      'https://elsewhere.test/api/v1/logs?after=1',
    ])
    expect(foreign.exitCode).to.equal(2)
    expect((await run(CheckpointSet, ['audit'])).exitCode).to.equal(2)
  })

  it('[logs checkpoint import --force] takes an export to another machine, with what was seen', async () => {
    await collect()
    const exported = home.write('export.json', (await run(CheckpointExport, ['audit'])).stdout)
    expect((await run(CheckpointImport, [exported])).exitCode).to.equal(9)
    expect((await run(CheckpointImport, [exported, '--force'])).exitCode).to.equal(0)
    await run(CheckpointSet, ['audit', '--since', since])
    expect((await collect()).stderr).to.match(/^audit: 0 events/m)
    expect((await run(CheckpointImport, [home.write('bad.json', '{"version":2}')])).exitCode).to.equal(2)
  })

  it('takes over all checkpoints of an export or none', async () => {
    await collect()
    const kept = (await run(CheckpointExport, ['audit'])).stdout
    const {version, checkpoints} = JSON.parse(kept) as {version: number; checkpoints: object[]}
    const both = JSON.stringify({version, checkpoints: [{...checkpoints[0], name: 'other'}, ...checkpoints]})
    const names = async (): Promise<unknown> => (await run(CheckpointList, ['--json'])).json().result
    const before = await names()
    const {exitCode, stderr} = await run(CheckpointImport, [home.write('both.json', both)])
    expect(exitCode).to.equal(9)
    expect(stderr).to.contain('import --force ').and.to.contain('both.json')
    const broken = both.replace('"offset":', '"offset":-')
    expect((await run(CheckpointImport, [home.write('broken.json', broken), '--force'])).exitCode).to.equal(2)
    expect(await names()).to.deep.equal(before)
    expect((await run(CheckpointImport, [file('both.json'), '--force'])).exitCode).to.equal(0)
    expect(await names()).to.have.length(2)
  })
})
