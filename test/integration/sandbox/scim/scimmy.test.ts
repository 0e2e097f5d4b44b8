import {expect} from 'chai'
import SCIMMY from 'scimmy'
import {startSandbox, type Sandbox} from '../../../../src/lib/sandbox/sandbox.js'
import {describePeer} from '../../../support/peers.js'
import {memberChange, ScimCaller} from '../../../support/scim-caller.js'

interface Description {
  readonly id: string
  readonly attributes: readonly Attribute[]
}

interface Attribute {
  readonly name: string
  readonly type: string
  readonly multiValued: boolean
  readonly subAttributes?: readonly Attribute[]
}

/**
 * An implementation of SCIM 2.0 that we did not write reads what the sandbox says, and does what the sandbox is told. Where AWS is
 * not SCIM 2.0 stands in deviations.test.ts.
 */
describePeer('scimmy', () => {
  let [sandbox, scim]: [Sandbox, ScimCaller] = [undefined!, undefined!]

  beforeEach(async () => {
    sandbox = await startSandbox()
    scim = new ScimCaller(sandbox)
  })
  afterEach(() => sandbox.close())

  const body = async (path: string): Promise<Record<string, unknown>> => (await scim.get(path)).body

  it('reads each user by the schema, and finds nothing missing or of another type', async () => {
    for (const user of await scim.all('/Users')) {
      const read = new SCIMMY.Schemas.User(user, 'in')
      expect(read.userName).to.equal(user.userName)
      expect(read.name?.familyName, user.userName).to.be.a('string')
      expect(read.emails?.[0]?.value).to.equal(user.userName)
      expect(read.active).to.equal(user.active)
    }
  })

  it('reads each group by the schema', async () => {
    for (const group of await scim.all('/Groups')) {
      const read = new SCIMMY.Schemas.Group(group, 'in')
      expect(read.displayName).to.equal(group.displayName)
    }
  })

  it('reads a list', async () => {
    const found = await body('/Users?count=3')
    const list = new SCIMMY.Messages.ListResponse(found as never)
    expect(list.Resources).to.have.length(3)
    expect([list.totalResults, list.itemsPerPage, list.startIndex]).to.deep.equal([3, 3, 1])
  })

  it('reads a refusal', async () => {
    const refusal = await body('/Groups?filter=nonsense')
    // It throws what it has read.
    expect(() => new SCIMMY.Messages.ErrorResponse(refusal))
      .to.throw(String(refusal['detail']))
      .with.property('status', '400')
  })

  it('reads what the endpoint can do and which resources it has', async () => {
    const config = new SCIMMY.Schemas.ServiceProviderConfig(await body('/ServiceProviderConfig'))
    expect([config.patch.supported, config.bulk.supported, config.filter.maxResults]).to.deep.equal([
      true,
      false,
      100,
    ])
    const {Resources: types = []} = (await scim.get('/ResourceTypes')).body
    expect(types.map((type) => new SCIMMY.Schemas.ResourceType(type).endpoint)).to.deep.equal([
      '/Users',
      '/Groups',
    ])
  })

  for (const [name, known] of [
    ['User', SCIMMY.Schemas.User],
    ['Group', SCIMMY.Schemas.Group],
    ['EnterpriseUser', SCIMMY.Schemas.EnterpriseUser],
  ] as const)
    it(`describes no attribute of a ${name} otherwise`, async () => {
      const definition = JSON.parse(JSON.stringify(known.definition)) as Description
      const described = (await body(`/Schemas/${definition.id}`)) as unknown as Description
      expect(described.attributes).not.to.be.empty
      compareAttributes(described.attributes, definition.attributes)
    })

  for (const filter of [
    'userName eq "jun.hartley@halyard.test"',
    'externalId eq "00u0000003halyard0d7"',
    'USERNAME EQ "jun.hartley@halyard.test"',
    'userName eq "nobody@example.com"',
  ])
    it(`finds by ${filter} what the endpoint finds`, async () => {
      const matching = new SCIMMY.Types.Filter(filter).match((await scim.all('/Users')) as never[]) as {
        id: string
      }[]
      expect((await scim.find('Users', filter)).map(({id}) => id)).to.deep.equal(matching.map(({id}) => id))
    })

  // Its own parser does not read escapes.
  for (const name of ['AWS_dev-readers', "the crew's own", '🚢 deck'])
    it(`finds a group called ${name} by the filter that both read`, async () => {
      await scim.call('POST', '/Groups', {displayName: name})
      const filter = `displayName eq ${JSON.stringify(name)}`
      const matching = new SCIMMY.Types.Filter(filter).match((await scim.all('/Groups')) as never[]) as {
        id: string
      }[]
      expect((await scim.find('Groups', filter)).map(({id}) => id)).to.deep.equal(matching.map(({id}) => id))
      expect(matching).to.have.length(1)
    })

  it('does to the members of a group what the endpoint does', async () => {
    const group = await scim.groupId('AWS_dev-readers')
    const users = await scim.all('/Users')
    const idsOf = async (): Promise<readonly string[]> => {
      const members = await scim.members(group)
      return users.filter(({userName = ''}) => members.includes(userName)).map(({id}) => id)
    }
    const ids = users.map(({id}) => id)
    let theirs = new SCIMMY.Schemas.Group(
      {id: group, displayName: 'AWS_dev-readers', members: (await idsOf()).map((value) => ({value}))},
      'in',
    )
    for (const operations of [
      [memberChange('add', ids.slice(0, 3))],
      [memberChange('remove', ids.slice(2, 5))],
      [memberChange('add', ids.slice(1, 2)), memberChange('remove', ids.slice(0, 1))],
      [memberChange('remove', ids), memberChange('add', ids.slice(-2))],
      [{op: 'replace', path: 'displayName', value: 'AWS_renamed'}],
      [{op: 'replace', value: {displayName: 'AWS_again'}}],
    ]) {
      const {status} = await scim.patch(group, ...operations)
      expect(status).to.equal(204)
      const message = new SCIMMY.Messages.PatchOp({
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: operations as never,
      })
      theirs = await message.apply(theirs, (patched: unknown) => patched as never)
      const wanted = new Set((theirs.members ?? []).map(({value}) => value))
      expect(await idsOf()).to.have.members([...wanted] as string[])
      expect((await body(`/Groups/${group}`))['displayName']).to.equal(theirs.displayName)
    }
  })

  it('does to a user what the endpoint does', async () => {
    const [user] = await scim.find('Users', 'userName eq "jun.hartley@halyard.test"')
    const operations = [
      {op: 'replace', path: 'name.familyName', value: 'Holm'},
      {op: 'replace', value: {active: false, title: 'Bosun'}},
      {op: 'add', path: 'nickName', value: 'J'},
    ]
    const message = new SCIMMY.Messages.PatchOp({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: operations as never,
    })
    const resource = new SCIMMY.Schemas.User(user, 'in')
    const theirs = (await message.apply(
      resource,
      (patched: unknown) => patched as never,
    )) as unknown as Record<string, unknown>
    const ours = (await scim.call('PATCH', `/Users/${user?.id ?? ''}`, {Operations: operations})).body
    for (const name of ['name', 'active', 'title', 'nickName', 'displayName', 'userName'])
      expect(JSON.parse(JSON.stringify(ours[name])), name).to.deep.equal(
        JSON.parse(JSON.stringify(theirs[name])),
      )
  })
})

/** Each of ours must be there, of the same type, and have no other parts. */
function compareAttributes(ours: readonly Attribute[], theirs: readonly Attribute[]): void {
  for (const {name, type, multiValued, subAttributes = []} of ours) {
    const known = theirs.find((attribute) => attribute.name === name)
    expect(known, name).to.include({type, multiValued})
    compareAttributes(subAttributes, known?.subAttributes ?? [])
  }
}
