import {expect} from 'chai'
import {openIdentityStore} from '../../../src/lib/aws/identity-store/identity-store.js'
import type {AwsDirectory} from '../../../src/lib/ports/aws-directory.js'
import {liveMachine} from '../../support/live-machine.js'
import {startLoopbackOrg, type LoopbackOrg, type Reply} from '../../support/loopback-org.js'
import {opsErrorFrom} from '../../support/thrown.js'

const user = (id: string) => ({
  IdentityStoreId: 'd-1',
  UserId: id,
  UserName: `${id}@example.com`,
  ExternalIds: [
    {Issuer: 'https://other.example.com', Id: 'other'},
    {Issuer: 'https://scim.example.com/1', Id: `00u${id}`},
  ],
  UserStatus: id === 'u3' ? 'DISABLED' : 'ENABLED',
})
const asUser = (id: string) => ({
  id,
  userName: `${id}@example.com`,
  externalId: `00u${id}`,
  active: id !== 'u3',
})
const noSuch = (ResourceType: string): Reply => ({
  status: 400,
  headers: {'x-amzn-errortype': 'ResourceNotFoundException'},
  body: {__type: 'ResourceNotFoundException', ResourceType, Message: 'not there'},
})

interface Input {
  readonly GroupId: string
  readonly UserId: string
  readonly MemberId: {readonly UserId: string}
  readonly AlternateIdentifier: {readonly UniqueAttribute: {readonly AttributeValue: string}}
}

