import {expect} from 'chai'
import LogsTest from '../../../src/commands/logs/test.js'
import {withCheckpoints} from '../../../src/lib/logs/collect/logs-store.js'
import {userAgent} from '../../../src/lib/okta/api/user-agent.js'
import {startHalyardLog, type HalyardLog} from '../../support/halyard-log.js'
import {runCommand, type CommandOutcome} from '../../support/run-command.js'

const [login, sso, joined] = ['user.session.start', 'user.authentication.sso', 'group.user_membership.add']

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
  const types = async (...argv: readonly string[]): Promise<readonly string[]> => {
    const {stdout} = await test('--template', '${{eventType}}', ...argv)
    return stdout.split('\n').slice(0, -1)
  }

  it('shows one page and says what answered, for one request', async () => {
    const before = log.requests().length
    const {stdout, stderr, exitCode} = await test()
    expect([stdout.split('\n').length, exitCode], stderr).to.deep.equal([3, 0])
    expect(stderr).to.match(/^http:\/\/127\.0\.0\.1:\d+ answered with 2 events \(request .+\)\n$/)
    expect(log.requests().length - before).to.equal(1)
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

  const picks: readonly (readonly [flag: string, value: string, types: readonly string[]])[] = [
    ['filter', 'outcome.result eq "FAILURE"', [login]],
    ['q', 'membership', [joined]],
    ['type', 'user.*.start', [login, login]],
    ['actor', 'tomas', [login]],
    ['target', 'tomas@halyard.test', [joined]],
    ['ip', '10.20.0.0/16', [login, sso]],
    ['outcome', 'failure', [login]],
    ['severity', 'WARN+', [login]],
    ['app', 'Wiki', [sso]],
    ['group', 'AWS_Admins', [joined]],
    ['okta-session', 'session-1', [login]],
    ['txn', 'txn-1', [login]],
  ]
  for (const [flag, value, wanted] of picks)
    it(`[logs test --${flag}] picks by ${value}`, async () => {
      expect(await types('--since', '1h', `--${flag}`, value)).to.deep.equal(wanted)
    })

  it('[logs test --hide-self] leaves our own calls out', async () => {
    log.happen({eventType: 'system.api_token.create', client: {userAgent: {rawUserAgent: userAgent()}}})
    expect(await types()).to.include('system.api_token.create')
    expect(await types('--hide-self')).not.to.include('system.api_token.create')
  })

  it('[logs test --output] and [logs test --fields] and [logs test --template] choose the form', async () => {
    const {stdout} = await test('--since', '6m', '--limit', '1', '-o', 'csv', '--fields', 'actor.displayName')
    expect(stdout).to.equal('actor.displayName\r\nTomas Berg\r\n')
    expect((await test('--since', '6m', '--limit', '1', '--template', '${{severity}}')).stdout).to.equal(
      'WARN\n',
    )
  })

  it('[logs test --org] and [logs test --rate-share] are those of every command', async () => {
    expect((await test('--org', 'elsewhere')).stderr).to.contain('elsewhere')
    expect((await test('--rate-share', '0%')).exitCode).to.equal(2)
  })
})
