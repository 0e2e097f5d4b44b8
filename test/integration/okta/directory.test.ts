import {expect} from 'chai'
import {oktaDirectoryOf} from '../../../src/lib/okta/api/directory-client.js'
import {openOrg} from '../../../src/lib/okta/api/open-org.js'
import type {OktaDirectory} from '../../../src/lib/ports/okta-directory.js'
import {startSandbox, type Sandbox} from '../../../src/lib/sandbox/sandbox.js'
import {liveMachine} from '../../support/live-machine.js'
import {startLoopbackOrg, type LoopbackOrg, type Reply} from '../../support/loopback-org.js'
import {OktaCaller} from '../../support/okta-caller.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'
import {opsErrorFrom} from '../../support/thrown.js'

function directoryAt(orgUrl: string, home: TempHome, token: string): OktaDirectory {
  const connection = {
    name: 'halyard',
    orgUrl,
    auth: {kind: 'api-token', token},
    patience: {retries: {attempts: 1}},
  } as const
  return oktaDirectoryOf(openOrg(liveMachine({OKTA_OPS_STATE_DIR: home.path}), connection))
}

describe("the directory of the sandbox's org", () => {
  let sandbox: Sandbox
  let home: TempHome
  let directory: OktaDirectory
  let okta: OktaCaller
  before(async () => {
    sandbox = await startSandbox()
    home = createTempHome()
    directory = directoryAt(sandbox.url, home, sandbox.okta.apiToken)
    okta = new OktaCaller(sandbox)
  })
  after(async () => {
    await sandbox.close()
    home.remove()
  })

  const made = async (name: string): Promise<string> => {
    const {body} = await okta.call('POST', '/groups', {profile: {name}})
    return (body as {id: string}).id
  }

  it('finds groups by the beginning of their names, whatever is in them', async () => {
    const names = ['Naut_a', 'Naut_"b" \\ %', 'Naut_é 🙂', 'Other_Naut_']
    const ids = await Promise.all(names.map(made))
    const found = await directory.groups('Naut_')
    expect(found.map(({name}) => name)).to.have.members(names.slice(0, 3))
    expect(found.map(({id}) => id)).to.deep.equal([...ids.slice(0, 3)].sort())
    expect(found[0]).to.include({type: 'OKTA_GROUP'})
    expect(found[0]!.lastMembershipUpdated).to.be.instanceOf(Date)
    const [quoted] = await directory.groups('Naut_"b"')
    expect(quoted?.name).to.equal('Naut_"b" \\ %')
    for (const id of ids) await okta.call('DELETE', `/groups/${id}`)
  })

  it('lists all groups where nothing is said, Everyone too', async () => {
    const all = await directory.groups('')
    expect(all.find(({name}) => name === 'Everyone')?.type).to.equal('BUILT_IN')
  })

  it('reads a group by its id, and knows that there is none', async () => {
    const [one] = await directory.groups('')
    expect(await directory.group(one!.id)).to.deep.equal(one)
    expect(await directory.group('00gnobody')).to.equal(undefined)
    expect(await directory.group('../users')).to.equal(undefined)
  })

  it('lists members whatever their status, and the groups of one', async () => {
    const id = await made('Naut_crew')
    const {body} = await okta.get('/users?limit=6')
    // Not the first: the API token is hers.
    const users = (body as {id: string; profile: {login: string}}[]).slice(-3)
    for (const user of users) await okta.call('PUT', `/groups/${id}/users/${user.id}`)
    await okta.call('POST', `/users/${users[0]!.id}/lifecycle/suspend`)
    const members = await directory.members(id)
    expect(members.map((one) => one.id)).to.deep.equal(users.map((one) => one.id).sort())
    expect(members.find((one) => one.id === users[0]!.id)).to.deep.equal({
      id: users[0]!.id,
      login: users[0]!.profile.login,
      status: 'SUSPENDED',
    })
    await okta.call('POST', `/users/${users[0]!.id}/lifecycle/unsuspend`)
    const groups = await directory.groupsOf(users[0]!.id)
    expect(groups?.map(({name}) => name)).to.include.members(['Everyone', 'Naut_crew'])
    expect(await directory.groupsOf('00unobody')).to.equal(undefined)
    await okta.call('DELETE', `/groups/${id}`)
  })

  it('refuses to take a group that is not there for an empty one', async () => {
    const error = await opsErrorFrom(() => directory.members('00gnobody'))
    expect(error).to.include({code: 'OPS_REQUEST_REJECTED'})
  })

  it('finds a person by id and by login', async () => {
    const {body} = await okta.get('/users?limit=1')
    const [user] = body as {id: string; profile: {login: string}}[]
    const found = await directory.person(user!.profile.login)
    expect(found?.id).to.equal(user!.id)
    expect(await directory.person(user!.id)).to.deep.equal(found)
    expect(await directory.person('nobody@example.com')).to.equal(undefined)
    expect(await directory.person('no/body@example.com')).to.equal(undefined)
    expect(await directory.person('')).to.equal(undefined)
  })
})

