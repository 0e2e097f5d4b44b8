import {expect} from 'chai'
import {startSandbox, type Sandbox} from '../../../src/lib/sandbox/sandbox.js'
import {halyard} from '../../../src/lib/sandbox/seed/halyard.js'
import {
  openScimClient,
  type ScimClient,
  type ScimClientOptions,
} from '../../../src/lib/scim/client/open-scim-client.js'
import {scimRefusalOf} from '../../../src/lib/scim/client/scim-refusal.js'
import {fakeMachine, type FakeMachine} from '../../support/fake-machine.js'
import {liveMachine} from '../../support/live-machine.js'
import {startLoopbackServer} from '../../support/loopback-server.js'
import {opsErrorFrom} from '../../support/thrown.js'
import type {OpsError} from '../../../src/lib/shared/errors.js'

const seed = {
  ...halyard,
  users: [
    ...halyard.users,
    ...Array.from({length: 120}, (_, index) => ({
      ...halyard.users[0]!,
      login: `sailor-${index}@halyard.test`,
      name: `Sailor ${index}`,
      groups: [],
    })),
  ],
}

const refusal = (work: Promise<unknown>): Promise<OpsError> => opsErrorFrom(() => work)

describe('the SCIM client', () => {
  let [sandbox, machine]: [Sandbox, FakeMachine] = [undefined!, undefined!]
  beforeEach(async () => {
    sandbox = await startSandbox({seed})
    machine = fakeMachine()
  })
  afterEach(() => sandbox.close())

  const open = (options: Partial<ScimClientOptions> = {}): ScimClient =>
    openScimClient(machine, {
      url: sandbox.env['OKTA_OPS_SCIM_URL'] ?? '',
      tokens: [sandbox.env['OKTA_OPS_SCIM_TOKEN'] ?? ''],
      ...options,
    })
  const calls = (): number => (sandbox.act('scim.counts').data as {total: {calls: number}}).total.calls
  const groupId = async (client: ScimClient, name: string): Promise<string> =>
    (await client.findGroup({displayName: name}))?.id ?? 'none'
  const userId = async (client: ScimClient, login: string): Promise<string> =>
    (await client.findUser({userName: `${login}@halyard.test`}))?.id ?? 'none'

  describe('reads', () => {
    for (const pages of ['whole', 'short'])
      it(`lists to the end, over ${pages} pages [complaint 3]`, async () => {
        if (pages === 'short') sandbox.act('scim.set short_pages=yes')
        const client = open()
        const users = await client.users()
        expect(users.complete).to.equal(true)
        expect(users.items.filter(({userName}) => userName.startsWith('sailor-'))).to.have.length(120)
        expect(await client.generation()).to.equal('cursor')
        expect(client.calls()).to.equal(calls())
      })

    it('knows members with their Okta ids', async () => {
      const client = open()
      const {items, complete} = await client.members(await groupId(client, 'AWS_prod-admins'))
      expect(complete).to.equal(true)
      expect(items.map(({userName}) => userName)).to.include('saga.lindqvist@halyard.test')
      expect(items[0]?.externalId).to.match(/^00u/)
    })

    it('says of the old generation that its lists are cut, and that it shows no members', async () => {
      sandbox.act('scim.set generation=old')
      const client = open()
      expect((await client.users()).complete).to.equal(false)
      expect((await client.groups()).complete).to.equal(true)
      expect(await client.generation()).to.equal('old')
      const id = await groupId(client, 'AWS_prod-admins')
      expect(await client.members(id)).to.deep.equal({items: [], complete: false})
    })

    for (const spelling of ['member', 'members', 'members.value'] as const)
      it(`finds out that the filter for a pair is spelt ${spelling}, and remembers it`, async () => {
        sandbox.act(`scim.set pair_filter=${spelling}`)
        const client = open()
        const pair = {
          groupId: await groupId(client, 'AWS_prod-admins'),
          userId: await userId(client, 'saga.lindqvist'),
        }
        expect(await client.isMember(pair)).to.equal(true)
        expect(client.pairFilter()).to.equal(spelling)
        const before = client.calls()
        expect(await client.isMember({...pair, userId: await userId(client, 'jun.hartley')})).to.equal(false)
        expect(client.calls() - before).to.equal(2)
      })

    it('begins with the spelling that is configured', async () => {
      sandbox.act('scim.set pair_filter=members.value')
      const client = open({pairFilter: 'members.value'})
      const id = await groupId(client, 'AWS_prod-admins')
      const user = await userId(client, 'mira.castellan')
      const before = client.calls()
      await client.isMember({groupId: id, userId: user})
      expect(client.calls() - before).to.equal(1)
    })

    for (const {name, find} of [
      {
        name: 'group by name',
        find: (client: ScimClient) => client.findGroup({displayName: 'no "such" group'}),
      },
      {name: 'group by externalId', find: (client: ScimClient) => client.findGroup({externalId: '00g0'})},
      {name: 'group by id', find: (client: ScimClient) => client.findGroup({id: 'nowhere'})},
      {name: 'user by id', find: (client: ScimClient) => client.findUser({id: 'nowhere'})},
      {name: 'user by userName', find: (client: ScimClient) => client.findUser({userName: 'x%"'})},
    ])
      it(`finds no ${name}`, async () => {
        expect(await find(open())).to.equal(undefined)
      })

    it('says that somebody who is not there is in no group', async () => {
      const client = open()
      const id = await groupId(client, 'AWS_prod-admins')
      expect(await client.isMember({groupId: id, userId: 'nobody'})).to.equal(false)
    })
  })

  describe('writes', () => {
    it('makes, renames, fills, empties and deletes a group', async () => {
      const client = open()
      const [mira, jun] = [await userId(client, 'mira.castellan'), await userId(client, 'jun.hartley')]
      const id = await client.createGroup({
        displayName: 'AWS_new “quoted”',
        externalId: '00g1',
        members: [mira],
      })
      await client.patchGroup(id, {set: {displayName: 'AWS_newer'}, add: [jun], remove: [mira]})
      expect((await client.members(id)).items.map(({id: user}) => user)).to.deep.equal([jun])
      expect(await client.findGroup({displayName: 'AWS_newer'})).to.include({id, externalId: '00g1'})
      await client.deleteGroup(id)
      await client.deleteGroup(id)
      expect(await client.findGroup({id})).to.equal(undefined)
    })

    for (const {mixed, served, patches} of [
      {mixed: false, served: 'yes', patches: 2},
      {mixed: true, served: 'yes', patches: 1},
      {mixed: true, served: 'no', patches: 3},
    ])
      it(`sends adds and removals ${mixed ? 'together' : 'apart'} where AWS says ${served} to both: ${patches} requests`, async () => {
        sandbox.act(`scim.set mixed_patch=${served}`)
        const client = open({mixedPatch: mixed})
        const id = await groupId(client, 'AWS_prod-admins')
        const [mira, jun] = [await userId(client, 'mira.castellan'), await userId(client, 'jun.hartley')]
        await client.patchGroup(id, {add: [jun], remove: [mira]})
        expect(client.figures().writes).to.equal(patches)
        expect(client.mixesChanges()).to.equal(mixed && served === 'yes')
        expect(await client.isMember({groupId: id, userId: jun})).to.equal(true)
        expect(await client.isMember({groupId: id, userId: mira})).to.equal(false)
      })

    it('sends no more than 100 changes, and says which rule that is [complaint 5]', async () => {
      const ids = Array.from({length: 101}, (_, index) => `user-${index}`)
      const error = await refusal(open().patchGroup('x', {add: ids, remove: []}))
      expect(error).to.include({code: 'OPS_SCIM'})
      expect(error.message).to.match(/101 changes .* 100/)
      expect(calls()).to.equal(0)
    })

    it('sends no name that AWS does not take, and says which rule that is', async () => {
      const client = open()
      const made = await refusal(client.createGroup({displayName: 'AWS_50%', members: []}))
      expect(made.message).to.match(/^AWS takes no group called "AWS_50%": .*%/)
      const renamed = await refusal(client.patchGroup('x', {set: {displayName: ''}, add: [], remove: []}))
      expect(renamed).to.include({code: 'OPS_SCIM'})
      expect(calls()).to.equal(0)
    })

    for (const fault of ['dropped:scim.create_group', '500:scim.create_group', 'truncated:scim.create_group'])
      it(`makes one group although its answer was lost (${fault}), also where reads lag behind [complaint 1]`, async () => {
        sandbox.act('scim.set lag=30ms')
        const client = open()
        const mira = await userId(client, 'mira.castellan')
        sandbox.act(`fault ${fault}`)
        const patient = openScimClient(liveMachine({}), {
          url: client.tenant,
          tokens: [sandbox.env['OKTA_OPS_SCIM_TOKEN'] ?? ''],
          pace: {ceiling: 1000},
        })
        const id = await patient.createGroup({displayName: 'AWS_once', externalId: '00g2', members: [mira]})
        sandbox.act('scim.set lag=0')
        expect(await client.findGroup({displayName: 'AWS_once'})).to.include({id})
        expect((await client.members(id)).items.map(({id: user}) => user)).to.deep.equal([mira])
      })

    it('does not take somebody else’s group for its own', async () => {
      const client = open()
      const mine = {displayName: 'AWS_dev-readers', externalId: '00g3', members: []}
      expect((await refusal(client.createGroup(mine))).code).to.equal('OPS_SCIM')
      sandbox.act('fault 500:scim.create_group')
      const error = await refusal(client.createGroup(mine))
      expect(scimRefusalOf(error)).to.include({status: 409, doubtful: true})
    })
  })

  describe('is patient', () => {
    for (const fault of [
      '500*3',
      'reset*3',
      '503*2',
      '429*5',
      '429=7*2',
      'truncated*2',
      'dropped:scim.patch_group*2',
    ])
      it(`with ${fault}`, async () => {
        const client = open()
        const id = await groupId(client, 'AWS_prod-admins')
        const jun = await userId(client, 'jun.hartley')
        sandbox.act(`fault ${fault}`)
        await client.patchGroup(id, {add: [jun], remove: []})
        sandbox.act('fault.clear')
        expect(await client.isMember({groupId: id, userId: jun})).to.equal(true)
      })

    it('for as long as Retry-After says', async () => {
      const client = open()
      sandbox.act('fault 429:scim.list_groups=7')
      await client.groups()
      expect(machine.slept.some((ms) => ms >= 7000)).to.equal(true)
      expect(client.figures()).to.include({throttled: 1})
    })

    it('not without end', async () => {
      sandbox.act('fault 500:scim.list_groups*always')
      const error = await refusal(open().groups())
      expect(error).to.include({code: 'OPS_SERVICE', failure: 'unavailable'})
      expect(error.message).to.match(/HTTP 500, request [0-9a-f-]{36}/)
    })

    it('and leaves an endpoint alone that fails again and again', async () => {
      sandbox.act('fault 500:scim.list_groups*always')
      const client = open()
      for (let failures = 0; failures < 5; failures++) await refusal(client.groups())
      const before = calls()
      expect((await refusal(client.groups())).code).to.equal('OPS_BREAKER_OPEN')
      expect(calls()).to.equal(before)
    })

    it('until it is told to stop', async () => {
      sandbox.act('fault 500:scim.list_groups*always')
      const stop = new AbortController()
      const reason = new Error('enough')
      const stopping = {
        ...machine,
        sleep: async (ms: number, signal?: AbortSignal) => {
          stop.abort(reason)
          await machine.sleep(ms, signal)
        },
      }
      const client = openScimClient(stopping, {
        url: open().tenant,
        tokens: [sandbox.env['OKTA_OPS_SCIM_TOKEN']!],
      })
      const thrown = await client.groups({signal: stop.signal}).catch((error: unknown) => error)
      expect(thrown).to.equal(reason)
    })
  })

  describe('trusts nothing in between', () => {
    const answering = async (
      answer: {readonly status: number; readonly body: string},
      work: (client: ScimClient) => Promise<unknown>,
    ): Promise<OpsError> => {
      const server = await startLoopbackServer(() => answer)
      try {
        return await refusal(work(open({url: `${server.url}/t/scim/v2`})))
      } finally {
        await server.close()
      }
    }

    for (const status of [400, 403, 409])
      it(`and shows no token that a ${status} sends back`, async () => {
        const token = sandbox.env['OKTA_OPS_SCIM_TOKEN'] ?? ''
        const body = JSON.stringify({detail: `refused ${token} as it is`})
        const error = await answering({status, body}, (client) => client.groups())
        expect(error.message).to.contain('refused [hidden] as it is').and.not.to.contain(token)
        expect(scimRefusalOf(error)?.detail).not.to.contain(token)
      })

    for (const body of ['', '<html>Please sign in</html>']) {
      it(`and takes no page for a change that was made: ${JSON.stringify(body)}`, async () => {
        const change = {add: ['user-1'], remove: []}
        const error = await answering({status: 200, body}, (client) => client.patchGroup('g', change))
        expect(error).to.include({code: 'OPS_BAD_ANSWER', failure: 'unavailable'})
      })

      it(`nor for a deletion: ${JSON.stringify(body)}`, async () => {
        const error = await answering({status: 200, body}, (client) => client.deleteGroup('g'))
        expect(error).to.include({code: 'OPS_BAD_ANSWER'})
      })
    }

    it('and says where to go when cursors lead in a circle', async () => {
      const body = JSON.stringify({Resources: [], nextCursor: 'again'})
      const error = await answering({status: 200, body}, (client) => client.groups())
      expect(error).to.include({code: 'OPS_BAD_ANSWER', next: 'okta-ops scim status'})
    })
  })

  describe('told to stop', () => {
    const reason = new Error('enough')
    const whileUnderWay = async (
      work: (client: ScimClient, signal: AbortSignal) => Promise<unknown>,
    ): Promise<unknown> => {
      const stop = new AbortController()
      const server = await startLoopbackServer(({method}) => {
        stop.abort(reason)
        return method === 'GET' ? {status: 200, body: '{"Resources": []}'} : {status: 204}
      })
      try {
        return await work(open({url: `${server.url}/t/scim/v2`}), stop.signal)
      } catch (error) {
        return error
      } finally {
        await server.close()
      }
    }

    it('waits for the answer to a write that is on its way', async () => {
      const change = {add: ['user-1'], remove: []}
      const end = await whileUnderWay(async (client, signal) => {
        await client.patchGroup('g', change, {signal})
        return 'made'
      })
      expect(end).to.equal('made')
    })

    it('cuts a read that is on its way', async () => {
      expect(await whileUnderWay((client, signal) => client.groups({signal}))).to.equal(reason)
    })

    it('listens with all its workers, and Node does not take that for a leak', async () => {
      sandbox.act('scim.set latency=20ms')
      const warnings: Error[] = []
      const hear = (warning: Error): void => void warnings.push(warning)
      process.on('warning', hear)
      const {signal} = new AbortController()
      const client = openScimClient(liveMachine({}), {
        url: sandbox.env['OKTA_OPS_SCIM_URL'] ?? '',
        tokens: [sandbox.env['OKTA_OPS_SCIM_TOKEN'] ?? ''],
        pace: {ceiling: 5000, workers: 40},
      })
      await Promise.all(Array.from({length: 40}, () => client.groups({signal})))
      await new Promise((resolve) => setImmediate(resolve))
      process.off('warning', hear)
      expect(warnings).to.deep.equal([])
    })

    it('sends no write that is not on its way', async () => {
      const stop = new AbortController()
      stop.abort(reason)
      let sent = 0
      const work = open().patchGroup(
        'g',
        {add: ['user-1'], remove: []},
        {signal: stop.signal, onSend: () => sent++},
      )
      expect(await work.catch((error: unknown) => error)).to.equal(reason)
      expect([sent, calls()]).to.deep.equal([0, 0])
    })
  })

  describe('tokens', () => {
    it('tries the second where the first is refused, and stays with it', async () => {
      const second = (sandbox.act('scim.token create').data as {token: string}).token
      sandbox.act('scim.token expire first')
      const client = open({
        tokens: [sandbox.env['OKTA_OPS_SCIM_TOKEN']!, async () => Promise.resolve(second)],
      })
      await client.groups()
      expect(client.figures()).to.include({token: 1, reads: 2})
      await client.groups()
      expect(client.figures()).to.include({token: 1, reads: 3})
    })

    for (const token of ['two\r\nlines', 'a blank', 'umlaut-ä'])
      it(`sends none that no header can carry: ${JSON.stringify(token)}`, async () => {
        const client = open({tokens: [() => Promise.resolve(token)]})
        const error = await refusal(client.groups())
        expect(error).to.include({code: 'OPS_SECRET', next: 'okta-ops scim status'})
        expect(error.message).not.to.contain(token)
        expect(calls()).to.equal(0)
      })

    it('does not read the second while the first is taken', async () => {
      const client = open({
        tokens: [sandbox.env['OKTA_OPS_SCIM_TOKEN']!, () => Promise.reject(new Error('not to be read'))],
      })
      expect((await client.groups()).complete).to.equal(true)
    })

    it('says what to do when none is taken, and shows none', async () => {
      sandbox.act('scim.token expire first')
      const error = await refusal(open({tokens: ['sandbox-scim-secret-a', 'sandbox-scim-secret-b']}).groups())
      expect(error).to.include({code: 'OPS_SIGNED_OUT', failure: 'signedOut'})
      expect(error.message).to.match(/neither of the SCIM tokens: .*older than a year/)
      expect(error.next).to.match(/^okta-ops scim connect --url http/)
      expect(JSON.stringify([error.message, machine.debugLines])).not.to.match(/sandbox-scim-secret/)
    })

    it('says so when provisioning is switched off', async () => {
      sandbox.act('scim.set provisioning=no')
      const error = await refusal(open().groups())
      expect(error).to.include({code: 'OPS_ACCESS_DENIED', failure: 'denied'})
    })
  })

  describe('does not believe', () => {
    for (const {name, body} of [
      {name: 'a page that is no JSON', body: '<html>sign in</html>'},
      {name: 'a list that is none', body: '{"Resources": "many"}'},
      {name: 'a group without an id', body: '{"Resources": [{"displayName": "x"}]}'},
      {
        name: 'an id that would lead elsewhere',
        body: '{"Resources": [{"id": "../Users", "displayName": "x"}]}',
      },
      {name: 'a group without a name', body: '{"Resources": [{"id": "g"}]}'},
      {name: 'pages without end', body: '{"Resources": [], "nextCursor": "again"}'},
      {name: 'an empty cursor', body: '{"Resources": [], "nextCursor": ""}'},
    ])
      it(name, async () => {
        const server = await startLoopbackServer(() => ({status: 200, body}))
        const error = await refusal(open({url: `${server.url}/t/scim/v2`}).groups())
        await server.close()
        expect(error).to.include({code: 'OPS_BAD_ANSWER', failure: 'unavailable'})
      })

    it('a server whose words hold an escape or a secret', async () => {
      const detail = 'no\u001b[2J Bearer abcdefgh'
      const body = JSON.stringify({detail, exceptionRequestId: 'bad id\n'})
      const server = await startLoopbackServer(() => ({status: 400, body}))
      const error = await refusal(open({url: `${server.url}/t/scim/v2`}).groups())
      await server.close()
      expect(error.message).to.include('\\u{1b}[2J Bearer [hidden]')
      expect(error.message).to.match(/\(HTTP 400\)$/)
    })

    it('an address off this machine in clear text', async () => {
      const error = await refusal(open({url: 'http://scim.example.com/t/scim/v2'}).groups())
      expect(error.code).to.equal('OPS_CLEAR_TEXT')
    })
  })
})
