import {expect} from 'chai'
import LogsTest from '../../../src/commands/logs/test.js'
import {withCheckpoints} from '../../../src/lib/logs/collect/logs-store.js'
import {startHalyardLog, type HalyardLog} from '../../support/halyard-log.js'
import {itHidesSelf, itPicks, itTakesOrgFlags, joined, login, sso, typesIn} from '../../support/picks.js'
import {runCommand, type CommandOutcome} from '../../support/run-command.js'

describe('logs test', () => {
  let log: HalyardLog
  let config: string
  before(async () => {
    log = await startHalyardLog()
    config = log.home.write(
      'logs.yaml',
      `version: 1
sources:
  - {name: failures, since: 1h, filter: 'outcome.result eq "FAILURE"', sinks: [{to: "-"}]}
  - {name: groups, since: 1h, filter: 'target[type eq "UserGroup"]', sinks: [{to: "-"}]}
`,
    )
  })
  after(() => log.close())

  const test = (...argv: readonly string[]): Promise<CommandOutcome> =>
    runCommand(LogsTest, argv, {machine: log.machine})
  const types = async (...argv: readonly string[]): Promise<readonly string[]> =>
    typesIn(await test('--template', '${{eventType}}', ...argv))

  it('shows one page and says what answered, for one request', async () => {
    const before = log.requests().length
    const {stdout, stderr, exitCode} = await test()
    expect([stdout.split('\n').length, exitCode], stderr).to.deep.equal([3, 0])
    expect(stderr).to.match(/^http:\/\/127\.0\.0\.1:\d+ answered with 2 events \(request .+\)\n$/)
    expect(log.requests().length - before).to.equal(1)
  })

  it('says where it looked when there is nothing', async () => {
    const {stderr} = await test('--actor', 'nobody@halyard.test')
    expect(stderr).to.match(/ answered with 0 events.*\nno events from 2026-11-21T11:45:00\.000Z to /)
    expect(stderr).to.contain('  next: okta-ops logs test --actor nobody@halyard.test --since 7d\n')
    const file = log.home.write(
      'empty.yaml',
      `version: 1\nsources: [{name: none, filter: 'actor.id eq "nobody"', sinks: [{to: "-"}]}]\n`,
    )
    const next = `  next: okta-ops logs query --filter 'actor.id eq "nobody"' --since 7d\n`
    expect((await test('--config', file)).stderr).to.contain(next)
    expect((await test('--since', '181d')).stderr).to.contain('  next: okta-ops logs test --since 90d\n')
  })

  it('[logs test --since] begins there', async () => {
    expect(await types('--since', '1h')).to.deep.equal([login, sso, joined, login])
  })

  it('[logs test --limit] sets the size of the page', async () => {
    const {stderr} = await test('--since', '1h', '--limit', '2')
    expect(stderr).to.contain('answered with 2 events; there are more')
  })

  it('[logs test --config] and [logs test --source] ask as a source does, and move no checkpoint', async () => {
    expect(await types('--config', config, '--source', 'failures')).to.deep.equal([login])
    expect(await types('--config', config, '--source', 'groups')).to.deep.equal([joined])
    expect((await test('--config', config)).stderr).to.contain(
      'has several sources, name one with --source: failures, groups',
    )
    expect((await test('--config', config, '--source', 'none')).exitCode).to.equal(2)
    expect((await test('--config', config, '--source', 'groups', '--type', 'x')).exitCode).to.equal(2)
    expect((await test('--source', 'groups')).exitCode).to.equal(2)
    expect(await withCheckpoints(log.machine, (checkpoints) => checkpoints.list())).to.deep.equal([])
  })

  const lastHour = (...argv: readonly string[]): Promise<readonly string[]> => types('--since', '1h', ...argv)
  itPicks({command: 'logs test', types: lastHour})
  itHidesSelf({command: 'logs test', types: lastHour}, () => log)

  it('[logs test --output] and [logs test --fields] and [logs test --template] choose the form', async () => {
    const {stdout} = await test('--since', '6m', '--limit', '1', '-o', 'csv', '--fields', 'actor.displayName')
    expect(stdout).to.equal('actor.displayName\r\nTomas Berg\r\n')
    expect((await test('--since', '6m', '--limit', '1', '--template', '${{severity}}')).stdout).to.equal(
      'WARN\n',
    )
  })

  itTakesOrgFlags('logs test', test)
})
