import {expect} from 'chai'
import {readdirSync, statSync} from 'node:fs'
import path from 'node:path'
import LogsQuery from '../../../src/commands/logs/query.js'
import LogsTail from '../../../src/commands/logs/tail.js'
import {startHalyardLog, type HalyardLog} from '../../support/halyard-log.js'
import {itHidesSelf, itPicks, itTakesOrgFlags, joined, login, sso, typesIn} from '../../support/picks.js'
import {runCommand, type CommandOutcome} from '../../support/run-command.js'

describe('logs query', () => {
  let log: HalyardLog
  before(async () => {
    log = await startHalyardLog()
  })
  after(() => log.close())

  const query = (...argv: readonly string[]): Promise<CommandOutcome> =>
    runCommand(LogsQuery, argv, {machine: log.machine})
  const types = async (...argv: readonly string[]): Promise<readonly string[]> =>
    typesIn(await query('--template', '${{eventType}}', ...argv))
  it('shows the last hour, newest first, on one line an event', async () => {
    const {stdout, stderr, exitCode} = await query()
    expect(exitCode, stderr).to.equal(0)
    expect(stdout.split('\n')).to.have.length(5)
    expect(stdout).to.match(
      /FAILURE .*Tomas Berg \(tomas\).*INVALID_CREDENTIALS.*\n.*→ Tomas Berg · AWS_Admins/,
    )
    expect(stderr).to.equal('4 events seen, all shown\n')
  })

  it('[logs query --since] reaches further back', async () => {
    expect(await types('--since', '4d')).to.deep.equal([login, joined, sso, login, 'user.lifecycle.create'])
    const tooFar = await query('--since', '181d', '--until', 'now', '--actor', 'tomas')
    expect(tooFar.exitCode).to.equal(2)
    expect(tooFar.stderr).to.contain('  next: okta-ops logs query --actor tomas --since 90d\n')
    expect((await query('--since', '91d')).stderr).to.contain('warning: --since is 91 days ago')
  })

  it('[logs query --until] ends before', async () => {
    expect(await types('--until', '30m')).to.deep.equal([sso, login])
    expect((await query('--until', '2h')).stderr).to.contain('  next: okta-ops logs query --since 90d\n')
  })

  it('[logs query --order] begins with the oldest', async () => {
    expect(await types('--order', 'oldest')).to.deep.equal([login, sso, joined, login])
  })

  it('[logs query --limit] shows so many and says so, for one request', async () => {
    const before = log.requests().length
    const {stdout, stderr} = await query('--limit', '2', '--template', '${{eventType}}')
    expect(stdout).to.equal(`${login}\n${joined}\n`)
    expect(stderr).to.contain('stopped at --limit 2')
    expect(log.requests().length - before).to.equal(1)
  })

  itPicks({command: 'logs query', types, order: 'newest'})
  itHidesSelf({command: 'logs query', types}, () => log)
  it('asks Okta for what Okta can do, and says with --verbose what is left', async () => {
    await query('--type', 'user.*', '--ip', '10.20.0.0/16', '--verbose')
    expect(log.machine.debugLines).to.include(
      'asked of Okta: eventType sw "user." and client.ipAddress sw "10.20."',
    )
    expect(log.machine.debugLines).to.include('filtered here: client.ipAddress within 10.20.0.0/16')
  })

  it('points at the fault of a filter and asks the org nothing', async () => {
    const before = log.requests().length
    const {stderr, exitCode} = await query('--filter', 'eventType = "x"')
    expect(stderr).to.match(/^error: --filter: .*\n {2}eventType = "x"\n {12}\^\n/)
    expect(exitCode).to.equal(2)
    expect(log.requests()).to.have.length(before)
  })

  it('says where it looked when there is nothing, and what to try, with exit code 0', async () => {
    const {stdout, stderr, exitCode} = await query('--since', '10m', '--actor', 'nobody@halyard.test')
    expect([stdout, exitCode]).to.deep.equal(['', 0])
    expect(stderr).to.match(/^no events from 2026-11-21T11:50:00.000Z to 2026-11-21T12:00:00.000Z \(10m\)\n/)
    expect(stderr).to.contain('looked for: filter actor.alternateId eq "nobody@halyard.test"\n')
    expect(stderr).to.contain('  next: okta-ops logs query --actor nobody@halyard.test --since 7d\n')
    const wide = await query('--since', '90d', '--actor', 'nobody@halyard.test')
    expect(wide.stderr).to.contain('  next: okta-ops logs query --since 90d --limit 20\n')
  })

  it('[logs query --output] has every form', async () => {
    const one = ['--limit', '1', '--output']
    expect(JSON.parse((await query(...one, 'ndjson')).stdout)).to.include({eventType: login})
    expect(JSON.parse((await query(...one, 'json')).stdout)).to.have.length(1)
    expect((await query(...one, 'csv')).stdout).to.match(
      /^published,.*\r\n2026-11-21T11:55:00.000Z,WARN,FAILURE,/,
    )
    expect((await query(...one, 'template')).exitCode).to.equal(2)
  })

  it('[logs query --fields] chooses what is shown', async () => {
    const {stdout} = await query('--limit', '1', '-o', 'csv', '--fields', 'actor.displayName,outcome.result')
    expect(stdout).to.equal('actor.displayName,outcome.result\r\nTomas Berg,FAILURE\r\n')
  })

  it('[logs query --template] fills a line in', async () => {
    const {stdout} = await query(
      '--limit',
      '1',
      '--template',
      '${{actor.displayName | upper}}: ${{outcome.result}}',
    )
    expect(stdout).to.equal('TOMAS BERG: FAILURE\n')
  })

  itTakesOrgFlags('logs query', query)

  it('[logs query --record] keeps each page, for this user only', async () => {
    const folder = path.join(log.home.path, 'tape')
    await query('--record', folder, '--limit', '1')
    await query('--record', folder, '--since', '4d')
    const names = readdirSync(folder).sort()
    expect(names).to.deep.equal(['00000001.page.json', '00000002.page.json'])
    expect(statSync(path.join(folder, names[0]!)).mode & 0o777).to.equal(0o600)
    const text = log.home.read('tape/00000002.page.json')
    expect(text).not.to.contain(log.sandbox.okta.apiToken)
    expect(JSON.parse(text)).to.have.nested.property('body[5].eventType', 'user.lifecycle.create')
    expect(JSON.parse(text)).to.have.property('headers').that.includes.keys('x-rate-limit-remaining')
  })

  it('answers --json with one envelope', async () => {
    const {json} = await query('--json', '--limit', '2')
    expect(json()).to.have.nested.property('result.events[1].eventType', joined)
    expect((await query('--json', '-o', 'csv')).exitCode).to.equal(2)
  })
})

