import {
  CreateGroupMembershipCommand,
  DeleteGroupMembershipCommand,
  DescribeGroupCommand,
  DescribeGroupMembershipCommand,
  DescribeUserCommand,
  GetGroupIdCommand,
  GetGroupMembershipIdCommand,
  GetUserIdCommand,
  IdentitystoreClient,
  IsMemberInGroupsCommand,
  ListGroupMembershipsCommand,
  ListGroupMembershipsForMemberCommand,
  ListGroupsCommand,
  ListUsersCommand,
  paginateListGroupMemberships,
  paginateListUsers,
} from '@aws-sdk/client-identitystore'
import {expect} from 'chai'
import {startSandbox, type Sandbox} from '../../../src/lib/sandbox/sandbox.js'
import {Caller} from '../../support/sandbox-caller.js'
import {memberChange, ScimCaller} from '../../support/scim-caller.js'

const jun = 'jun.hartley@halyard.test'

/** AWS's own client asks and signs, over the directory that the SCIM endpoint writes. */
describe('sandbox Identity Store', () => {
  let [sandbox, client, scim]: [Sandbox, IdentitystoreClient, ScimCaller] = [
    undefined!,
    undefined!,
    undefined!,
  ]
  let IdentityStoreId = ''

  before(() => {
    process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true'
  })
  beforeEach(async () => {
    sandbox = await startSandbox()
    scim = new ScimCaller(sandbox)
    IdentityStoreId = sandbox.scim.identityStoreId
    const credentials = await new Caller(sandbox).roleKeys(
      'mira.castellan@halyard.test',
      '111111111111',
      'AdministratorAccess',
    )
    client = new IdentitystoreClient({
      region: 'us-east-1',
      endpoint: sandbox.awsUrl,
      credentials,
      maxAttempts: 1,
    })
  })
  afterEach(async () => {
    client.destroy()
    await sandbox.close()
  })

  const said = (promise: Promise<unknown>): Promise<Record<string, unknown>> =>
    promise.then(
      () => ({name: 'no error'}),
      (error: unknown) => error as Record<string, unknown>,
    )
  const groupOf = async (value: string): Promise<string> => {
    const AlternateIdentifier = {UniqueAttribute: {AttributePath: 'displayName', AttributeValue: value}}
    return (await client.send(new GetGroupIdCommand({IdentityStoreId, AlternateIdentifier}))).GroupId ?? ''
  }
  const userOf = async (value: string): Promise<string> => {
    const AlternateIdentifier = {UniqueAttribute: {AttributePath: 'userName', AttributeValue: value}}
    return (await client.send(new GetUserIdCommand({IdentityStoreId, AlternateIdentifier}))).UserId ?? ''
  }

  it('knows the users and groups that SCIM knows, by the same ids', async () => {
    expect(await groupOf('AWS_prod-admins')).to.equal(await scim.groupId('AWS_prod-admins'))
    expect(await userOf(jun)).to.equal(await scim.userId(jun))
  })

  it('lists users page by page, with what is known of each', async () => {
    const users = []
    for await (const page of paginateListUsers({client, pageSize: 2}, {IdentityStoreId}))
      users.push(...(page.Users ?? []))
    expect(users.map(({UserName}) => UserName)).to.deep.equal([
      'mira.castellan@halyard.test',
      'tobias.wren@halyard.test',
      'ines.okafor@halyard.test',
      jun,
      'saga.lindqvist@halyard.test',
      'otto.brandt@halyard.test',
      'control-tower@halyard.test',
    ])
    expect(users.map(({UserStatus}) => UserStatus)).to.include.members(['ENABLED', 'DISABLED'])
    expect(users[0]?.ExternalIds?.[0]?.Id).to.equal('00u0000001halyard0d7')
    expect(users[0]?.CreatedAt).to.be.a('date')
    expect(users.at(-1)).not.to.have.property('ExternalIds')
  })

  it('lists the members of a group page by page', async () => {
    const GroupId = await groupOf('AWS_dev-readers')
    const members = []
    const pages = paginateListGroupMemberships({client, pageSize: 1}, {IdentityStoreId, GroupId})
    for await (const page of pages) members.push(...(page.GroupMemberships ?? []))
    expect(members.map(({MemberId}) => MemberId?.UserId)).to.deep.equal([
      await userOf('saga.lindqvist@halyard.test'),
      await userOf('otto.brandt@halyard.test'),
    ])
  })

  it('sees at once what SCIM writes, and the other way round', async () => {
    const [GroupId, UserId] = [await groupOf('AWS_dev-readers'), await userOf(jun)]
    await scim.patch(GroupId, memberChange('add', [UserId]))
    const asked = {IdentityStoreId, MemberId: {UserId}, GroupIds: [GroupId]}
    const {Results} = await client.send(new IsMemberInGroupsCommand(asked))
    expect(Results?.[0]?.MembershipExists).to.equal(true)
    const {MembershipId} = await client.send(
      new GetGroupMembershipIdCommand({IdentityStoreId, GroupId, MemberId: {UserId}}),
    )
    await client.send(new DeleteGroupMembershipCommand({IdentityStoreId, MembershipId}))
    expect(await scim.members(GroupId)).not.to.include(jun)
  })

  it('makes a membership once, and takes it away once', async () => {
    const asked = {
      IdentityStoreId,
      GroupId: await groupOf('AWS_prod-admins'),
      MemberId: {UserId: await userOf(jun)},
    }
    const {MembershipId} = await client.send(new CreateGroupMembershipCommand(asked))
    expect(await said(client.send(new CreateGroupMembershipCommand(asked)))).to.include({
      name: 'ConflictException',
      Reason: 'UNIQUENESS_CONSTRAINT_VIOLATION',
    })
    const found = await client.send(new DescribeGroupMembershipCommand({IdentityStoreId, MembershipId}))
    expect(found.MemberId).to.deep.equal(asked.MemberId)
    await client.send(new DeleteGroupMembershipCommand({IdentityStoreId, MembershipId}))
    expect(
      await said(client.send(new DeleteGroupMembershipCommand({IdentityStoreId, MembershipId}))),
    ).to.include({
      name: 'ResourceNotFoundException',
      ResourceType: 'GROUP_MEMBERSHIP',
    })
    const again = await client.send(new CreateGroupMembershipCommand(asked))
    expect(again.MembershipId).not.to.equal(MembershipId)
  })

  it('tells of one user and of one group, and in which groups somebody is', async () => {
    const UserId = await userOf(jun)
    const user = await client.send(new DescribeUserCommand({IdentityStoreId, UserId}))
    expect(user.Name).to.deep.include({GivenName: 'Jun', FamilyName: 'Hartley'})
    const {GroupMemberships = []} = await client.send(
      new ListGroupMembershipsForMemberCommand({IdentityStoreId, MemberId: {UserId}}),
    )
    const groups = await Promise.all(
      GroupMemberships.map(({GroupId}) => client.send(new DescribeGroupCommand({IdentityStoreId, GroupId}))),
    )
    expect(groups.map(({DisplayName}) => DisplayName)).to.deep.equal(['AWS_legacy-ops', 'halyard-automation'])
  })

  it('finds a user by the id at the identity provider and its issuer', async () => {
    const UserId = await userOf(jun)
    const {ExternalIds} = await client.send(new DescribeUserCommand({IdentityStoreId, UserId}))
    const find = (ExternalId: {Issuer: string; Id: string}) =>
      client.send(new GetUserIdCommand({IdentityStoreId, AlternateIdentifier: {ExternalId}}))
    const {Issuer = '', Id = ''} = ExternalIds?.[0] ?? {}
    expect((await find({Issuer, Id})).UserId).to.equal(UserId)
    expect(await said(find({Issuer: 'https://elsewhere.example.com', Id}))).to.include({
      name: 'ResourceNotFoundException',
    })
  })

  it('filters a list by one name, as old callers ask', async () => {
    const named = (AttributePath: string, AttributeValue: string) => ({
      IdentityStoreId,
      Filters: [{AttributePath, AttributeValue}],
    })
    const users = await client.send(new ListUsersCommand(named('UserName', jun)))
    expect(users.Users).to.have.length(1)
    const {Groups} = await client.send(new ListGroupsCommand(named('DisplayName', 'AWS_legacy-ops')))
    expect(Groups?.map(({DisplayName}) => DisplayName)).to.deep.equal(['AWS_legacy-ops'])
  })

  describe('refuses', () => {
    const ghost = '9a6700c1d5-00000000-0000-4000-8000-000000000000'
    const cases: readonly {name: string; wanted: string; ask: () => Promise<unknown>}[] = [
      {
        name: 'another store',
        wanted: 'ResourceNotFoundException',
        ask: () => client.send(new ListUsersCommand({IdentityStoreId: 'd-0000000000'})),
      },
      {
        name: 'a page of more than 100',
        wanted: 'ValidationException',
        ask: () => client.send(new ListUsersCommand({IdentityStoreId, MaxResults: 101})),
      },
      {
        name: 'a token of no page',
        wanted: 'ValidationException',
        ask: () => client.send(new ListUsersCommand({IdentityStoreId, NextToken: 'x'})),
      },
      {
        name: 'a group nobody knows',
        wanted: 'ResourceNotFoundException',
        ask: () => client.send(new ListGroupMembershipsCommand({IdentityStoreId, GroupId: ghost})),
      },
      {
        name: 'a user nobody knows',
        wanted: 'ResourceNotFoundException',
        ask: () => client.send(new DescribeUserCommand({IdentityStoreId, UserId: ghost})),
      },
      {
        name: 'credentials that have expired',
        wanted: 'ExpiredTokenException',
        ask: () => {
          sandbox.act('credentials.expire')
          return client.send(new ListUsersCommand({IdentityStoreId}))
        },
      },
    ]
    for (const {name, wanted, ask} of cases)
      it(name, async () => {
        expect((await said(ask()))['name']).to.equal(wanted)
      })
  })

  it('is throttled by a 400 that says when to come again', async () => {
    sandbox.act('fault 429:identity_store.list=7')
    const error = await said(client.send(new ListUsersCommand({IdentityStoreId})))
    expect(error).to.include({name: 'ThrottlingException', RetryAfterSeconds: 7})
    expect((error['$metadata'] as {httpStatusCode: number}).httpStatusCode).to.equal(400)
  })
})
