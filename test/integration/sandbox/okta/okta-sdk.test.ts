import okta from '@okta/okta-sdk-nodejs'
import {expect} from 'chai'
import {startSandbox, type Sandbox} from '../../../../src/lib/sandbox/sandbox.js'
import {startHookReceiver} from '../../../support/hook-receiver.js'
import {describePeer} from '../../../support/peers.js'

/** Everything a collection has, over as many pages as it takes. */
async function all<T>(
  found: Promise<{each: (take: (item: T) => unknown) => Promise<unknown>}>,
): Promise<T[]> {
  const items: T[] = []
  await (await found).each((item) => void items.push(item))
  return items
}

function statusOf(error: unknown): unknown {
  return (error as {status?: unknown}).status
}

describePeer('Okta SDK for Node.js', () => {
  let [sandbox, client]: [Sandbox, okta.Client] = [undefined!, undefined!]

  beforeEach(async () => {
    sandbox = await startSandbox()
    client = new okta.Client({orgUrl: sandbox.url, token: sandbox.okta.apiToken})
  })
  afterEach(() => sandbox.close())

  const groupId = async (name: string): Promise<string> =>
    (await all(client.groupApi.listGroups({q: name})))[0]?.id ?? 'none'

  it('lists users over pages, and finds one', async () => {
    const users = await all(client.userApi.listUsers({limit: 2}))
    expect(users.map(({status}) => status)).to.deep.equal(Array<string>(6).fill('ACTIVE'))
    const [found] = await all(
      client.userApi.listUsers({search: 'profile.email eq "tobias.wren@halyard.test"'}),
    )
    expect(found?.profile?.lastName).to.equal('Wren')
    expect((await client.userApi.getUser({userId: 'me'})).profile?.login).to.equal(
      'mira.castellan@halyard.test',
    )
  })

  it('makes, suspends, deactivates and deletes a user', async () => {
    const profile = {
      firstName: 'Nell',
      lastName: 'Ashdown',
      login: 'nell@halyard.test',
      email: 'nell@halyard.test',
    }
    const {id: userId = ''} = await client.userApi.createUser({
      body: Object.assign(new okta.CreateUserRequest(), {profile}),
      activate: true,
    })
    const status = async (): Promise<string | undefined> => (await client.userApi.getUser({userId})).status
    await client.userApi.suspendUser({userId})
    expect(await status()).to.equal('SUSPENDED')
    await client.userApi.unsuspendUser({userId})
    expect(await status()).to.equal('ACTIVE')
    await client.userApi.deactivateUser({userId})
    expect(await status()).to.equal('DEPROVISIONED')
    await client.userApi.deleteUser({userId})
    expect(await client.userApi.getUser({userId}).catch(statusOf)).to.equal(404)
  })

  it('puts a member into a group and takes them out', async () => {
    const groupIdOfAuditors = await groupId('halyard-auditors')
    const {id: userId = ''} = await client.userApi.getUser({userId: 'tobias.wren'})
    const logins = async (): Promise<(string | undefined)[]> =>
      (await all(client.groupApi.listGroupUsers({groupId: groupIdOfAuditors, limit: 1}))).map(
        ({profile}) => profile?.login,
      )
    await client.groupApi.assignUserToGroup({groupId: groupIdOfAuditors, userId})
    expect(await logins()).to.include('tobias.wren@halyard.test')
    expect((await all(client.userApi.listUserGroups({userId}))).map(({profile}) => profile?.name)).to.include(
      'halyard-auditors',
    )
    await client.groupApi.unassignUserFromGroup({groupId: groupIdOfAuditors, userId})
    expect(await logins()).to.deep.equal(['saga.lindqvist@halyard.test'])
  })

  it('makes, renames and deletes a group', async () => {
    const {id = ''} = await client.groupApi.createGroup({
      group: Object.assign(new okta.CreateGroupRequest(), {profile: {name: 'deck', description: 'Hands'}}),
    })
    const renamed = await client.groupApi.replaceGroup({
      groupId: id,
      group: Object.assign(new okta.CreateGroupRequest(), {profile: {name: 'deck-crew'}}),
    })
    expect(renamed.profile?.name).to.equal('deck-crew')
    await client.groupApi.deleteGroup({groupId: id})
    expect(await all(client.groupApi.listGroups({q: 'deck'}))).to.deep.equal([])
  })

  it('makes, activates, deactivates and deletes a rule', async () => {
    const rule = {
      type: 'group_rule' as const,
      name: 'Sagas',
      conditions: {expression: {value: 'user.firstName == "Saga"', type: 'urn:okta:expression:1.0'}},
      actions: {assignUserToGroups: {groupIds: [await groupId('halyard-release')]}},
    }
    const {id: ruleId = ''} = await client.groupApi.createGroupRule({
      groupRule: Object.assign(new okta.CreateGroupRuleRequest(), rule),
    })
    await client.groupApi.activateGroupRule({ruleId})
    expect((await all(client.groupApi.listGroupRules())).map(({status}) => status)).to.deep.equal(['ACTIVE'])
    expect(sandbox.act('show').text).to.match(/halyard-release[^\]]*saga/)
    await client.groupApi.deactivateGroupRule({ruleId})
    await client.groupApi.deleteGroupRule({ruleId})
    expect(await all(client.groupApi.listGroupRules())).to.deep.equal([])
  })

  it('reads the System Log between two times', async () => {
    sandbox.act('group.add halyard-auditors tobias.wren@halyard.test')
    sandbox.act('group.remove halyard-auditors tobias.wren@halyard.test')
    const since = new Date(Date.now() - 60_000).toISOString()
    const until = new Date(Date.now() + 60_000).toISOString()
    const filter = 'eventType sw "group.user_membership"'
    const events = await all(client.systemLogApi.listLogEvents({since, until, filter, limit: 1}))
    expect(events.map(({eventType}) => eventType)).to.deep.equal([
      'group.user_membership.add',
      'group.user_membership.remove',
    ])
    expect(events[0]?.actor?.displayName).to.equal('Mira Castellan')
  })

  it('registers, verifies and removes an event hook', async () => {
    const receiver = await startHookReceiver()
    try {
      const {id: eventHookId = ''} = await client.eventHookApi.createEventHook({
        eventHook: Object.assign(new okta.EventHook(), {
          name: 'Deck watch',
          events: {type: 'EVENT_TYPE', items: ['user.lifecycle.suspend']},
          channel: {
            type: 'HTTP',
            version: '1.0.0',
            config: {
              uri: receiver.url,
              authScheme: {type: 'HEADER', key: 'Authorization', value: 'hook-secret'},
            },
          },
        }),
      })
      expect((await client.eventHookApi.verifyEventHook({eventHookId})).verificationStatus).to.equal(
        'VERIFIED',
      )
      await client.userApi.suspendUser({userId: 'jun.hartley'})
      expect(await receiver.deliveries(1)).to.have.length(1)
      await client.eventHookApi.deactivateEventHook({eventHookId})
      await client.eventHookApi.deleteEventHook({eventHookId})
      expect(await all(client.eventHookApi.listEventHooks())).to.deep.equal([])
    } finally {
      await receiver.close()
    }
  })

  it('is told of a token that opens nothing', async () => {
    const other = new okta.Client({orgUrl: sandbox.url, token: '00nobody'})
    const refused = await other.userApi.getUser({userId: 'me'}).catch(statusOf)
    expect(refused).to.equal(401)
  })
})