describe('the Identity Store', () => {
  let server: LoopbackOrg
  let operations: string[]
  let answers: Record<string, (input: Input, index: number) => Reply>
  let directory: AwsDirectory
  before(async () => {
    server = await startLoopbackOrg((request, _, body) => {
      const operation = String(request.headers['x-amz-target']).replace('AWSIdentityStore.', '')
      operations.push(operation)
      const index = operations.filter((one) => one === operation).length - 1
      const reply = answers[operation]?.(JSON.parse(body) as Input, index)
      const {headers, ...rest} = reply ?? {status: 500}
      return {...rest, headers: {'content-type': 'application/x-amz-json-1.1', ...headers}}
    })
  })
  after(() => server.close())
  beforeEach(() => {
    operations = []
    directory = openIdentityStore(
      {...liveMachine({AWS_ENDPOINT_URL_IDENTITYSTORE: server.url}), sleep: () => Promise.resolve()},
      {id: 'd-1', region: 'eu-west-1', endpoints: {}},
      () =>
        Promise.resolve({
          accessKeyId: 'AKIAEXAMPLE',
          secretAccessKey: 'secret',
          sessionToken: 'token',
          origin: 'environment',
        }),
    )
  })

  it('reads lists to their last page, a hundred at a time', async () => {
    const inputs: unknown[] = []
    answers = {
      ListUsers: (input, index) => {
        inputs.push(input)
        return {body: index === 0 ? {Users: [user('u1')], NextToken: 'n1'} : {Users: [user('u3')]}}
      },
    }
    const users = await directory.users()
    expect(users).to.deep.equal({items: [asUser('u1'), asUser('u3')], complete: true})
    expect(inputs).to.deep.equal([
      {IdentityStoreId: 'd-1', MaxResults: 100},
      {IdentityStoreId: 'd-1', MaxResults: 100, NextToken: 'n1'},
    ])
    expect(directory.calls()).to.equal(2)
    expect(server.requests.at(-1)?.headers.authorization).to.contain('/eu-west-1/identitystore/aws4_request')
  })

  it('lists the users once for the members of all groups, and asks for who is new', async () => {
    answers = {
      ListUsers: () => ({body: {Users: [user('u1'), user('u2')]}}),
      ListGroupMemberships: (input) => ({
        body: {
          GroupMemberships: ['u1', input.GroupId === 'g1' ? 'u3' : 'gone'].map((UserId) => ({
            MemberId: {UserId},
          })),
        },
      }),
      DescribeUser: (input) => (input.UserId === 'u3' ? {body: user('u3')} : noSuch('USER')),
    }
    const [one, two] = await Promise.all([directory.members('g1'), directory.members('g2')])
    expect(one.items).to.deep.equal([asUser('u1'), asUser('u3')])
    expect(two.items).to.deep.equal([asUser('u1')])
    expect(operations.filter((name) => name === 'ListUsers')).to.have.length(1)
  })

  it('finds a group and a user by name, by id and by external id', async () => {
    const group = {GroupId: 'g1', DisplayName: 'AWS_"x"', ExternalIds: [{Issuer: 'i', Id: '00g1'}]}
    const found = {id: 'g1', displayName: 'AWS_"x"', externalId: '00g1'}
    answers = {
      GetGroupId: (input) => {
        const {UniqueAttribute} = input.AlternateIdentifier
        return UniqueAttribute.AttributeValue === 'AWS_"x"' ? {body: {GroupId: 'g1'}} : noSuch('GROUP')
      },
      DescribeGroup: () => ({body: group}),
      ListGroups: () => ({body: {Groups: [group]}}),
      GetUserId: () => ({body: {UserId: 'u1'}}),
      DescribeUser: () => ({body: user('u1')}),
      ListUsers: () => ({body: {Users: [user('u1')]}}),
    }
    expect(await directory.findGroup({displayName: 'AWS_"x"'})).to.deep.equal(found)
    expect(await directory.findGroup({displayName: 'none'})).to.equal(undefined)
    expect(await directory.findGroup({id: 'g1'})).to.deep.equal(found)
    expect(await directory.findGroup({externalId: '00g1'})).to.deep.equal(found)
    expect(await directory.findGroup({externalId: '00g2'})).to.equal(undefined)
    for (const by of [{id: 'u1'}, {userName: 'u1@example.com'}, {externalId: '00uu1'}])
      expect(await directory.findUser(by)).to.deep.equal(asUser('u1'))
  })

  it('asks whether somebody is in a group', async () => {
    answers = {
      IsMemberInGroups: (input) => ({
        body: {
          Results: [{GroupId: 'g1', MembershipExists: input.MemberId.UserId === 'u1'}],
        },
      }),
    }
    expect(await directory.isMember({groupId: 'g1', userId: 'u1'})).to.equal(true)
    expect(await directory.isMember({groupId: 'g1', userId: 'u2'})).to.equal(false)
    answers = {IsMemberInGroups: () => noSuch('USER')}
    expect(await directory.isMember({groupId: 'g1', userId: 'u2'})).to.equal(false)
  })

  it('waits as long as a throttling answer says, and goes on [complaint 16]', async () => {
    const pauses: number[] = []
    const machine = liveMachine({AWS_ENDPOINT_URL_IDENTITYSTORE: server.url})
    const sleep = (ms: number) => Promise.resolve(void pauses.push(ms))
    directory = openIdentityStore({...machine, sleep}, {id: 'd-1', region: 'eu-west-1', endpoints: {}}, () =>
      Promise.resolve({accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret', origin: 'environment'}),
    )
    answers = {
      ListGroups: (_, index) =>
        index < 5
          ? {status: 400, body: {__type: 'ThrottlingException', RetryAfterSeconds: 7, Message: 'slow'}}
          : {body: {Groups: []}},
    }
    expect((await directory.groups()).items).to.deep.equal([])
    expect(pauses.filter((ms) => ms > 6000)).to.have.length(5)
    expect(directory.calls()).to.equal(6)
  })

  for (const [name, reply, code, failure] of [
    ['a store that is not there', noSuch('IDENTITY_STORE'), 'OPS_REQUEST_REJECTED', 'failure'],
    ['no right', {status: 400, body: {__type: 'AccessDeniedException'}}, 'OPS_ACCESS_DENIED', 'denied'],
    [
      'credentials that are over',
      {status: 400, body: {__type: 'ExpiredTokenException'}},
      'OPS_SIGNED_OUT',
      'signedOut',
    ],
    ['a broken service', {status: 500, body: {}}, 'OPS_SERVICE', 'unavailable'],
    ['a user without an id', {body: {UserName: 'x'}}, 'OPS_BAD_ANSWER', 'unavailable'],
  ] as const)
    it(`never takes ${name} for nobody`, async () => {
      answers = {DescribeUser: () => reply}
      const error = await opsErrorFrom(() => directory.findUser({id: 'u1'}))
      expect(error).to.include({code, failure})
      expect(error.message).to.contain('Identity Store')
    })

  it('throws for the members of a group that is not there', async () => {
    answers = {ListGroupMemberships: () => noSuch('GROUP')}
    expect((await opsErrorFrom(() => directory.members('g9'))).code).to.equal('OPS_REQUEST_REJECTED')
  })
})
