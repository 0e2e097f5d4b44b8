import {expect} from 'chai'
import path from 'node:path'
import LogsQuery from '../../../src/commands/logs/query.js'
import LogsReplay from '../../../src/commands/logs/replay.js'
import LogsStats from '../../../src/commands/logs/stats.js'
import {startHalyardLog, type HalyardLog} from '../../support/halyard-log.js'
import {itHidesSelf, itPicks, itTakesOrgFlags, joined, login, typesIn} from '../../support/picks.js'
import {runCommand, type CommandOutcome} from '../../support/run-command.js'

describe('logs replay', () => {
  let log: HalyardLog
  let tape: string
  let lines: string
  before(async () => {
    log = await startHalyardLog()
    tape = path.join(log.home.path, 'tape')
    const recorded = await runCommand(LogsQuery, ['--record', tape, '-o', 'ndjson', '--order', 'oldest'], {
      machine: log.machine,
    })
    lines = recorded.stdout
    log.home.write('audit.ndjson', lines)
    await log.sandbox.close()
  })
  after(() => {
    log.home.remove()
  })

  const replay = (...argv: readonly string[]): Promise<CommandOutcome> =>
    runCommand(LogsReplay, [tape, ...argv], {machine: log.machine})
  const types = async (...argv: readonly string[]): Promise<readonly string[]> =>
    typesIn(await replay('--template', '${{eventType}}', ...argv))

  it('shows a recording without an org, byte for byte', async () => {
    const {stdout, stderr} = await replay('-o', 'ndjson')
    expect(stdout).to.equal(lines)
    expect(stderr).to.equal('4 events seen, all shown\n')
  })

  it('shows each event once, however many files hold it', async () => {
    const {stdout, stderr} = await replay(path.join(log.home.path, 'audit.ndjson'), '-o', 'ndjson')
    expect(stdout).to.equal(lines)
    expect(stderr).to.contain('8 events seen, 4 shown, 4 repeats skipped')
  })

  it('[logs replay --speed] lets events pass in their own time', async () => {
    const before = log.machine.slept.length
    await replay('--speed', '60x')
    expect(log.machine.slept.slice(before).map((ms) => Math.round(ms / 1000))).to.deep.equal([10, 30, 5])
    expect((await replay('--speed', 'soon')).exitCode).to.equal(2)
  })

  itPicks({command: 'logs replay', types, without: ['q']})

  it('[logs replay --limit] shows so many', async () => {
    expect(await types('--limit', '1')).to.deep.equal([login])
  })

  it('[logs replay --output] and [logs replay --fields] and [logs replay --template] choose the form', async () => {
    const {stdout} = await replay('--limit', '1', '-o', 'csv', '--fields', 'actor.displayName')
    expect(stdout).to.equal('actor.displayName\r\nMara Lind\r\n')
    expect((await replay('--limit', '1', '--template', '${{transaction.id}}')).stdout).to.equal('txn-1\n')
  })
})

describe('logs stats', () => {
  let log: HalyardLog
  before(async () => {
    log = await startHalyardLog()
  })
  after(() => log.close())

  const stats = (...argv: readonly string[]): Promise<CommandOutcome> =>
    runCommand(LogsStats, argv, {machine: log.machine})
  const byType = async (...argv: readonly string[]): Promise<readonly string[]> => {
    const {json} = await stats('--by', 'type', '--json', ...argv)
    const {by} = json().result as {by: {type: readonly {value: string}[]}}
    return by.type.map(({value}) => value)
  }

  it('draws a chart for type, outcome and actor', async () => {
    const {stdout} = await stats()
    expect(stdout).to.match(/^4 events\n\nby type\n {2}user\.session\.start +█+ +2 +50%\n/)
    expect(stdout).to.match(
      /by outcome\n {2}SUCCESS .* 75%\n {2}FAILURE .* 25%\n\nby actor\n {2}mara@halyard\.test /,
    )
  })

  it('[logs stats --by] counts by what was asked for', async () => {
    expect((await stats('--by', 'group', '--by', 'transaction.id')).stdout).to.match(
      /by group\n.*by transaction\.id\n/s,
    )
    expect((await stats('--by', 'a..b')).exitCode).to.equal(2)
  })

  it('[logs stats --top] sums up the rest', async () => {
    expect((await stats('--by', 'type', '--top', '1')).stdout).to.contain('and 2 more with 2 in all')
  })

  it('[logs stats --since] and [logs stats --until] bound the range', async () => {
    expect(await byType('--since', '4d', '--until', '2d')).to.deep.equal(['user.lifecycle.create'])
    expect(await byType('--since', '30m')).to.deep.equal([joined, login])
  })

  itPicks({command: 'logs stats', types: byType, order: 'any'})
  itHidesSelf({command: 'logs stats', types: byType}, () => log)
  itTakesOrgFlags('logs stats', stats)

  it('says where it looked when there is nothing', async () => {
    const {stdout, stderr, exitCode} = await stats('--actor', 'nobody@halyard.test')
    expect([stdout, exitCode]).to.deep.equal(['', 0])
    expect(stderr).to.contain('next: okta-ops logs stats --actor nobody@halyard.test --since 7d')
  })
})
