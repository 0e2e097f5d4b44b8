import {expect} from 'chai'
import {startSandbox, type Sandbox} from '../../../../src/lib/sandbox/sandbox.js'
import {OktaCaller, type OktaCallAnswer} from '../../../support/okta-caller.js'

interface Entry {
  readonly id: string
  readonly status: string
  readonly profile: {readonly name: string; readonly login: string}
  readonly lastMembershipUpdated: string
}
interface LogEntry {
  readonly eventType: string
  readonly actor: {readonly type: string}
  readonly target: readonly {readonly type: string; readonly displayName: string}[]
  readonly transaction: {readonly detail: {readonly requestApiTokenId?: string}}
}

describe('sandbox users and groups', () => {
  let nowMs = Date.parse('2026-11-21T12:00:00Z')
  let [sandbox, caller]: [Sandbox, OktaCaller] = [undefined!, undefined!]

  beforeEach(async () => {
    nowMs = Date.parse('2026-11-21T12:00:00Z')
    sandbox = await startSandbox({now: () => new Date(nowMs)})
    caller = new OktaCaller(sandbox)
  })
  afterEach(() => sandbox.close())

  const entries = async (path: string): Promise<readonly Entry[]> => (await caller.get(path)).body
  const groupId = async (name: string): Promise<string> =>
    (await entries(`/groups?q=${name}`))[0]?.id ?? 'none'
  const userId = async (name: string): Promise<string> =>
    ((await caller.get(`/users/${name}`)).body as Entry).id
  const members = async (name: string): Promise<string[]> =>
    (await entries(`/groups/${await groupId(name)}/users`)).map(
      ({profile}) => profile.login.split('@')[0] ?? '',
    )
  const eventTypes = async (): Promise<string[]> =>
    ((await caller.get('/logs?limit=1000')).body as LogEntry[]).map(({eventType}) => eventType)
  const code = ({status, body}: OktaCallAnswer): string =>
    `${status} ${(body as {errorCode?: string} | undefined)?.errorCode ?? ''}`.trim()

  describe('users', () => {
    for (const {path, wanted} of [
      {
        path: '/users',
        wanted: [
          'mira.castellan',
          'tobias.wren',
          'ines.okafor',
          'jun.hartley',
          'saga.lindqvist',
          'nils.aaberg',
        ],
      },
      {path: '/users?q=mi', wanted: ['mira.castellan']},
      {path: '/users?filter=status eq "DEPROVISIONED"', wanted: ['otto.brandt']},
      {path: '/users?filter=profile.email eq "jun.hartley@halyard.test"', wanted: ['jun.hartley']},
      {
        path: '/users?search=profile.lastName sw "Wr" or profile.firstName eq "Saga"',
        wanted: ['tobias.wren', 'saga.lindqvist'],
      },
      {path: '/users?search=status eq "DEPROVISIONED"', wanted: ['otto.brandt']},
    ])
      it(`GET ${path}`, async () => {
        const found = await entries(encodeURI(path))
        expect(found.map(({profile}) => profile.login.split('@')[0])).to.deep.equal(wanted)
      })

    it('page by a cursor that is the id of the last', async () => {
      const first = await caller.get('/users?limit=2')
      expect(first.links['next']).to.match(/limit=2&after=00u\w{17}$/)
      const rest = await caller.get((first.links['next'] ?? '').replace('limit=2', 'limit=9'))
      expect(rest.body).to.have.length(4)
      expect(rest.links).to.have.all.keys('self')
    })

    it('are read by id, login, short login and me', async () => {
      const id = await userId('mira.castellan')
      for (const name of [id, 'mira.castellan@halyard.test', 'MIRA.castellan@halyard.test', 'me'])
        expect(await userId(name)).to.equal(id)
    })

    it('list their groups, Everyone too', async () => {
      const names = (await entries('/users/tobias.wren/groups')).map(({profile}) => profile.name)
      expect(names).to.deep.equal(['Everyone', 'halyard-engineers'])
    })

    for (const {name, request, wanted} of [
      {name: 'an unknown user', request: ['GET', '/users/nobody'], wanted: '404 E0000007'},
      {
        name: 'a filter it cannot read',
        request: ['GET', '/users?filter=name%20is%20x'],
        wanted: '400 E0000031',
      },
      {
        name: 'a filter operator but eq',
        request: ['GET', '/users?filter=profile.login%20sw%20"a"'],
        wanted: '400 E0000031',
      },
      {name: 'a limit of 0', request: ['GET', '/users?limit=0'], wanted: '400 E0000001'},
      {
        name: 'activating whoever is active',
        request: ['POST', '/users/me/lifecycle/activate'],
        wanted: '403 E0000016',
      },
      {
        name: 'unsuspending whoever is not suspended',
        request: ['POST', '/users/me/lifecycle/unsuspend'],
        wanted: '400 E0000001',
      },
      {name: 'a step there is not', request: ['POST', '/users/me/lifecycle/promote'], wanted: '404 E0000007'},
    ] as const)
      it(`refuses ${name}`, async () => {
        expect(code(await caller.call(...(request as [string, string])))).to.equal(wanted)
      })

    it('are made, changed, suspended, brought back, deactivated and deleted', async () => {
      const profile = {
        firstName: 'Nell',
        lastName: 'Ashdown',
        email: 'nell@halyard.test',
        login: 'nell@halyard.test',
      }
      expect((await caller.call('POST', '/users?activate=false', {profile})).body).to.include({
        status: 'STAGED',
      })
      const statuses: string[] = []
      for (const step of ['activate', 'suspend', 'unsuspend', 'deactivate']) {
        await caller.call('POST', `/users/nell@halyard.test/lifecycle/${step}`)
        statuses.push(((await caller.get('/users/nell@halyard.test')).body as Entry).status)
      }
      expect(statuses).to.deep.equal(['ACTIVE', 'SUSPENDED', 'ACTIVE', 'DEPROVISIONED'])
      expect((await caller.call('DELETE', '/users/nell@halyard.test')).status).to.equal(204)
      expect(code(await caller.get('/users/nell@halyard.test'))).to.equal('404 E0000007')
      expect(await eventTypes()).to.deep.equal([
        'user.lifecycle.create',
        'user.lifecycle.activate',
        'user.lifecycle.suspend',
        'user.lifecycle.unsuspend',
        'user.lifecycle.deactivate',
        'user.lifecycle.delete.initiated',
        'user.lifecycle.delete.completed',
      ])
    })
  })

  describe('groups', () => {
    for (const {path, wanted} of [
      {path: '/groups?q=halyard-a', wanted: ['halyard-automation', 'halyard-auditors']},
      {path: '/groups?filter=type eq "BUILT_IN"', wanted: ['Everyone']},
      {path: '/groups?search=profile.name co "rele"', wanted: ['halyard-release']},
      {
        path: '/groups?search=type eq "OKTA_GROUP" and profile.name sw "halyard-a"&sortBy=profile.name&sortOrder=asc',
        wanted: ['halyard-auditors', 'halyard-automation'],
      },
    ])
      it(`GET ${path}`, async () => {
        expect((await entries(encodeURI(path))).map(({profile}) => profile.name)).to.deep.equal(wanted)
      })

    it('tell how many members they have when asked to', async () => {
      const {body} = await caller.get('/groups?q=halyard-engineers&expand=stats')
      expect(body[0]).to.have.nested.property('_embedded.stats.usersCount', 4)
    })

    it('are found by when their members changed', async () => {
      nowMs += 60_000
      sandbox.act('group.add halyard-auditors tobias.wren@halyard.test')
      const search = encodeURIComponent('lastMembershipUpdated gt "2026-11-21T12:00:30.000Z"')
      expect((await entries(`/groups?search=${search}`)).map(({profile}) => profile.name)).to.deep.equal([
        'halyard-auditors',
      ])
    })

    it('are made, renamed with what they give, and deleted', async () => {
      const made = await caller.call('POST', '/groups', {profile: {name: 'deck', description: 'Hands'}})
      const {id} = made.body as Entry
      expect(id).to.match(/^00g\w{17}$/)
      expect(code(await caller.call('POST', '/groups', {profile: {name: 'deck'}}))).to.equal('400 E0000001')
      sandbox.act('assignment.add deck 111111111111 Deckhand')
      await caller.call('PUT', `/groups/${id}`, {profile: {name: 'deck-crew', description: ''}})
      sandbox.act('group.add deck-crew saga.lindqvist@halyard.test')
      expect(sandbox.act('show').text).to.contain('deck-crew')
      expect((await caller.call('DELETE', `/groups/${id}`)).status).to.equal(204)
      expect(code(await caller.get(`/groups/${id}`))).to.equal('404 E0000007')
    })
  })

  describe('members', () => {
    it('come and go with 204, twice too, and only a change is told', async () => {
      const path = `/groups/${await groupId('halyard-release')}/users/${await userId('tobias.wren')}`
      for (const method of ['PUT', 'PUT', 'DELETE', 'DELETE'])
        expect((await caller.call(method, path)).status).to.equal(204)
      expect(await members('halyard-release')).not.to.include('tobias.wren')
      const events = (await caller.get('/logs')).body as LogEntry[]
      expect(events.map(({eventType}) => eventType)).to.deep.equal([
        'group.user_membership.add',
        'group.user_membership.remove',
      ])
      expect(events[0]?.target.map(({type}) => type)).to.have.members(['User', 'UserGroup'])
      expect(events[0]?.transaction.detail.requestApiTokenId).to.match(/^00T/)
    })

    it('page', async () => {
      const first = await caller.get(`/groups/${await groupId('halyard-engineers')}/users?limit=3`)
      expect(first.body).to.have.length(3)
      expect((await caller.get(first.links['next'] ?? '')).body).to.have.length(1)
    })

    for (const {name, path, wanted} of [
      {
        name: 'Everyone',
        path: '/groups/00g0000000halyard0d7/users/00u0000002halyard0d7',
        wanted: '403 E0000006',
      },
      {
        name: 'an imported group',
        path: '/groups/00g0000006halyard0d7/users/00u0000002halyard0d7',
        wanted: '403 E0000006',
      },
      {name: 'an unknown group', path: '/groups/00gnone/users/00u0000002halyard0d7', wanted: '404 E0000007'},
      {name: 'an unknown user', path: '/groups/00g0000001halyard0d7/users/00unone', wanted: '404 E0000007'},
    ])
      it(`of ${name} cannot be changed`, async () => {
        expect(code(await caller.call('PUT', path))).to.equal(wanted)
      })

    it('give roles in AWS at once', async () => {
      await caller.call(
        'PUT',
        `/groups/${await groupId('halyard-auditors')}/users/${await userId('jun.hartley')}`,
      )
      expect(JSON.stringify(sandbox.act('show').data)).to.contain('jun.hartley@halyard.test')
      expect(await members('halyard-auditors')).to.deep.equal(['saga.lindqvist', 'jun.hartley'])
    })
  })

  describe('group rules', () => {
    const rule = (groupIds: string[], value: string): object => ({
      type: 'group_rule',
      name: 'Deck hands',
      conditions: {expression: {value, type: 'urn:okta:expression:1.0'}},
      actions: {assignUserToGroups: {groupIds}},
    })
    const make = async (value = 'user.department == "Deck"'): Promise<string> => {
      const made = await caller.call(
        'POST',
        '/groups/rules',
        rule([await groupId('halyard-auditors')], value),
      )
      expect(made.body).to.include({status: 'INACTIVE'})
      return (made.body as Entry).id
    }

    it('put people in when activated, made, or changed; never again who was taken out', async () => {
      sandbox.act('user.create nell.ashdown@halyard.test department=Deck')
      const id = await make()
      expect(await members('halyard-auditors')).to.deep.equal(['saga.lindqvist'])
      expect((await caller.call('POST', `/groups/rules/${id}/lifecycle/activate`)).status).to.equal(204)
      expect(await members('halyard-auditors')).to.deep.equal(['saga.lindqvist', 'nell.ashdown'])
      await caller.call('POST', '/users/jun.hartley', {profile: {department: 'Deck'}})
      expect(await members('halyard-auditors')).to.include('jun.hartley')
      await caller.call('POST', '/users/jun.hartley', {profile: {department: 'Galley'}})
      expect(await members('halyard-auditors')).not.to.include('jun.hartley')

      const nell = await userId('nell.ashdown')
      await caller.call('DELETE', `/groups/${await groupId('halyard-auditors')}/users/${nell}`)
      expect(await eventTypes()).to.include('group.user_membership.rule.add_exclusion')
      const excluded = (await caller.get(`/groups/rules/${id}`)).body
      expect(excluded).to.have.nested.property('conditions.people.users.exclude').deep.equal([nell])
      await caller.call('POST', '/users/nell.ashdown', {profile: {title: 'Bosun'}})
      expect(await members('halyard-auditors')).to.deep.equal(['saga.lindqvist'])
    })

    it('leave alone who was taken out before and whom a person had put in', async () => {
      const id = await make(
        'isMemberOfGroupName("halyard-automation") or String.stringContains(user.email, "saga")',
      )
      await caller.call('POST', `/groups/rules/${id}/lifecycle/activate`)
      sandbox.act('group.remove halyard-auditors saga.lindqvist@halyard.test')
      expect((await caller.get(`/groups/rules/${id}`)).body)
        .to.have.nested.property('conditions.people.users.exclude')
        .deep.equal([])
    })

    for (const {name, value, wanted} of [
      {name: 'an expression it cannot read', value: 'user.department ==', wanted: '400 E0000001'},
      {name: 'an unknown function', value: 'Arrays.isEmpty(user.x)', wanted: '400 E0000001'},
    ])
      it(`refuse ${name}`, async () => {
        expect(
          code(await caller.call('POST', '/groups/rules', rule(['00g0000001halyard0d7'], value))),
        ).to.equal(wanted)
      })

    it('must be idle to be changed or deleted', async () => {
      const id = await make()
      await caller.call('POST', `/groups/rules/${id}/lifecycle/activate`)
      expect(code(await caller.call('DELETE', `/groups/rules/${id}`))).to.equal('400 E0000001')
      await caller.call('POST', `/groups/rules/${id}/lifecycle/deactivate`)
      expect((await caller.call('DELETE', `/groups/rules/${id}`)).status).to.equal(202)
      expect(await entries('/groups/rules')).to.deep.equal([])
    })
  })

  it('tells of sign-ins on the page, and of those that were refused', async () => {
    const page = await (await fetch(`${sandbox.url}/signin`)).text()
    const formToken = /name="form_token" value="([^"]+)"/.exec(page)?.[1] ?? ''
    for (const password of ['wrong', 'anchor-aweigh'])
      await fetch(`${sandbox.url}/signin`, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({form_token: formToken, username: 'mira.castellan@halyard.test', password}),
      })
    const events = (await caller.get('/logs')).body as {eventType: string; outcome: object}[]
    expect(events.map(({eventType, outcome}) => [eventType, outcome])).to.deep.equal([
      ['user.session.start', {result: 'FAILURE', reason: 'INVALID_CREDENTIALS'}],
      ['user.session.start', {result: 'SUCCESS', reason: null}],
    ])
  })

  it('answers what it does not play with 405 E0000022', async () => {
    for (const [method, path] of [
      ['GET', '/apps'],
      ['DELETE', '/logs'],
    ] as const)
      expect(code(await caller.call(method, path))).to.equal('405 E0000022')
  })

  it('answers a body that is no JSON with 400 E0000003', async () => {
    const response = await fetch(`${sandbox.url}/api/v1/groups`, {
      method: 'POST',
      headers: caller.headers,
      body: '{',
    })
    expect([response.status, ((await response.json()) as {errorCode: string}).errorCode]).to.deep.equal([
      400,
      'E0000003',
    ])
  })
})
