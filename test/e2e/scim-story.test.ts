import {expect} from 'chai'
import {rmSync} from 'node:fs'
import path from 'node:path'
import {insideSandbox} from '../../src/lib/sandbox/environment.js'
import {announce, runningFileVariable} from '../../src/lib/sandbox/running-file.js'
import {startSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.js'
import type {ScimPlanResult} from '../../src/commands/scim/plan.js'
import {runBin, type BinOutcome} from '../support/run-bin.js'
import type {Envelope} from '../support/run-command.js'

const developer = 'tobias.wren@halyard.test'
const group = 'AWS_prod-admins'

/** Somebody is put into a group in Okta, and what AWS lets them do follows; all by the built program. */
describe('story of somebody who becomes an admin of production', function () {
  this.timeout(60_000)
  this.slow(15_000)

  let sandbox: Sandbox
  let env: Record<string, string>
  beforeEach(async () => {
    sandbox = await startSandbox({autoApprove: developer})
    const running = path.join(sandbox.home, 'running.json')
    announce(running, sandbox)
    env = {...insideSandbox({}, sandbox.env), [runningFileVariable]: running}
  })
  afterEach(() => sandbox.close())

  const run = (...args: string[]): Promise<BinOutcome> => runBin(args, {env, cwd: sandbox.home})
  async function succeed(...args: string[]): Promise<BinOutcome> {
    const outcome = await run(...args)
    expect(outcome.exitCode, `${args.join(' ')}: ${outcome.stderr}${outcome.stdout}`).to.equal(0)
    return outcome
  }
  /** The plan for the group, as `--json` has it. */
  async function planned(exitCode: number): Promise<ScimPlanResult['groups'][number]> {
    const outcome = await run('scim', 'plan', '--json')
    expect(outcome.exitCode, outcome.stderr + outcome.stdout).to.equal(exitCode)
    const {groups} = (JSON.parse(outcome.stdout) as Envelope).result as ScimPlanResult
    const found = groups.find(({name}) => name === group)
    if (found === undefined) throw new Error(`no ${group} in the plan`)
    return found
  }
  const exported = (): Promise<BinOutcome> => run('export', '--profile', 'prod-admin', '--format', 'json')

  it('goes by Okta, a plan, and what the plan says', async () => {
    await succeed(
      ...['setup', '--session', 'halyard', '--start-url', sandbox.startUrl, '--sso-region', 'us-east-1'],
      ...['--profile', 'prod-admin', '--account', '333333333333', '--role', 'ProdAdmin'],
      ...['--region', 'eu-west-1', '--yes'],
    )
    await succeed('login', '--session', 'halyard', '--device-code')
    expect((await exported()).exitCode).to.equal(5)

    await succeed('sandbox', 'do', 'group.add', group, developer)
    const plan = await planned(3)
    expect(plan.add.map(({userName}) => userName)).to.include(developer)
    expect((await exported()).exitCode).to.equal(5)

    await succeed('scim', 'apply', '--yes')
    await planned(0)
    const {stdout} = await succeed('export', '--profile', 'prod-admin', '--format', 'json')
    expect(JSON.parse(stdout)).to.have.property('AccessKeyId')
    expect((await succeed('scim', 'history', '--group', group)).stdout).to.contain(developer)

    // And back. What AWS has given for an hour stays until then; a new laptop gets no more.
    await succeed('sandbox', 'do', 'group.remove', group, developer)
    const back = await planned(3)
    expect(back.remove.map(({userName}) => userName)).to.deep.equal([developer])
    await succeed('scim', 'apply', '--yes')
    rmSync(path.join(sandbox.home, '.aws', 'cli', 'cache'), {recursive: true})
    expect((await exported()).exitCode).to.equal(5)
  })
})
