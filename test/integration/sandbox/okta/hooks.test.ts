import {expect} from 'chai'
import {startSandbox, type Sandbox} from '../../../../src/lib/sandbox/sandbox.js'
import {startHookReceiver, type HookReceiver} from '../../../support/hook-receiver.js'
import {OktaCaller, type OktaCallAnswer} from '../../../support/okta-caller.js'

interface HookShown {
  readonly id: string
  readonly status: string
  readonly verificationStatus: string
}
interface Delivered {
  readonly eventType: string
  readonly source: string
  readonly eventId: string
  readonly data: {readonly events: readonly Record<string, never>[]}
}

describe('sandbox event hooks', () => {
  let [sandbox, caller, receiver]: [Sandbox, OktaCaller, HookReceiver] = [undefined!, undefined!, undefined!]

  beforeEach(async () => {
    sandbox = await startSandbox()
    caller = new OktaCaller(sandbox)
    receiver = await startHookReceiver()
  })
  afterEach(async () => {
    await sandbox.close()
    await receiver.close()
  })

  const hook = (changes: {uri?: string; items?: string[]; events?: object} = {}): object => ({
    name: 'Deck watch',
    events: changes.events ?? {type: 'EVENT_TYPE', items: changes.items ?? ['group.user_membership.add']},
    channel: {
      type: 'HTTP',
      version: '1.0.0',
      config: {
        uri: changes.uri ?? receiver.url,
        headers: [{key: 'X-Halyard', value: 'deck'}],
        authScheme: {type: 'HEADER', key: 'Authorization', value: 'hook-secret'},
      },
    },
  })
  const make = async (changes = {}): Promise<string> => {
    const {body} = await caller.call('POST', '/eventHooks', hook(changes))
    return (body as HookShown).id
  }
  const step = (id: string, name: string): Promise<OktaCallAnswer> =>
    caller.call('POST', `/eventHooks/${id}/lifecycle/${name}`)
  const verified = async (changes = {}): Promise<string> => {
    const id = await make(changes)
    expect((await step(id, 'verify')).body).to.include({status: 'ACTIVE', verificationStatus: 'VERIFIED'})
    return id
  }
  const join = (): void => {
    sandbox.act('group.remove halyard-release tobias.wren@halyard.test')
    sandbox.act('group.add halyard-release tobias.wren@halyard.test')
  }
  const delivered = async (count: number): Promise<Delivered[]> =>
    (await receiver.deliveries(count)).map(({body}) => JSON.parse(body) as Delivered)
  const failures = async (): Promise<
    {outcome: {reason: string}; debugContext: {debugData: {attempts: string}}}[]
  > => (await caller.get(`/logs?filter=${encodeURIComponent('eventType eq "event_hook.delivery"')}`)).body
  const until = async (done: () => Promise<boolean>): Promise<void> => {
    while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 10))
  }

  it('are made unverified, get a challenge, and never tell their secret', async () => {
    const made = await caller.call('POST', '/eventHooks', hook())
    expect(made.body).to.include({status: 'ACTIVE', verificationStatus: 'UNVERIFIED'})
    expect(made.text).not.to.contain('hook-secret')
    join()
    await step((made.body as HookShown).id, 'verify')
    expect(receiver.received.map(({method}) => method)).to.deep.equal(['GET'])
    expect(receiver.received[0]?.headers).to.include({'x-halyard': 'deck', authorization: 'hook-secret'})
  })

  it('get what happens, many events in one, without nulls', async () => {
    const id = await verified()
    join()
    sandbox.act('group.add halyard-auditors tobias.wren@halyard.test')
    const [first] = await delivered(1)
    expect(first).to.include({
      eventType: 'com.okta.event_hook',
      source: `${sandbox.url}/api/v1/eventHooks/${id}`,
    })
    expect(first?.data.events).to.have.length(2)
    const [event] = first?.data.events ?? []
    expect(event).to.have.nested.property('debugContext.debugData.targetEventHookIds', id)
    expect(event).to.have.nested.property('client.ipChain')
    expect(event).to.have.property('insertionTimestamp').that.is.a('number')
    expect(JSON.stringify(event)).not.to.contain('null,')
    const [logged] = (await caller.get('/logs?q=halyard-auditors')).body as {uuid: string; request: object}[]
    expect(first?.data.events.map(({uuid}) => uuid)).to.include(logged?.uuid)
    expect(logged).to.have.property('request')
  })

  for (const {name, answers, posts, reason} of [
    {name: '500 is tried once more', answers: [500], posts: 2, reason: undefined},
    {name: '500 twice is a failure', answers: [500, 503], posts: 2, reason: '503'},
    {name: '400 is final', answers: [400], posts: 1, reason: '400'},
    {name: 'a redirect is not followed', answers: [302], posts: 1, reason: '302'},
    {name: 'silence is tried once more', answers: [0], posts: 2, reason: undefined},
    {name: 'silence twice is a failure', answers: [0, 0], posts: 2, reason: 'timeout'},
  ])
    it(name, async () => {
      sandbox.act('lifetimes.set hook=100ms')
      await verified()
      receiver.answers.push(...answers)
      join()
      expect(await receiver.deliveries(posts)).to.have.length(posts)
      if (reason !== undefined) await until(async () => (await failures()).length > 0)
      expect((await failures()).map(({outcome}) => outcome.reason)).to.deep.equal(
        reason === undefined ? [] : [reason],
      )
    })

  it('hook_drop, hook_repeat and hook_reorder', async () => {
    await verified({
      items: ['user.lifecycle.suspend', 'user.lifecycle.unsuspend', 'user.lifecycle.deactivate'],
    })
    const happen = async (what: string, count: number): Promise<string[]> => {
      sandbox.act(`${what} jun.hartley@halyard.test`)
      return (await delivered(count)).map(({data}) => String(data.events[0]?.['eventType']))
    }
    sandbox.act('fault hook_repeat')
    const twice = await happen('user.suspend', 2)
    expect(twice).to.deep.equal(['user.lifecycle.suspend', 'user.lifecycle.suspend'])
    const [one, two] = await delivered(2)
    expect(one?.eventId).to.equal(two?.eventId)
    sandbox.act('fault hook_reorder')
    sandbox.act('user.unsuspend jun.hartley@halyard.test')
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect((await happen('user.deactivate', 4)).slice(2)).to.deep.equal([
      'user.lifecycle.deactivate',
      'user.lifecycle.unsuspend',
    ])
  })

  it('must be verified again with another address, and idle before they go', async () => {
    const id = await verified()
    const put = await caller.call('PUT', `/eventHooks/${id}`, hook({uri: `${receiver.url}/other`}))
    expect(put.body).to.include({verificationStatus: 'UNVERIFIED'})
    expect((await caller.call('DELETE', `/eventHooks/${id}`)).status).to.equal(400)
    await step(id, 'deactivate')
    expect((await caller.call('DELETE', `/eventHooks/${id}`)).status).to.equal(204)
    expect((await caller.get('/eventHooks')).body).to.deep.equal([])
  })

  it('are at most 25 active ones', async () => {
    for (let count = 0; count < 25; count += 1) await make()
    expect((await caller.call('POST', '/eventHooks', hook())).status).to.equal(400)
    await step(((await caller.get('/eventHooks')).body as HookShown[])[0]?.id ?? '', 'deactivate')
    expect((await caller.call('POST', '/eventHooks', hook())).status).to.equal(200)
  })

  it('a receiver that does not answer the challenge is not verified', async () => {
    const {url} = await startHookReceiver().then(async (other) => {
      await other.close()
      return other
    })
    const refused = await step(await make({uri: url}), 'verify')
    expect(refused.status).to.equal(400)
    expect(refused.text).to.contain('no answer')
  })

  for (const {name, changes, says} of [
    {name: 'an address elsewhere', changes: {uri: 'https://example.com/hook'}, says: 'only to this machine'},
    {name: 'no address', changes: {uri: 'deck'}, says: 'must be an address'},
    {name: 'a type no hook delivers', changes: {items: ['policy.evaluate_sign_on']}, says: 'may deliver'},
    {name: 'an unknown type', changes: {items: ['halyard.deck.scrub']}, says: 'may deliver'},
    {name: 'no types', changes: {events: {type: 'EVENT_TYPE', items: []}}, says: 'blank'},
    {
      name: 'a filter',
      changes: {
        events: {type: 'EVENT_TYPE', items: ['user.session.start'], filter: {type: 'EXPRESSION_LANGUAGE'}},
      },
      says: 'filters',
    },
  ])
    it(`refuse ${name}`, async () => {
      const {status, text} = await caller.call('POST', '/eventHooks', hook(changes))
      expect(status).to.equal(400)
      expect(text).to.contain('E0000001').and.to.contain(says)
    })
})
