import {expect} from 'chai'
import {
  listAccounts,
  listAllRoles,
  listRoles,
  type DirectoryAccess,
} from '../../../src/lib/aws/service/directory.js'
import {loadConfig} from '../../../src/lib/aws/config/profiles.js'
import {startSandbox, type Sandbox} from '../../../src/lib/sandbox/sandbox.js'
import {fakeMachine, type FakeMachine} from '../../support/fake-machine.js'
import {writeHalyardConfig} from '../../support/halyard.js'
import {signIn} from '../../support/signed-in.js'
import {opsErrorFrom} from '../../support/thrown.js'

describe('aws/directory against the sandbox', () => {
  let sandbox: Sandbox
  let machine: FakeMachine
  let access: DirectoryAccess

  before(async () => {
    sandbox = await startSandbox({autoApprove: 'mira.castellan@halyard.test'})
    writeHalyardConfig(sandbox)
  })
  after(() => sandbox.close())

  beforeEach(async () => {
    sandbox.act('fault.clear')
    machine = fakeMachine(sandbox.env, new Date())
    access = {session: loadConfig(machine).session('halyard'), token: await signIn(sandbox)}
  })

  const pages = (operation: string): number =>
    sandbox.requests.filter((request) => request.operation === operation).length

  it('follows every page, each account once, by name, the nameless one last', async () => {
    const before = pages('accounts')
    const accounts = await listAccounts(machine, access)
    expect(new Set(accounts.map(({accountId}) => accountId)).size).to.equal(123)
    expect(accounts).to.have.length(123)
    // 50 a page is all this portal gives, whatever is asked for.
    expect(pages('accounts') - before).to.equal(3)
    expect(accounts.at(0)).to.include({accountName: 'Anchor Build'})
    expect(accounts.at(-1)).to.have.all.keys('accountId')
  })

  it('takes pages of any size', async () => {
    sandbox.act('fault page_size=7')
    const before = pages('accounts')
    expect(await listAccounts(machine, access)).to.have.length(123)
    expect(pages('accounts') - before).to.equal(18)
  })

  it('lists the roles of an account by name', async () => {
    const roles = await listRoles(machine, access, '111111111111')
    expect(roles.map(({roleName}) => roleName)).to.deep.equal([
      'AdministratorAccess',
      'AutomationDevRole',
      'Developer',
      'ReadOnly',
    ])
  })

  it('lists the roles of all accounts, in the order of the accounts', async () => {
    const roles = await listAllRoles(machine, access)
    const order = [...new Set(roles.map(({accountId}) => accountId))]
    expect(order).to.deep.equal((await listAccounts(machine, access)).map(({accountId}) => accountId))
  })

  it('never sends faster than it may', async () => {
    const before = machine.monotonicMs()
    await listAllRoles(machine, access)
    expect(machine.monotonicMs() - before).to.be.at.least(123 * 50)
  })

  it('waits out 429 as long as Retry-After says, and goes on slower', async () => {
    sandbox.act('fault 429:accounts=4*2')
    expect(await listAccounts(machine, access)).to.have.length(123)
    expect(machine.slept.filter((ms) => ms >= 4000)).to.have.length(2)
  })

  it('waits out 429 without Retry-After', async () => {
    sandbox.act('fault 429:accounts*5')
    expect(await listAccounts(machine, access)).to.have.length(123)
  })

  it('gives up on a portal that refuses for good, exit 6', async () => {
    sandbox.act('fault 429:accounts*always')
    expect(await opsErrorFrom(() => listAccounts(machine, access))).to.include({
      code: 'OPS_THROTTLED',
      failure: 'unavailable',
    })
  })

  for (const fault of ['500', 'reset', 'truncated'])
    it(`gives up within a few seconds on a portal whose every answer is ${fault}`, async () => {
      sandbox.act(`fault ${fault}:accounts*always`)
      const before = machine.monotonicMs()
      expect(await opsErrorFrom(() => listAccounts(machine, access))).to.include({failure: 'unavailable'})
      expect(machine.monotonicMs() - before).to.be.below(3000)
    })

  for (const fault of ['500', 'reset', 'truncated', 'garbage'])
    it(`rides out one answer that is ${fault}`, async () => {
      sandbox.act(`fault ${fault}:accounts`)
      expect(await listAccounts(machine, access)).to.have.length(123)
    })

  it('is signed out when the portal does not take the token', async () => {
    const stale = {...access, token: {accessToken: 'stale'}}
    const error = await opsErrorFrom(() => listAccounts(machine, stale))
    expect(error).to.include({code: 'OPS_SIGNED_OUT', next: 'okta-ops login --session halyard'})
    expect(error.message).to.not.include('stale')
  })

  it('stops every worker after a failure', async () => {
    sandbox.act('fault 403:roles')
    const failure = await listAllRoles(machine, access).catch((error: unknown) => error)
    expect(failure).to.be.instanceOf(Error)
    await new Promise((resolve) => setTimeout(resolve, 100))
    const asked = pages('roles')
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(pages('roles')).to.equal(asked)
  })
})
