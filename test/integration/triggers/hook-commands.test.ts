import {expect} from 'chai'
import {readFileSync, statSync, existsSync} from 'node:fs'
import path from 'node:path'
import TriggersHookCreate from '../../../src/commands/triggers/hook/create.js'
import TriggersHookList from '../../../src/commands/triggers/hook/list.js'
import TriggersHookRemove from '../../../src/commands/triggers/hook/remove.js'
import TriggersHookVerify from '../../../src/commands/triggers/hook/verify.js'
import {startSandbox, type Sandbox} from '../../../src/lib/sandbox/sandbox.js'
import {liveMachine} from '../../support/live-machine.js'
import {startHookReceiver, type HookReceiver} from '../../support/hook-receiver.js'
import {OktaCaller} from '../../support/okta-caller.js'
import {runCommand, type CommandOutcome} from '../../support/run-command.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'
import {offboardRule} from '../../support/trigger-house.js'

interface Shown {
  readonly id: string
  readonly name: string
  readonly status: string
  readonly verified: boolean
  readonly url: string
  readonly types: readonly string[]
  readonly secretHeader: string
  readonly secret: string
  readonly parts?: readonly Shown[]
}

describe('triggers hook', () => {
  let [sandbox, receiver, home]: [Sandbox, HookReceiver, TempHome] = [undefined!, undefined!, undefined!]
  let env: Readonly<Record<string, string>>

  beforeEach(async () => {
    sandbox = await startSandbox()
    receiver = await startHookReceiver()
    home = createTempHome()
    env = {
      HOME: home.path,
      OKTA_OPS_CONFIG_DIR: path.join(home.path, 'config'),
      OKTA_OPS_STATE_DIR: path.join(home.path, 'state'),
      OKTA_ORG_URL: sandbox.url,
      OKTA_API_TOKEN: sandbox.okta.apiToken,
    }
  })
  afterEach(async () => {
    await Promise.all([sandbox.close(), receiver.close()])
    home.remove()
  })

  const run = (Class: unknown, argv: readonly string[], more = {}): Promise<CommandOutcome> =>
    runCommand(Class, [...argv, '--json'], {machine: liveMachine({...env, ...more})})
  const rules = (text = offboardRule): string => home.write('triggers.yaml', `version: 1\nrules:\n${text}`)
  const create = (...argv: string[]): Promise<CommandOutcome> =>
    run(TriggersHookCreate, ['--url', receiver.url, '--rules', rules(), ...argv], {
      HOOK_SECRET: 'halyard-secret-of-a-hook',
    })
  const shown = ({json}: CommandOutcome): Shown => json().result as Shown
  const hooks = async (): Promise<readonly Shown[]> =>
    ((await run(TriggersHookList, [])).json().result as {readonly hooks: readonly Shown[]}).hooks

  it('[triggers hook create --url] registers it with a new secret that only its place is told of', async () => {
    const outcome = await create()
    expect(outcome.exitCode).to.equal(0)
    const hook = shown(outcome)
    expect(hook).to.deep.include({
      name: 'okta-ops triggers',
      status: 'ACTIVE',
      verified: false,
      url: receiver.url,
      types: ['user.lifecycle.deactivate'],
      secretHeader: 'Authorization',
    })
    const file = hook.secret.replace(/^file:/, '')
    const secret = readFileSync(file, 'utf8').trim()
    expect([statSync(file).mode & 0o777, secret.length]).to.deep.equal([0o600, 43])
    expect(outcome.stdout + outcome.stderr).to.not.include(secret)
    await run(TriggersHookVerify, [hook.id])
    expect(receiver.received[0]?.headers['authorization']).to.equal(secret)
    for (const address of [
      'http://hooks.example.com/',
      'hooks.example.com',
      'https://a:b@hooks.example.com/',
    ])
      expect((await create('--name', 'x', '--url', address)).exitCode).to.be.oneOf([2, 9])
  })

  it('says to a person what to run next', async () => {
    const {stdout, stderr} = await runCommand(
      TriggersHookCreate,
      ['--url', receiver.url, '--rules', rules(), '--header', 'X-Halyard=env:HOOK_SECRET'],
      {machine: liveMachine({...env, HOOK_SECRET: 'halyard-secret-of-a-hook'})},
    )
    expect(stdout).to.include(
      `--port ${new URL(receiver.url).port} --public-url ${receiver.url} --secret env:HOOK_SECRET --secret-header X-Halyard`,
    )
    expect(stdout).to.match(/okta-ops triggers hook verify who\w+/)
    expect(stderr).to.include('for 1 event type.')
    expect(stdout + stderr).to.not.include('halyard-secret')
  })

  it('[triggers hook create --header] [triggers hook verify --org] takes a secret that is there already', async () => {
    const hook = shown(await create('--header', 'X-Halyard=env:HOOK_SECRET'))
    expect(hook).to.include({secretHeader: 'X-Halyard', secret: 'env:HOOK_SECRET'})
    expect((await run(TriggersHookVerify, [hook.id, '--org', 'nowhere'])).json().error?.code).to.equal(
      'OPS_ORG_NOT_FOUND',
    )
    expect((await run(TriggersHookVerify, [hook.name])).json().result).to.include({verified: true})
    expect(receiver.received[0]?.headers['x-halyard']).to.equal('halyard-secret-of-a-hook')
    for (const header of [
      'X-Halyard',
      '=env:HOOK_SECRET',
      'X Y=env:HOOK_SECRET',
      'X-Halyard=halyard-secret-of-a-hook',
    ]) {
      const outcome = await create('--name', 'other', '--header', header)
      expect(outcome.exitCode).to.equal(2)
      expect(outcome.stdout).to.not.include('halyard-secret')
    }
  })

  it('[triggers hook create --rules] asks for what a hook can deliver, and names the rest', async () => {
    const outcome = await run(TriggersHookCreate, [
      '--url',
      receiver.url,
      '--rules',
      rules(`
  - {id: a, on: [user.lifecycle.*, policy.evaluate_sign_on, halyard.unknown], flow: f}
  - {id: b, on: user.account.lock, flow: f, enabled: false}
`),
    ])
    const {types} = shown(outcome)
    expect(types).to.include('user.lifecycle.create').and.not.include('user.account.lock')
    expect(outcome.json().warnings.join('\n'))
      .to.match(/a: \d+ types of user\.lifecycle\.\* come by the System Log alone/)
      .and.match(/a: policy\.evaluate_sign_on is not hook eligible/)
      .and.match(/a: halyard\.unknown is not in our list of types/)
    const none = rules('\n  - {id: a, on: policy.evaluate_sign_on, flow: f}\n')
    const refused = await run(TriggersHookCreate, ['--url', receiver.url, '--name', 'x', '--rules', none])
    expect([refused.exitCode, refused.json().error?.code]).to.deep.equal([2, 'OPS_HOOK'])
  })

  describe('of which several belong together', () => {
    const part = (number: number): Promise<Shown> =>
      new OktaCaller(sandbox)
        .call('POST', '/eventHooks', {
          name: `deck (${number} of 2)`,
          events: {type: 'EVENT_TYPE', items: ['user.lifecycle.deactivate']},
          channel: {type: 'HTTP', version: '1.0.0', config: {uri: receiver.url}},
        })
        .then(({body}) => body)
    const said = async (Class: unknown, ...argv: string[]): Promise<string> => {
      const {stdout, stderr} = await runCommand(Class, argv, {machine: liveMachine(env)})
      return stdout + stderr
    }

    it('lists, verifies and removes them as one', async () => {
      await part(1)
      const {id} = await part(2)
      expect(await said(TriggersHookList)).to.match(/who\w+ +deck \(2 hooks\) +active +no +2 +http/)
      await new OktaCaller(sandbox).call('POST', `/eventHooks/${id}/lifecycle/verify`)
      expect(await said(TriggersHookList)).to.match(/deck \(2 hooks\) +active +1 of 2 +2 /)
      expect(shown(await run(TriggersHookVerify, [id]))).to.deep.include({name: 'deck', verified: true})
      expect((await hooks()).map(({name, verified, parts}) => [name, verified, parts?.length])).to.deep.equal(
        [['deck', true, 2]],
      )
      expect(await said(TriggersHookRemove, 'deck', '--yes')).to.include('Removed deck, 2 hooks,')
      expect(await hooks()).to.deep.equal([])
    })

    it('warns of one that is not there', async () => {
      await part(2)
      expect(await said(TriggersHookVerify, 'deck')).to.include('of the 2 hooks called deck the org has 1,')
    })
  })

  it('[triggers hook create --for] scim asks for what changes memberships', async () => {
    const hook = shown(await create('--for', 'scim'))
    expect(hook.name).to.equal('okta-ops scim')
    expect(hook.types).to.include.members(['group.user_membership.add', 'user.lifecycle.deactivate'])
  })

  it('[triggers hook create --name] makes no second one of a name, nor a 26th', async () => {
    const first = shown(await create('--name', 'deck'))
    const again = await create('--name', 'deck')
    expect([again.exitCode, again.json().error?.next]).to.deep.equal([
      9,
      `okta-ops triggers hook remove ${first.id}`,
    ])
    expect(existsSync(first.secret.replace(/^file:/, ''))).to.equal(true)
    for (let count = 1; count < 25; count++)
      expect((await create('--name', `deck ${count}`, '--header', 'X-H=env:HOOK_SECRET')).exitCode).to.equal(
        0,
      )
    const last = await create('--name', 'one too many')
    expect([last.exitCode, last.json().error?.message]).to.satisfy(
      ([code, message]: [number, string]) => code === 9 && message.includes('25 active event hooks'),
    )
  })

  it('[triggers hook create --keychain] [triggers hook create --org] keeps nothing where there is none', async () => {
    // Where this machine has a keychain, the secret is in it.
    const {error, result} = (await create('--keychain')).json()
    if (error === undefined) expect((result as Shown).secret).to.match(/^keychain:event-hook-/)
    else expect([error.code, await hooks()]).to.deep.equal(['OPS_KEYCHAIN', []])
    expect((await create('--org', 'nowhere')).json().error?.code).to.equal('OPS_ORG_NOT_FOUND')
  })

  it('[triggers hook list --org] shows what there is', async () => {
    expect(await hooks()).to.deep.equal([])
    await create('--name', 'evil \u001b[31m')
    expect((await hooks()).map(({name}) => name)).to.deep.equal(['evil \u001b[31m'])
    const {stdout} = await runCommand(TriggersHookList, [], {machine: liveMachine(env)})
    expect(stdout)
      .to.match(/^ID +NAME +STATUS +VERIFIED +TYPES +URL\n/)
      .and.include('evil \\u{1b}[31m')
    expect((await run(TriggersHookList, ['--org', 'nowhere'])).json().error?.code).to.equal(
      'OPS_ORG_NOT_FOUND',
    )
  })

  it('says when the address does not answer as it must, and which hook is not there', async () => {
    const hook = shown(await create())
    await receiver.close()
    const outcome = await run(TriggersHookVerify, [hook.id])
    expect([outcome.exitCode, outcome.json().error?.code]).to.deep.equal([1, 'OPS_HOOK'])
    const none = await run(TriggersHookVerify, ['nothing'])
    expect([none.exitCode, none.json().error?.next]).to.deep.equal([2, 'okta-ops triggers hook list'])
  })

  it('[triggers hook remove --yes] [triggers hook remove --org] deactivates and deletes it, and its secret', async () => {
    const hook = shown(await create())
    const asked = await run(TriggersHookRemove, [hook.id])
    expect([asked.exitCode, asked.json().error?.code]).to.deep.equal([2, 'OPS_NO_TERMINAL'])
    expect((await run(TriggersHookRemove, [hook.id, '--yes', '--org', 'nowhere'])).exitCode).to.equal(2)
    expect((await run(TriggersHookRemove, [hook.id, '--yes'])).json().result).to.deep.equal({
      id: hook.id,
      removed: true,
      secretRemoved: true,
    })
    expect(await hooks()).to.deep.equal([])
    expect(existsSync(hook.secret.replace(/^file:/, ''))).to.equal(false)
  })
})