describe('logs tail', () => {
  let log: HalyardLog
  beforeEach(async () => {
    log = await startHalyardLog()
  })
  afterEach(() => log.close())

  const tail = (...argv: readonly string[]): Promise<CommandOutcome> =>
    runCommand(LogsTail, argv, {machine: log.machine})
  const types = async (...argv: readonly string[]): Promise<readonly string[]> =>
    typesIn(await tail('--template', '${{eventType}}', '--until-idle', ...argv))
  it('[logs tail --until-idle] shows what is there, oldest first, and ends', async () => {
    const {stdout, stderr, exitCode} = await tail('--until-idle')
    expect([stdout.split('\n').length, exitCode], stderr).to.deep.equal([3, 0])
    expect(stderr).to.equal('2 events seen, all shown, the newest was 5m old\n')
  })

  it('says where it looked when there is nothing, also from a checkpoint on', async () => {
    const nobody = ['--until-idle', '--actor', 'nobody@halyard.test']
    const {stderr, exitCode} = await tail(...nobody)
    expect(exitCode).to.equal(0)
    expect(stderr).to.contain('no events from 2026-11-21T11:45:00.000Z to 2026-11-21T12:00:00.000Z (15m)\n')
    expect(stderr).to.contain('looked for: filter actor.alternateId eq "nobody@halyard.test"\n')
    expect(stderr).to.contain(
      '  next: okta-ops logs tail --until-idle --actor nobody@halyard.test --since 7d\n',
    )
    await tail('--name', 'watch', '--until-idle')
    const again = await tail('--name', 'watch', '--until-idle')
    expect(again.stderr).to.contain('no events from 2026-11-21T11:55:00.000Z to 2026-11-21T12:00:00.000Z')
    expect(again.stderr).to.contain('  next: okta-ops logs query --since 7d\n')
  })

  it('[logs tail --since] begins there', async () => {
    expect(await types('--since', '1h')).to.deep.equal([login, sso, joined, login])
    expect((await tail('--since', '181d')).stderr).to.contain('  next: okta-ops logs tail --since 90d\n')
  })

  it('[logs tail --limit] follows until there were so many, one request a look', async () => {
    const following = tail('--limit', '3', '--template', '${{eventType}}')
    setTimeout(() => {
      log.happen({eventType: 'user.session.end'})
    }, 300)
    expect((await following).stdout).to.equal(`${joined}\n${login}\nuser.session.end\n`)
  })

  it('[logs tail --interval] waits so long between two looks', async () => {
    const following = tail('--limit', '3', '--interval', '45s')
    setTimeout(() => {
      log.happen({eventType: 'user.session.end'})
    }, 300)
    await following
    expect(Math.min(...log.machine.slept.filter((ms) => ms > 0))).to.be.within(45_000, 49_500)
    expect((await tail('--interval', 'soon')).exitCode).to.equal(2)
  })

  it('[logs tail --name] goes on where the last one was', async () => {
    expect(await types('--name', 'watch', '--since', '1h')).to.deep.equal([login, sso, joined, login])
    expect(await types('--name', 'watch', '--since', '1h')).to.deep.equal([])
    const leftOut = 'watch: --since is for a first run'
    expect((await tail('--name', 'watch', '--since=1h', '--until-idle')).stderr).to.contain(leftOut)
    expect((await tail('--name', 'watch', '--until-idle')).stderr).not.to.contain(leftOut)
    log.happen({eventType: 'user.session.end'})
    expect(await types('--name', 'watch')).to.deep.equal(['user.session.end'])
    const other = await tail('--name', 'watch', '--until-idle', '--type', 'user.*.end')
    expect(other.stderr).to.contain('the checkpoint watch belongs to another filter or keywords')
    expect(other.exitCode).to.equal(9)
    expect((await tail('--name', 'watch', '--limit', '1')).exitCode).to.equal(2)
  })

  const lastHour = (...argv: readonly string[]): Promise<readonly string[]> => types('--since', '1h', ...argv)
  itPicks({command: 'logs tail', types: lastHour})
  itHidesSelf({command: 'logs tail', types: lastHour}, () => log)
  it('[logs tail --output] and [logs tail --fields] and [logs tail --template] choose the form', async () => {
    const form = async (...argv: readonly string[]): Promise<string> =>
      (await tail('--until-idle', '--since', '6m', ...argv)).stdout
    expect(JSON.parse(await form('-o', 'ndjson'))).to.include({eventType: login})
    expect(JSON.parse(await form('-o', 'ndjson', '--fields', 'actor.displayName'))).to.deep.equal({
      'actor.displayName': 'Tomas Berg',
    })
    expect(await form('--template', '<${{severity}}>')).to.equal('<WARN>\n')
  })

  it('[logs tail --record] keeps pages, but not the same empty one again', async () => {
    const folder = path.join(log.home.path, 'tape')
    const following = tail('--limit', '3', '--record', folder)
    setTimeout(() => {
      log.happen({eventType: 'user.session.end'})
    }, 500)
    await following
    expect(readdirSync(folder)).to.have.length.within(2, 3)
  })

  itTakesOrgFlags('logs tail', tail)

  it('prints an event a line under --json, the envelope last', async () => {
    const lines = (await tail('--until-idle', '--json')).stdout.trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line) as object)[0]).to.include({eventType: joined})
    expect(JSON.parse(lines.at(-1) ?? '')).to.have.nested.property('result.shown', 2)
  })
})
