import {expect} from 'chai'
import {existsSync, readFileSync} from 'node:fs'
import path from 'node:path'
import LogsCollect from '../../../src/commands/logs/collect.js'
import type {Every} from '../../../src/lib/shared/live-line.js'
import {startHalyardLog, type HalyardLog} from '../../support/halyard-log.js'
import {itHidesSelf, itPicks} from '../../support/picks.js'
import {runCommand, type CommandOutcome} from '../../support/run-command.js'

describe('what logs collect picks', () => {
  let log: HalyardLog
  beforeEach(async () => {
    log = await startHalyardLog()
  })
  afterEach(() => log.close())

  let every: Every = () => () => undefined
  const collect = (name: string, ...argv: readonly string[]): Promise<CommandOutcome> => {
    const sink = path.join(log.home.path, `${name}.ndjson`)
    const since = argv.includes('--since') ? [] : ['--since', '1h']
    const said = ['--name', name, '--sink', sink, ...since, '--once', ...argv]
    return runCommand(LogsCollect, said, {machine: log.machine, every})
  }
  let runs = 0
  const types = async (...argv: readonly string[]): Promise<readonly string[]> => {
    const name = `audit-${++runs}`
    const {exitCode, stderr} = await collect(name, ...argv)
    expect(exitCode, stderr).to.equal(0)
    const file = path.join(log.home.path, `${name}.ndjson`)
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : []
    return lines.map((line) => (JSON.parse(line) as {eventType: string}).eventType)
  }

  itPicks({command: 'logs collect', types})
  itHidesSelf({command: 'logs collect', types}, () => log)

  it('keeps a checkpoint for exactly what was picked, in whichever words', async () => {
    expect((await collect('audit', '--outcome', 'failure')).exitCode).to.equal(0)
    expect((await collect('audit', '--outcome', 'FAILURE')).exitCode).to.equal(0)
    expect((await collect('audit', '--filter', 'outcome.result eq "FAILURE"')).exitCode).to.equal(0)
    for (const other of [['--outcome', 'DENY'], ['--outcome', 'FAILURE', '--hide-self'], []])
      expect((await collect('audit', ...other)).exitCode, other.join(' ')).to.equal(9)
  })

  it('[logs collect --status-interval] says how it goes on stderr, as often as it is told', async () => {
    const intervals: number[] = []
    every = (ms, work) => {
      intervals.push(ms)
      const again = (): void => {
        work()
        next = setImmediate(again)
      }
      let next = setImmediate(again)
      return () => {
        clearImmediate(next)
      }
    }
    const [quiet, usual, often] = [
      await collect('a', '--status-interval', 'off'),
      await collect('b'),
      await collect('c', '--status-interval', '5s'),
    ]
    expect(intervals).to.deep.equal([60_000, 5000])
    expect(quiet.stderr).to.match(/^a: 4 events, the newest is \S+ old\n$/)
    for (const {stderr} of [usual, often]) expect(stderr).to.match(/^[bc]: \d events, \d\.\d\/s/m)
    expect([usual.stdout, often.stdout]).to.deep.equal(['', ''])
    expect((await collect('d', '--status-interval', '1ms')).exitCode).to.equal(2)
  })

  it('says where it looked when there is nothing', async () => {
    const {stderr, exitCode} = await collect('audit', '--type', 'user.account.*', '--hide-self')
    expect(exitCode).to.equal(0)
    expect(stderr).to.contain(
      'audit: no events from 2026-11-21T11:00:00.000Z to 2026-11-21T12:00:00.000Z (1h',
    )
    expect(stderr).to.contain('audit: looked for: filter eventType sw "user.account."')
    expect(stderr).to.contain("  next: okta-ops logs query --type 'user.account.*' --hide-self --since 7d\n")
    const file = log.home.write(
      'logs.yaml',
      `version: 1\nsources: [{name: none, q: nowhere, sinks: [{to: ${path.join(log.home.path, 'none')}}]}]\n`,
    )
    const said = await runCommand(LogsCollect, ['--config', file, '--once'], {machine: log.machine})
    expect(said.stderr).to.contain('  next: okta-ops logs query -q nowhere --since 7d\n')
    await collect('all')
    expect((await collect('all', '--since', '2h')).stderr).to.contain(
      'all: no events from 2026-11-21T11:55:00',
    )
  })

  it('begins nowhere that Okta refuses, and goes on from a checkpoint whatever its beginning was', async () => {
    const early = await collect('audit', '--since', '2026-01-01')
    expect(early.exitCode).to.equal(2)
    expect(early.stderr).to.match(/ {2}next: okta-ops logs collect --name audit .* --since 90d\n$/)
    await collect('audit')
    const {exitCode, stderr} = await collect('audit', '--since', '2026-01-01')
    expect([exitCode, stderr.includes('days ago')], stderr).to.deep.equal([0, false])
  })

  it('warns of an event type that nobody knows', async () => {
    const {stderr} = await collect('audit', '--type', 'user.sesion.start')
    expect(stderr).to.match(/^warning: .*user\.sesion\.start.*user\.session\.start/m)
  })

  it('does not take a filter from the environment, which a service may have by accident', async () => {
    const before = process.env['OKTA_OPS_LOG_FILTER']
    process.env['OKTA_OPS_LOG_FILTER'] = 'severity eq "ERROR"'
    try {
      expect(await types()).to.have.length(4)
    } finally {
      if (before === undefined) delete process.env['OKTA_OPS_LOG_FILTER']
      else process.env['OKTA_OPS_LOG_FILTER'] = before
    }
  })

  const refusals: readonly (readonly [argv: readonly string[], says: string])[] = [
    [['--type', 'user.*', '--outcome', 'deny'], `--type, --outcome cannot go with --config: in the file, a source says filter: 'eventType sw "user." and outcome.result eq "DENY"'`], // prettier-ignore
    [['--filter', 'actor.id pr', '-q', "it's"], `a source says filter: 'actor.id pr' and q: 'it''s'`],
    [['--type', 'a.*.b'], `a source says filter: 'FILTER'`],
    [['--hide-self'], `a source says filter: 'not (actor.id eq "CLIENT_ID")'`],
  ]
  for (const [argv, says] of refusals)
    it(`names the key of logs.yaml instead of ${argv.join(' ')}`, async () => {
      const config = log.home.write(
        'logs.yaml',
        'version: 1\nsources: [{name: audit, since: 1h, sinks: [{to: "-"}]}]\n',
      )
      const {stderr, exitCode} = await runCommand(LogsCollect, ['--config', config, '--once', ...argv], {
        machine: log.machine,
      })
      expect(exitCode).to.equal(2)
      expect(stderr)
        .to.contain(says)
        .and.to.match(/next: okta-ops logs validate --config .*logs\.yaml/)
    })

  it('refuses what means nothing before it asks the org', async () => {
    const before = log.requests().length
    expect((await collect('audit', '--severity', 'HIGH')).stderr).to.contain('--severity is one of')
    expect(log.requests()).to.have.length(before)
  })
})
