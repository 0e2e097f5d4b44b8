import {expect} from 'chai'
import {startSandbox, type Sandbox} from '../../../../src/lib/sandbox/sandbox.js'
import {Caller} from '../../../support/sandbox-caller.js'
import {ScimCaller, memberChange} from '../../../support/scim-caller.js'

const jun = 'jun.hartley@halyard.test'

describe('sandbox SCIM endpoint and the portal', () => {
  let [sandbox, scim]: [Sandbox, ScimCaller] = [undefined!, undefined!]

  beforeEach(async () => {
    sandbox = await startSandbox()
    scim = new ScimCaller(sandbox)
  })
  afterEach(() => sandbox.close())

  it('differs from Okta a little: one missing, one extra, one unresolved', async () => {
    const group = await scim.groupId('AWS_dev-readers')
    expect(await scim.members(group)).to.deep.equal([
      'saga.lindqvist@halyard.test',
      'otto.brandt@halyard.test',
    ])
    expect(await scim.userId('nils.aaberg@halyard.test')).to.equal('none')
  })

  const rolesOf = async (login: string): Promise<readonly string[]> => {
    const caller = new Caller(sandbox)
    const {accessToken} = await caller.signIn(login)
    const {body} = await caller.get('/assignment/roles?account_id=111111111111', accessToken)
    return ((body['roleList'] ?? []) as {roleName: string}[]).map(({roleName}) => roleName)
  }

  it('carries a role over with a member, and takes it back', async () => {
    const [group, user] = [await scim.groupId('AWS_dev-readers'), await scim.userId(jun)]
    const added = await scim.patch(group, memberChange('add', [user]))
    expect([added.status, added.text]).to.deep.equal([204, ''])
    expect(await scim.members(group)).to.include(jun)
    expect(await rolesOf(jun)).to.deep.equal(['AutomationDevRole', 'DevReader'])
    await scim.patch(group, memberChange('remove', [user]))
    expect(await scim.members(group)).not.to.include(jun)
    expect(await rolesOf(jun)).to.deep.equal(['AutomationDevRole'])
  })

  it('pushes a group that is not called AWS_ at once, and not one that is', async () => {
    sandbox.act('group.add halyard-engineers jun.hartley@halyard.test')
    sandbox.act('group.add AWS_dev-readers tobias.wren@halyard.test')
    expect(await scim.members(await scim.groupId('halyard-engineers'))).to.include(jun)
    expect(await scim.members(await scim.groupId('AWS_dev-readers'))).to.have.length(2)
  })

  it('loses what was assigned to a group that is deleted, whatever comes after it by its name', async () => {
    const group = await scim.groupId('AWS_dev-readers')
    await scim.call('DELETE', `/Groups/${group}`)
    const members = [{value: await scim.userId(jun)}]
    const {body} = await scim.call('POST', '/Groups', {displayName: 'AWS_dev-readers', members})
    expect(body.id).not.to.equal(group)
    expect(await rolesOf(jun)).to.deep.equal(['AutomationDevRole'])
  })

  for (const {name, action, of, wanted} of [
    {name: 'deactivated in Okta: inactive in AWS', action: `user.deactivate ${jun}`, of: jun, wanted: false},
    {name: 'suspended in Okta: active in AWS', action: `user.suspend ${jun}`, of: jun, wanted: true},
    {
      name: 'new in Okta: there',
      action: 'user.create nell.ashdown@halyard.test',
      of: 'nell.ashdown@halyard.test',
      wanted: true,
    },
  ])
    it(`a user ${name}`, async () => {
      sandbox.act(action)
      const [user] = await scim.find('Users', `userName eq "${of}"`)
      expect(user?.active).to.equal(wanted)
    })

  it('mends by hand what nobody sees in Okta', async () => {
    sandbox.act('aws.group.create AWS_new Made by hand')
    sandbox.act(`aws.group.add AWS_new ${jun}`)
    expect(await scim.members(await scim.groupId('AWS_new'))).to.deep.equal([jun])
    sandbox.act(`aws.group.remove AWS_new ${jun}`)
    expect(await scim.members(await scim.groupId('AWS_new'))).to.deep.equal([])
    sandbox.act(`aws.user.delete ${jun}`)
    expect(await scim.userId(jun)).to.equal('none')
    sandbox.act('aws.group.delete AWS_new')
    expect(await scim.groupId('AWS_new')).to.equal('none')
    expect(() => sandbox.act('aws.group.create AWS_dev-readers')).to.throw('duplicate displayName')
    expect(() => sandbox.act('aws.group.add AWS_dev-readers x@example.com')).to.throw('no user in AWS')
  })
})
