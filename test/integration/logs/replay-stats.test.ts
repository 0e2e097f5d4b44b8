import {expect} from 'chai'
import path from 'node:path'
import LogsQuery from '../../../src/commands/logs/query.js'
import LogsReplay from '../../../src/commands/logs/replay.js'
import LogsStats from '../../../src/commands/logs/stats.js'
import {startHalyardLog, type HalyardLog} from '../../support/halyard-log.js'
import {runCommand, type CommandOutcome} from '../../support/run-command.js'

const [login, sso, joined] = ['user.session.start', 'user.authentication.sso', 'group.user_membership.add']

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
  const types = async (...argv: readonly string[]): Promise<readonly string[]> => {
    const {stdout} = await replay('--template', '${{eventType}}', ...argv)
    return stdout.split('\n').slice(0, -1)
  }

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

  const picks: readonly (readonly [flag: string, value: string, types: readonly string[]])[] = [
    ['filter', 'outcome.result eq "FAILURE"', [login]],
    ['type', 'user.*', [login, sso, login]],
    ['actor', 'tomas', [login]],
    ['target', 'tomas@halyard.test', [joined]],
    ['ip', '10.20.0.0/16', [login, sso]],
    ['outcome', 'failure', [login]],
    ['severity', 'WARN+', [login]],
    ['app', 'Wiki', [sso]],
    ['group', 'AWS_Admins', [joined]],
    ['okta-session', 'session-1', [login]],
    ['txn', 'txn-1', [login]],
    ['limit', '1', [login]],
  ]
  for (const [flag, value, wanted] of picks)
    it(`[logs replay --${flag}] picks by ${value}`, async () => {
      expect(await types(`--${flag}`, value)).to.deep.equal(wanted)
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

  const picks: readonly (readonly [flag: string, value: string, types: readonly string[]])[] = [
    ['filter', 'outcome.result eq "FAILURE"', [login]],
    ['q', 'membership', [joined]],
    ['type', 'user.authentication.*', [sso]],
    ['actor', 'tomas', [login]],
    ['target', 'tomas@halyard.test', [joined]],
    ['ip', '10.20.0.0/16', [sso, login]],
    ['outcome', 'failure', [login]],
    ['severity', 'WARN+', [login]],
    ['app', 'Wiki', [sso]],
    ['group', 'AWS_Admins', [joined]],
    ['okta-session', 'session-1', [login]],
    ['txn', 'txn-1', [login]],
  ]
  for (const [flag, value, wanted] of picks)
    it(`[logs stats --${flag}] picks by ${value}`, async () => {
      expect(await byType(`--${flag}`, value)).to.deep.equal(wanted)
    })

  it('[logs stats --hide-self] leaves our own calls out', async () => {
    const {userAgent} = await import('../../../src/lib/okta/api/user-agent.js')
    log.happen({eventType: 'system.api_token.create', client: {userAgent: {rawUserAgent: userAgent()}}}, 59)
    expect(await byType('--since', '1h')).to.include('system.api_token.create')
    expect(await byType('--since', '1h', '--hide-self')).not.to.include('system.api_token.create')
  })

  it('[logs stats --org] and [logs stats --rate-share] are those of every command', async () => {
    expect((await stats('--org', 'elsewhere')).stderr).to.contain('elsewhere')
    expect((await stats('--rate-share', '0%')).exitCode).to.equal(2)
  })

  it('says where it looked when there is nothing', async () => {
    const {stdout, stderr, exitCode} = await stats('--actor', 'nobody@halyard.test')
    expect([stdout, exitCode]).to.deep.equal(['', 0])
    expect(stderr).to.contain('next: okta-ops logs stats --actor nobody@halyard.test --since 7d')
  })
})
