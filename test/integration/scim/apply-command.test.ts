import {expect} from 'chai'
import path from 'node:path'
import ScimApply, {type ScimApplyResult} from '../../../src/commands/scim/apply.js'
import ScimHistory, {type ScimHistoryResult} from '../../../src/commands/scim/history.js'
import ScimPlan, {type ScimPlanResult} from '../../../src/commands/scim/plan.js'
import ScimStatus, {type ScimStatusResult} from '../../../src/commands/scim/status.js'
import {withTenantLock} from '../../../src/lib/scim/apply/tenant-lock.js'
import {liveMachine} from '../../support/live-machine.js'
import type {CommandOutcome} from '../../support/run-command.js'
import {login, openScimLab, resultOf, type LabContext, type ScimLab} from '../../support/scim-lab.js'

describe('scim apply, status and history', function () {
  this.slow(3000)
  let lab: ScimLab
  beforeEach(async () => {
    lab = await openScimLab()
  })
  afterEach(() => lab.close())

  const apply = (argv: readonly string[], fake?: LabContext): Promise<CommandOutcome> =>
    lab.run(ScimApply, argv, fake)
  /** Applies without asking, and gives what became of it. */
  const applied = async (...argv: readonly string[]): Promise<ScimApplyResult> => {
    const {stdout} = await apply([...argv, '--yes', '--json'])
    return (JSON.parse(stdout) as {result: ScimApplyResult}).result
  }
  const stateOf = ({groups}: ScimApplyResult, name: string): string | undefined =>
    groups.find((group) => group.name === name)?.state
  const membersOf = async (name: string): Promise<readonly string[]> =>
    [...(await lab.scim.members(await lab.scim.groupId(name)))].sort()
  const save = async (...argv: readonly string[]): Promise<string> => {
    const file = path.join(lab.home, 'saved.json')
    await lab.run(ScimPlan, ['--out', file, ...argv])
    return file
  }
  const errorOf = async (argv: readonly string[], fake?: LabContext) =>
    (await apply([...argv, '--json'], fake)).json().error

  it('applies what no guard holds, says the rest by name, and ends with 9', async () => {
    const outcome = await apply(['--yes'])
    expect(outcome.exitCode).to.equal(9)
    expect(outcome.stdout).to.contain('1 group changed: 0 added, 1 removed.')
    expect(outcome.stderr)
      .to.contain('AWS_crew (max-group-removals)')
      .and.to.contain('AWS_empty (empty-source)')
    expect(await membersOf('AWS_self')).to.deep.equal([login(1)])
    expect(await membersOf('AWS_crew')).to.have.length(12)
    const again = (await apply(['--yes', '--json'])).json()
    expect(again.error).to.include({code: 'OPS_GUARD'})
    expect((again.result as ScimApplyResult).groups.map(({name, state}) => [name, state])).to.deep.equal([
      ['AWS_crew', 'refused'],
      ['AWS_empty', 'refused'],
    ])
  })

  it('does not call it in step when no group was found', async () => {
    const outcome = await apply(['--yes', '--groups', 'AMS_*'])
    expect(outcome.stderr).to.contain('No group was found').and.not.to.contain('in step')
  })

  it('has nothing to do where both sides are in step', async () => {
    const outcome = await apply(['--yes', '--groups', 'AWS_same'])
    expect(outcome.exitCode).to.equal(0)
    expect(outcome.stderr).to.contain('in step already')
    expect((resultOf(await lab.run(ScimHistory, ['--json'])) as ScimHistoryResult).runs).to.deep.equal([])
  })

  it('[scim apply --yes] is needed where nobody can be asked', async () => {
    const outcome = await apply(['--groups', 'AWS_self', '--json'])
    expect(outcome.exitCode).to.equal(2)
    expect(outcome.json().error).to.include({
      code: 'OPS_NO_TERMINAL',
      next: 'okta-ops scim apply --groups AWS_self --json --yes',
    })
    expect((await apply(['--groups', 'AWS_self', '--yes'])).exitCode).to.equal(0)
  })

  it('names everybody who loses something before it asks, and a no changes nothing', async () => {
    const asked: string[] = []
    const prompts = (answer: boolean): LabContext => ({
      terminal: {interactive: true},
      prompts: {confirm: (question) => Promise.resolve((asked.push(question), answer))},
    })
    const no = await apply(['--groups', 'AWS_self'], prompts(false))
    expect(no.stderr)
      .to.contain(`- ${login(0)} from AWS_self`)
      .and.to.contain('Nothing was changed')
    expect(asked).to.deep.equal(['Add 0 and remove 1 in 1 group?'])
    expect(await membersOf('AWS_self')).to.have.length(2)
    expect((await apply(['--groups', 'AWS_self'], prompts(true))).exitCode).to.equal(0)
    expect(await membersOf('AWS_self')).to.deep.equal([login(1)])
  })

  it('refuses what has moved while a person was reading', async () => {
    const confirm = async (): Promise<boolean> => {
      const group = await lab.scim.groupId('AWS_self')
      await lab.scim.patch(group, {
        op: 'remove',
        path: 'members',
        value: [{value: await lab.scim.userId(login(1))}],
      })
      return true
    }
    const outcome = await apply(['--groups', 'AWS_self'], {terminal: {interactive: true}, prompts: {confirm}})
    expect(outcome.exitCode).to.equal(9)
    expect(outcome.stderr).to.contain('AWS_self (moved)')
  })

  it('[scim apply --plan] applies a saved plan, and refuses a group that has moved since', async () => {
    const file = await save('--max-group-removals', '50%', '--max-removals', '100%')
    const {body} = await lab.okta.get('/groups?search=' + encodeURIComponent('profile.name eq "AWS_self"'))
    const [group] = body as readonly {id: string}[]
    const {body: people} = await lab.okta.get(
      '/users?search=' + encodeURIComponent(`profile.login eq "${login(9)}"`),
    )
    const [person] = people as readonly {id: string}[]
    await lab.okta.call('PUT', `/groups/${group!.id}/users/${person!.id}`)
    const result = await applied('--plan', file)
    expect(stateOf(result, 'AWS_crew')).to.equal('applied')
    expect(result.groups.find(({name}) => name === 'AWS_self')).to.include({
      state: 'refused',
      refusedBy: 'moved',
    })
    expect(await membersOf('AWS_crew')).to.have.length(8)
    expect(await membersOf('AWS_self')).to.have.length(2)
  })

  it('refuses a saved plan of another tenant', async () => {
    const file = await save()
    const other = lab.env['OKTA_OPS_SCIM_URL']!.replace('a4d7', 'b4d7')
    const error = await errorOf(['--plan', file, '--yes'], {env: {OKTA_OPS_SCIM_URL: other}})
    expect(error).to.include({code: 'OPS_PLAN'})
  })

  it('[scim apply --checksum] applies the plan that was approved and no other', async () => {
    const {checksum} = resultOf(await lab.run(ScimPlan, ['--json'])) as ScimPlanResult
    const other = await errorOf([
      '--checksum',
      checksum.replace(/^./, (one) => (one === 'a' ? 'b' : 'a')),
      '--yes',
    ])
    expect(other).to.include({code: 'OPS_PLAN'})
    expect(await membersOf('AWS_self')).to.have.length(2)
    expect(stateOf(await applied('--checksum', checksum), 'AWS_self')).to.equal('applied')
  })

  it('[scim apply --target] applies one group, of both sides or of a saved plan', async () => {
    const file = await save('--max-group-removals', '50%', '--max-removals', '100%', '--allow-empty')
    const one = await applied('--plan', file, '--target', 'AWS_empty')
    expect(one.groups.map(({name}) => name)).to.deep.equal(['AWS_empty'])
    const {groups} = await applied('--target', 'AWS_self', '--max-removals', '100%')
    expect(groups.map(({name}) => name)).to.deep.equal(['AWS_self'])
    expect(await membersOf('AWS_crew')).to.have.length(12)
    expect(await errorOf(['--target', 'Ops_night', '--yes'])).to.include({code: 'OPS_USAGE'})
    expect(await errorOf(['--target', 'AWS_nobody', '--yes'])).to.include({code: 'OPS_USAGE'})
  })

  it('[scim apply --lock-timeout] waits for another run only so long', async () => {
    const machine = liveMachine(lab.env)
    await withTenantLock(machine, {tenant: lab.env['OKTA_OPS_SCIM_URL']!, giveUpAfterMs: 0}, async () => {
      const error = await errorOf(['--yes', '--lock-timeout', '10ms'])
      expect(error).to.include({code: 'OPS_LOCK_TIMEOUT'})
      expect(error?.message).to.contain(String(process.pid))
    })
    expect(stateOf(await applied('--lock-timeout', '10ms'), 'AWS_self')).to.equal('applied')
  })

  describe('as the plan has it', () => {
    for (const {flag, argv, env, code} of [
      {flag: 'org', argv: ['--org', 'elsewhere'], env: {}, code: 'OPS_ORG_NOT_FOUND'},
      {flag: 'config', argv: ['--config', 'absent.yaml'], env: {}, code: 'OPS_FILE_UNREADABLE'},
      {
        flag: 'url',
        argv: ['--url', 'http://127.0.0.1:9/other/scim/v2'],
        env: {OKTA_OPS_SCIM_TOKEN: ''},
        code: 'OPS_SCIM_CONFIG',
      },
      {flag: 'token', argv: ['--token', 'env:OTHER'], env: {OTHER: 'not-a-token'}, code: 'OPS_SIGNED_OUT'},
      {flag: 'via', argv: ['--via', 'identity-store'], env: {}, code: 'OPS_SCIM_CONFIG'},
    ])
      it(`[scim apply --${flag}] is what it goes by`, async () => {
        expect(await errorOf([...argv, '--yes'], {env})).to.include({code})
      })

    for (const {flag, argv, group, without} of [
      {flag: 'groups', argv: ['--groups', 'Ops_*'], group: 'Ops_night', without: undefined},
      {
        flag: 'max-group-removals',
        argv: ['--max-group-removals', '50%', '--max-removals', '100%'],
        group: 'AWS_crew',
        without: 'refused',
      },
      {flag: 'allow-empty', argv: ['--allow-empty'], group: 'AWS_empty', without: 'refused'},
      {flag: 'manage', argv: ['--manage', 'groups'], group: 'AWS_new', without: undefined},
    ])
      it(`[scim apply --${flag}] applies what else would stay`, async () => {
        expect(stateOf(await applied('--max-removals', '100%'), group)).to.equal(without)
        const result = await applied(
          ...argv,
          ...(argv.includes('--max-removals') ? [] : ['--max-removals', '100%']),
        )
        expect(stateOf(result, group)).to.equal('applied')
      })

    it('[scim apply --map] finds a group under another name', async () => {
      const file = lab.write('map.yaml', 'AWS_mapped: Mapped elsewhere\n')
      await applied('--map', file)
      expect(await membersOf('Mapped elsewhere')).to.deep.equal([login(2)])
    })

    it('[scim apply --allow-delete] [scim apply --delete-grace] delete a group that is gone', async () => {
      expect(stateOf(await applied('--manage', 'groups'), 'AWS_gone')).to.equal(undefined)
      expect(stateOf(await applied('--manage', 'groups', '--allow-delete'), 'AWS_gone')).to.equal('refused')
      const result = await applied('--manage', 'groups', '--allow-delete', '--delete-grace', '0s')
      expect(stateOf(result, 'AWS_gone')).to.equal('applied')
      expect(await lab.scim.groupId('AWS_gone')).to.equal('none')
    })

    for (const {flag, value} of [
      {flag: 'max-removals', value: '1%'},
      {flag: 'max-removal-count', value: '0'},
    ])
      it(`[scim apply --${flag}] holds removals back`, async () => {
        expect(stateOf(await applied(`--${flag}`, value), 'AWS_self')).to.equal('refused')
        expect(stateOf(await applied(), 'AWS_self')).to.equal('applied')
      })

    it('[scim apply --self] says who must stay', async () => {
      lab.configure('guards: {requireSelf: [AWS_self]}\n')
      expect(stateOf(await applied(), 'AWS_self')).to.equal('refused')
      expect(stateOf(await applied('--self', login(1)), 'AWS_self')).to.equal('applied')
    })

    it('[scim apply --explain] says what reading costs', async () => {
      expect((await apply(['--yes', '--explain'])).stderr).to.contain('is read by SCIM')
      expect((await apply(['--yes'])).stderr).not.to.contain('is read by SCIM')
    })
  })

  it('counts groups that are gone from the first time they were seen to be', async () => {
    await lab.run(ScimPlan, [])
    const argv = ['--manage', 'groups', '--allow-delete', '--json']
    const {groups} = resultOf(await lab.run(ScimPlan, argv)) as ScimPlanResult
    const [guard] = groups.find(({name}) => name === 'AWS_gone')?.guards ?? []
    expect(guard?.reason).to.match(/seen to be gone since \d{4}-/)
  })

  describe('scim history', () => {
    const history = async (...argv: readonly string[]): Promise<ScimHistoryResult> =>
      resultOf(await lab.run(ScimHistory, [...argv, '--json'])) as ScimHistoryResult

    it('[scim history --limit] shows runs, the newest first', async () => {
      const {runId: first} = await applied('--target', 'AWS_self')
      const {runId: second} = await applied('--target', 'AWS_empty', '--allow-empty')
      expect((await history()).runs?.map(({id}) => id)).to.deep.equal([second, first])
      expect((await history('--limit', '1')).runs?.map(({id}) => id)).to.deep.equal([second])
      const text = await lab.run(ScimHistory, ['--limit', '1'])
      expect(text.stdout).to.contain(second)
      expect(text.stderr).to.contain('--limit shows more')
    })

    it('[scim history --group] shows who was changed in a group', async () => {
      await applied('--target', 'AWS_self')
      const {changes} = await history('--group', 'AWS_self')
      expect(changes).to.have.length(1)
      expect(changes?.[0]).to.deep.include({
        kind: 'members',
        state: 'acknowledged',
        added: [],
        removed: [login(0)],
      })
      expect((await lab.run(ScimHistory, ['--group', 'AWS_self'])).stdout).to.contain(login(0))
      expect((await history('--group', 'AWS_crew')).changes).to.deep.equal([])
    })

    it('[scim history --since] leaves out what is older', async () => {
      await applied('--target', 'AWS_self')
      expect((await history('--since', '1h')).runs).to.have.length(1)
      expect((await history('--since', new Date(Date.now() + 60_000).toISOString())).runs).to.deep.equal([])
    })
  })

  describe('scim status', () => {
    const status = (argv: readonly string[] = [], fake?: LabContext): Promise<CommandOutcome> =>
      lab.run(ScimStatus, argv, fake)
    const shown = async (...argv: readonly string[]): Promise<ScimStatusResult> =>
      resultOf(await status([...argv, '--json'])) as ScimStatusResult

    it('tells of the last look and the last run, and asks nobody', async () => {
      const before = await shown()
      expect(before).not.to.have.property('drift')
      await lab.run(ScimPlan, [])
      expect((await shown()).drift).to.include({groups: 6, missing: 0, extra: 7, unread: 0})
      const {runId} = await applied()
      const asked = lab.sandbox.requests.length
      const after = await shown()
      expect(after.drift).to.include({missing: 0, extra: 6})
      expect(after.lastRun).to.include({id: runId, state: 'partly'})
      expect(lab.sandbox.requests.length).to.equal(asked)
      const text = await status()
      expect(text.exitCode).to.equal(0)
      expect(text.stdout).to.contain('0 missing, 6 too much (6 groups)').and.to.contain(runId)
    })

    it('[scim status --check] looks now, and ends with 3 when the sides differ', async () => {
      const outcome = await status(['--check'])
      expect(outcome.exitCode).to.equal(3)
      expect(outcome.stdout).to.contain('0 missing, 7 too much')
    })

    it('[scim status --org] looks at another org', async () => {
      const outcome = await status(['--check', '--org', 'elsewhere', '--json'])
      expect(outcome.json().error).to.include({code: 'OPS_ORG_NOT_FOUND'})
    })

    it('[scim status --config] [scim status --url] [scim status --token] tell of another connection', async () => {
      const file = lab.write('other.yaml', 'version: 1\nconnection: {tokenIssued: 2026-01-01}\n')
      const env = {OKTA_OPS_SCIM_URL: '', OKTA_OPS_SCIM_TOKEN: ''}
      expect((await status(['--config', file, '--json'], {env})).json().error?.message).to.contain(
        'no SCIM endpoint',
      )
      const url = 'https://scim.eu-west-1.amazonaws.com/other/scim/v2'
      expect((await status(['--url', url, '--json'])).json().error?.message).to.contain('no token is known')
      const {connection} = await shown('--url', url, '--token', 'env:NEVER_READ')
      expect(connection).to.deep.include({url, token: 'env:NEVER_READ'})
    })

    for (const {issued, says} of [
      {issued: -300, says: 'the next one can be made'},
      {issued: -340, says: 'make the next one soon'},
      {issued: -360, says: 'make the next one now'},
      {issued: -400, says: 'AWS may refuse it by now'},
      {issued: -100, says: undefined},
    ])
      it(`${says === undefined ? 'does not warn' : `warns (${says})`} of a token ${-issued} days old`, async () => {
        const day = new Date(Date.now() + issued * 86_400_000).toISOString().slice(0, 10)
        lab.configure(
          `connection: {url: ${lab.env['OKTA_OPS_SCIM_URL']!}, token: env:KEPT, tokenIssued: ${day}}\n`,
        )
        const env = {OKTA_OPS_SCIM_URL: '', OKTA_OPS_SCIM_TOKEN: '', KEPT: 'x'}
        const {warnings, result} = (await status(['--json'], {env})).json()
        expect((result as ScimStatusResult).token?.issued).to.equal(day)
        if (says === undefined) expect(warnings).to.deep.equal([])
        else expect(warnings.join()).to.contain(says)
      })
  })
})