describe('the directory of an org, page by page', () => {
  let org: LoopbackOrg
  let home: TempHome
  let reply: (url: string, index: number) => Reply
  let directory: OktaDirectory
  before(async () => {
    org = await startLoopbackOrg((request, index) => reply(request.url ?? '', index))
    home = createTempHome()
  })
  after(async () => {
    await org.close()
    home.remove()
  })
  beforeEach(() => {
    org.seen.length = 0
    directory = directoryAt(org.url, home, 'token-of-the-test')
  })

  const person = (id: string) => ({id, status: 'ACTIVE', profile: {login: `${id}@example.com`}})
  const next = (query: string) => ({link: `<${org.url}/api/v1/groups/00g1/users?${query}>; rel="next"`})

  it('follows the next link as it is, and keeps a person once', async () => {
    reply = (url) =>
      url.includes('after=')
        ? {body: [person('b'), person('a')]}
        : {body: [person('b')], headers: next('after=00u%2B1&limit=1000&x=')}
    expect((await directory.members('00g1')).map(({id}) => id)).to.deep.equal(['a', 'b'])
    expect(org.seen).to.deep.equal([
      'GET /api/v1/groups/00g1/users?limit=1000',
      'GET /api/v1/groups/00g1/users?after=00u%2B1&limit=1000&x=',
    ])
  })

  it('asks for smaller pages where large ones fail', async () => {
    reply = (url) => (url.includes('limit=1000') ? {status: 504} : {body: [person('a')]})
    expect(await directory.members('00g1')).to.have.length(1)
    expect(org.seen.at(-1)).to.equal('GET /api/v1/groups/00g1/users?limit=200')
  })

  for (const [name, status] of [
    ['refused', 403],
    ['busy', 429],
  ] as const)
    it(`does not ask again where it is ${name}`, async () => {
      reply = () => ({status, body: {errorCode: 'E0000006'}})
      await opsErrorFrom(() => directory.members('00g1'))
      expect(org.seen.every((line) => line.includes('limit=1000'))).to.equal(true)
    })

  for (const [name, body] of [
    ['not a list', {id: 'a'}],
    ['a person without a status', [{id: 'a', profile: {login: 'a'}}]],
    ['a list of nothing', [null]],
  ] as const)
    it(`takes no part for the whole: ${name}`, async () => {
      reply = () => ({body})
      const error = await opsErrorFrom(() => directory.members('00g1'))
      expect(error).to.include({code: 'OPS_BAD_ANSWER', failure: 'unavailable'})
    })

  it('gives up on next links that go in a circle', async () => {
    reply = () => ({body: [person('a')], headers: next('after=1')})
    expect((await opsErrorFrom(() => directory.members('00g1'))).code).to.equal('OPS_BAD_ANSWER')
  })

  it('knows no group of a kind that it has never heard of as one to change', async () => {
    reply = () => ({body: [{id: '00g1', type: 'NEW_KIND', profile: {name: 'n'}, lastMembershipUpdated: 'x'}]})
    expect(await directory.groups('')).to.deep.equal([
      {id: '00g1', name: 'n', type: 'APP_GROUP', lastMembershipUpdated: undefined},
    ])
  })
})
