import {expect} from 'chai'
import {readFileSync, statSync} from 'node:fs'
import path from 'node:path'
import ScimPlan, {type ScimPlanResult} from '../../../src/commands/scim/plan.js'
import ScimShow, {type ScimShowResult} from '../../../src/commands/scim/show.js'
import ScimStatus from '../../../src/commands/scim/status.js'
import {startLoopbackServer} from '../../support/loopback-server.js'
import type {CommandOutcome} from '../../support/run-command.js'
import {login, openScimLab, resultOf, type LabContext, type ScimLab} from '../../support/scim-lab.js'

describe('scim plan and scim show', function () {
  this.slow(2000)
  let lab: ScimLab
  let usual: ScimPlanResult
  before(async () => {
    lab = await openScimLab()
    usual = await planned()
  })
  after(() => lab.close())
  afterEach(() => {
    lab.configure()
  })

  const plan = (argv: readonly string[], fake?: LabContext): Promise<CommandOutcome> =>
    lab.run(ScimPlan, argv, fake)
  const planned = async (...argv: readonly string[]): Promise<ScimPlanResult> =>
    resultOf(await plan([...argv, '--json'])) as ScimPlanResult
  const groupIn = (result: ScimPlanResult, name: string) => result.groups.find((group) => group.name === name)
  const guardsOf = (result: ScimPlanResult, name: string): readonly string[] | undefined =>
    groupIn(result, name)?.guards.map(({guard}) => guard)
  const kindsOf = (result: ScimPlanResult, name: string): readonly string[] =>
    result.findings.filter(({group}) => group === name).map(({kind}) => kind)

  it('tells the difference, with exit code 3, and changes nothing', async () => {
    const outcome = await plan([])
    expect(outcome.exitCode).to.equal(3)
    expect(outcome.stdout)
      .to.contain('~ AWS_crew  +0 -4, 8 stay')
      .and.to.contain(`- ${login(8)}`)
    expect(outcome.stdout).to.contain('guard max-group-removals holds back the removals')
    expect(outcome.stderr).to.contain('not an address of AWS').and.to.contain('okta-ops scim apply')
    expect((await planned()).checksum).to.equal(usual.checksum)
  })

  it('ends with 0 when both sides are in step', async () => {
    const outcome = await plan(['--groups', 'AWS_same'])
    expect(outcome.exitCode).to.equal(0)
    expect(outcome.stdout).to.contain('Nothing to change')
  })

  it('does not end with 0 when a group could not be read, and nothing else is to be changed', async () => {
    const server = await startLoopbackServer(({url}) =>
      url.includes('groups.value')
        ? {status: 400, body: '{}'}
        : {
            status: 200,
            body: JSON.stringify({
              Resources: url.includes('/Groups') ? [{id: 'g-1', displayName: 'AWS_same'}] : [],
            }),
          },
    )
    const env = {OKTA_OPS_SCIM_URL: `${server.url}/t/scim/v2`}
    try {
      const outcome = await plan(['--groups', 'AWS_same'], {env})
      expect(outcome.exitCode).to.equal(9)
      expect(outcome.stdout).to.contain(
        'Nothing to change in what was read; 1 group that could not be read; 0 groups with nothing to do',
      )
      lab.configure('groups: [AWS_same]\n')
      expect((await lab.run(ScimStatus, ['--check'], {env})).exitCode).to.equal(9)
      expect((await lab.run(ScimStatus, ['--check'])).exitCode).to.equal(0)
    } finally {
      await server.close()
    }
  })

  it('tells of globs that no group of Okta fits', async () => {
    const result = await planned('--groups', 'AMS_*')
    expect(result.groups).to.deep.equal([])
    expect(kindsOf(result, 'AMS_*')).to.deep.equal(['missing-group'])
  })

  it('says where to go when there is no connection', async () => {
    const outcome = await plan(['--json'], {env: {OKTA_OPS_SCIM_URL: '', OKTA_OPS_SCIM_TOKEN: ''}})
    expect(outcome.exitCode).to.equal(2)
    expect(outcome.json().error).to.include({code: 'OPS_SCIM_CONFIG', next: 'okta-ops scim connect'})
  })

  it('does not send a token over the network in clear text', async () => {
    const outcome = await plan(['--json'], {env: {OKTA_OPS_SCIM_URL: 'http://scim.example.com/t/scim/v2'}})
    expect(outcome.json().error).to.include({code: 'OPS_CLEAR_TEXT'})
    expect(outcome.exitCode).to.equal(9)
  })

  it('[scim plan --org] reads another org', async () => {
    const outcome = await plan(['--org', 'elsewhere', '--json'])
    expect(outcome.json().error).to.include({code: 'OPS_ORG_NOT_FOUND'})
  })

  it('[scim plan --config] reads another scim.yaml', async () => {
    const file = lab.write('other.yaml', "version: 1\ngroups: ['Ops_*']\n")
    expect((await planned('--config', file)).groups.map(({name}) => name)).to.deep.equal(['Ops_night'])
  })

  it('[scim plan --url] asks another endpoint, and gives it no token that was meant for this one', async () => {
    lab.configure(`connection: {url: ${lab.env['OKTA_OPS_SCIM_URL']!}, token: env:KEPT}\n`)
    const env = {OKTA_OPS_SCIM_URL: '', OKTA_OPS_SCIM_TOKEN: '', KEPT: lab.env['OKTA_OPS_SCIM_TOKEN']}
    expect((await plan(['--json'], {env})).json().ok).to.equal(true)
    const other = await plan(['--url', 'http://127.0.0.1:9/other/scim/v2', '--json'], {env})
    expect(other.json().error?.message).to.contain('no token is known')
  })

  it('[scim plan --token] sends another token', async () => {
    const outcome = await plan(['--token', 'env:OTHER', '--json'], {env: {OTHER: 'not-a-token'}})
    expect(outcome.exitCode).to.equal(4)
    expect(outcome.json().error?.code).to.equal('OPS_SIGNED_OUT')
    expect(outcome.stdout + outcome.stderr).not.to.contain('not-a-token')
  })

  it('[scim plan --groups] looks at other groups', async () => {
    const result = await planned('--groups', 'Ops_*,AWS_s?lf')
    expect(result.groups.map(({name}) => name)).to.have.members(['AWS_self', 'Ops_night'])
  })

  it('[scim plan --map] knows a group by another name', async () => {
    expect(kindsOf(usual, 'AWS_mapped')).to.deep.equal(['missing-group'])
    const file = lab.write('map.yaml', 'AWS_mapped: Mapped elsewhere\n')
    const result = await planned('--map', file)
    expect(groupIn(result, 'AWS_mapped')?.add.map(({userName}) => userName)).to.deep.equal([login(2)])
  })

  it('[scim plan --manage] creates groups', async () => {
    expect(groupIn(usual, 'AWS_new')).to.include({action: 'none'})
    expect(groupIn(await planned('--manage', 'groups'), 'AWS_new')).to.include({action: 'create'})
  })

  it('[scim plan --allow-delete] deletes groups that are gone, after a time', async () => {
    const without = await planned('--manage', 'groups')
    expect(kindsOf(without, 'AWS_gone')).to.deep.equal(['gone'])
    expect(groupIn(without, 'AWS_gone')).to.equal(undefined)
    const result = await planned('--manage', 'groups', '--allow-delete')
    expect(groupIn(result, 'AWS_gone')).to.include({action: 'delete', held: 'everything'})
    expect(guardsOf(result, 'AWS_gone')).to.deep.equal(['delete-grace'])
  })

  it('[scim plan --delete-grace] waits no longer', async () => {
    const result = await planned('--manage', 'groups', '--allow-delete', '--delete-grace', '0s')
    expect(groupIn(result, 'AWS_gone')).to.include({action: 'delete', held: 'nothing'})
  })

  it('[scim plan --max-removals] [scim.yaml guards.maxRemovals] holds back more', async () => {
    expect(usual.guards).to.deep.equal([])
    expect((await planned('--max-removals', '1%')).guards[0]?.guard).to.equal('max-removals')
    lab.configure('guards: {maxRemovals: 1%}\n')
    expect((await planned()).guards[0]?.guard).to.equal('max-removals')
    expect((await planned('--max-removals', '25%')).guards).to.deep.equal([])
  })

  it('[scim plan --max-removals] [scim.yaml guards.maxGroupRemovals] removes nobody with 0%', async () => {
    const removed = ({totals}: ScimPlanResult): number => totals.removals - totals.held.removals
    expect(removed(usual)).to.be.greaterThan(0)
    const all = await planned('--max-removals', '0%')
    expect([all.guards.map(({guard}) => guard), removed(all)]).to.deep.equal([['max-removals'], 0])
    lab.configure('guards: {maxGroupRemovals: 0%}\n')
    expect(removed(await planned())).to.equal(0)
  })

  it('[scim plan --max-group-removals] lets a large part of a group go', async () => {
    expect(guardsOf(usual, 'AWS_crew')).to.deep.equal(['max-group-removals'])
    expect(guardsOf(await planned('--max-group-removals', '40%'), 'AWS_crew')).to.deep.equal([])
  })

  it('[scim plan --max-removal-count] counts removals', async () => {
    expect((await planned('--max-removal-count', '0')).guards[0]?.guard).to.equal('max-removal-count')
  })

  it('[scim plan --allow-empty] empties a group', async () => {
    expect(guardsOf(usual, 'AWS_empty')).to.deep.equal(['empty-source'])
    expect(guardsOf(await planned('--allow-empty'), 'AWS_empty')).to.deep.equal([])
  })

  it('[scim plan --self] says who must stay', async () => {
    lab.configure('guards: {requireSelf: [AWS_self]}\n')
    expect(guardsOf(await planned(), 'AWS_self')).to.deep.equal(['require-self'])
    expect(guardsOf(await planned('--self', login(1)), 'AWS_self')).to.deep.equal([])
    expect(guardsOf(await planned('--self', login(0)), 'AWS_self')).to.deep.equal(['require-self'])
  })

  it('[scim plan --via] [scim.yaml identityStore.id] reads by the Identity Store API', async () => {
    const outcome = await plan(['--via', 'identity-store', '--json'])
    expect(outcome.json().error).to.include({code: 'OPS_SCIM_CONFIG'})
    lab.configure('identityStore: {id: d-5a4d7c1e90, region: us-east-1}\n')
    const keys = await lab.awsKeys()
    const result = resultOf(
      await plan(['--via', 'identity-store', '--explain', '--json'], {env: keys}),
    ) as ScimPlanResult
    expect(result.explain).to.include({via: 'identity-store', why: '--via identity-store'})
    expect({...result, via: 'scim', checksum: '', explain: undefined}).to.deep.equal({
      ...usual,
      checksum: '',
      explain: undefined,
    })
  })

  it('leaves an endpoint of the old generation for the Identity Store, and removes nobody without one', async () => {
    lab.sandbox.act('scim.set generation=old')
    try {
      const alone = await planned()
      expect(kindsOf(alone, 'AWS_self')).to.deep.equal(['incomplete'])
      expect(groupIn(alone, 'AWS_self')?.remove).to.deep.equal([])
      expect(groupIn(alone, 'AWS_same')?.add).to.deep.equal([])
      lab.configure('identityStore: {id: d-5a4d7c1e90, region: us-east-1}\n')
      const outcome = await plan(['--explain', '--json'], {env: await lab.awsKeys()})
      const {explain, groups} = resultOf(outcome) as ScimPlanResult
      expect(explain?.via).to.equal('identity-store')
      expect(groups).to.deep.equal(usual.groups)
    } finally {
      lab.sandbox.act('scim.set generation=new')
    }
  })

  it('[scim plan --explain] says what reading costs', async () => {
    const {stderr} = await plan(['--explain'])
    expect(stderr)
      .to.contain('Identity Center is read by SCIM')
      .and.to.match(/about \d+ calls?.*at 400 a second/)
    expect(stderr).to.match(/was asked \d+ times by SCIM/)
    expect((await planned('--explain')).explain).to.include({via: 'scim'})
    expect(usual).not.to.have.property('explain')
  })

  it('[scim plan --output] is a comment, or JSON', async () => {
    expect((await plan(['-o', 'markdown'])).stdout)
      .to.contain('| group |')
      .and.to.contain('```diff')
    const shown = JSON.parse((await plan(['-o', 'json'])).stdout) as ScimPlanResult
    expect(shown).to.deep.equal(usual)
  })

  it('[scim plan --drift-only] leaves out what is in step', async () => {
    expect(groupIn(usual, 'AWS_same')).to.include({action: 'none'})
    const drift = await planned('--drift-only')
    expect(groupIn(drift, 'AWS_same')).to.equal(undefined)
    expect(drift.checksum).to.equal(usual.checksum)
    expect((await plan(['--drift-only'])).stdout).not.to.contain('AWS_same')
  })

  it('[scim plan --out] saves a plan that scim show shows', async () => {
    const file = path.join(lab.home, 'saved.json')
    const outcome = await plan(['--out', file])
    expect(outcome.stderr).to.contain(usual.checksum).and.to.contain(`scim apply --plan ~/saved.json`)
    expect(statSync(file).mode & 0o777).to.equal(0o600)
    const shown = await lab.run(ScimShow, [file])
    expect(shown.exitCode).to.equal(0)
    expect(shown.stdout).to.equal(outcome.stdout)
    const {madeAt, ...result} = resultOf(await lab.run(ScimShow, [file, '--json'])) as ScimShowResult
    expect(result).to.deep.equal(usual)
    expect(new Date(madeAt).getTime()).to.be.within(Date.now() - 60_000, Date.now())
  })

  it('[scim show --output] [scim show --drift-only] show it otherwise', async () => {
    const file = path.join(lab.home, 'saved.json')
    await plan(['--out', file])
    expect((await lab.run(ScimShow, [file, '-o', 'markdown'])).stdout).to.contain('| group |')
    expect((await lab.run(ScimShow, [file])).stdout).to.contain('AWS_same')
    expect((await lab.run(ScimShow, [file, '--drift-only'])).stdout).not.to.contain('AWS_same')
  })

  it('shows no plan that was changed', async () => {
    const file = path.join(lab.home, 'saved.json')
    await plan(['--out', file])
    lab.write('saved.json', readFileSync(file, 'utf8').replaceAll(login(8), login(1)))
    const outcome = await lab.run(ScimShow, [file, '--json'])
    expect(outcome.exitCode).to.equal(9)
    expect(outcome.json().error?.code).to.equal('OPS_PLAN')
  })
})
