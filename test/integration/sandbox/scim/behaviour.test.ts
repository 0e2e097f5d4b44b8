import {expect} from 'chai'
import {startSandbox, type Sandbox, type SandboxOptions} from '../../../../src/lib/sandbox/sandbox.js'
import type {ScimCount} from '../../../../src/lib/sandbox/aws/scim/scim-counts.js'
import {halyard} from '../../../../src/lib/sandbox/seed/halyard.js'
import {memberChange, ScimCaller} from '../../../support/scim-caller.js'

const jun = 'jun.hartley@halyard.test'
const saga = 'saga.lindqvist@halyard.test'

interface Counts {
  readonly total: ScimCount
  readonly operations: Readonly<Record<string, ScimCount>>
  readonly members: {readonly added: number; readonly removed: number; readonly needless: number}
}

/** Who may ask, how often, and what goes wrong: each a switch. */
describe('sandbox SCIM endpoint: behaviour', () => {
  let [sandbox, scim]: [Sandbox, ScimCaller] = [undefined!, undefined!]
  let nowMs = Date.parse('2026-03-04T05:06:07Z')

  const start = async (options: SandboxOptions = {}): Promise<void> => {
    sandbox = await startSandbox({now: () => new Date(nowMs), ...options})
    scim = new ScimCaller(sandbox)
  }
  beforeEach(() => start())
  afterEach(() => sandbox.close())

  const counts = (): Counts => sandbox.act('scim.counts').data as Counts
  const statuses = async (times: number, path = '/Groups'): Promise<readonly number[]> => {
    const found: number[] = []
    while (found.length < times) found.push((await scim.get(path)).status)
    return found
  }
  const restart = async (options: SandboxOptions): Promise<void> => {
    await sandbox.close()
    await start(options)
  }

  describe('the door', () => {
    const asked = async (token: string, url = sandbox.scim.url) =>
      (await fetch(`${url}/Groups`, {headers: token === '' ? {} : {authorization: token}})).status
    const cases: readonly {name: string; wanted: number; ask: () => Promise<number>}[] = [
      {name: 'no token', wanted: 401, ask: () => asked('')},
      {name: 'another token', wanted: 401, ask: () => asked('Bearer other')},
      {name: 'another scheme', wanted: 401, ask: () => asked(`Basic ${sandbox.scim.token}`)},
      {
        name: 'another tenant',
        wanted: 401,
        ask: () =>
          asked(`Bearer ${sandbox.scim.token}`, sandbox.scim.url.replace(/scim\/[^/]+/, 'scim/other')),
      },
      {
        name: 'a token of more than a year',
        wanted: 401,
        ask: () => {
          nowMs += 366 * 24 * 3_600_000
          return asked(`Bearer ${sandbox.scim.token}`)
        },
      },
      {
        name: 'a token that was made to expire',
        wanted: 401,
        ask: () => {
          sandbox.act('scim.token expire')
          return asked(`Bearer ${sandbox.scim.token}`)
        },
      },
      {
        name: 'provisioning turned off',
        wanted: 403,
        ask: () => {
          sandbox.act('scim.set provisioning=no')
          return asked(`Bearer ${sandbox.scim.token}`)
        },
      },
    ]
    for (const {name, wanted, ask} of cases)
      it(`${name}: ${wanted}`, async () => {
        expect(await ask()).to.equal(wanted)
      })

    it('is opened by two tokens, never three, and by the second alone when the first is deleted', async () => {
      const {token} = sandbox.act('scim.token create').data as {token: string}
      expect([await asked(`Bearer ${token}`), await asked(`Bearer ${sandbox.scim.token}`)]).to.deep.equal([
        200, 200,
      ])
      expect(() => sandbox.act('scim.token create')).to.throw('two tokens already')
      sandbox.act('scim.token delete first')
      expect([await asked(`Bearer ${token}`), await asked(`Bearer ${sandbox.scim.token}`)]).to.deep.equal([
        200, 401,
      ])
    })

    it('takes the token of the seed', async () => {
      await restart({seed: {...halyard, scim: {token: 'quayside-scim'}}})
      expect(sandbox.env['OKTA_OPS_SCIM_TOKEN']).to.equal('quayside-scim')
      expect((await scim.get('/Groups')).status).to.equal(200)
    })
  })

  describe('the rate', () => {
    it('lets a burst pass and then so many a second', async () => {
      sandbox.act('scim.set rate=2 burst=3')
      expect(await statuses(4)).to.deep.equal([200, 200, 200, 429])
      nowMs += 500
      expect(await statuses(2)).to.deep.equal([200, 429])
      nowMs += 60_000
      expect(await statuses(4)).to.deep.equal([200, 200, 200, 429])
    })

    it('says when to come again only when it is told to', async () => {
      sandbox.act('scim.set rate=1 burst=1')
      await scim.get('/Groups')
      expect((await scim.get('/Groups')).headers.get('retry-after')).to.equal(null)
      sandbox.act('scim.set retry_after=yes')
      expect((await scim.get('/Groups')).headers.get('retry-after')).to.equal('1')
    })
  })

  describe('read lag', () => {
    it('shows a write only after its time, in SCIM', async () => {
      sandbox.act('scim.set lag=2s')
      const [group, user] = [await scim.groupId('AWS_prod-admins'), await scim.userId(jun)]
      await scim.patch(group, memberChange('add', [user]))
      nowMs += 1999
      expect(await scim.members(group)).to.deep.equal([saga])
      nowMs += 1
      expect(await scim.members(group)).to.deep.equal([saga, jun])
    })

    it('does not put off what is unique, nor what the portal gives', async () => {
      sandbox.act('scim.set lag=2s')
      const {body} = await scim.call('POST', '/Groups', {displayName: 'new'})
      expect((await scim.call('POST', '/Groups', {displayName: 'NEW'})).status).to.equal(409)
      expect((await scim.get(`/Groups/${body.id ?? ''}`)).status).to.equal(404)
      nowMs += 2000
      expect((await scim.get(`/Groups/${body.id ?? ''}`)).status).to.equal(200)
    })

    it('ends when it is set to 0', async () => {
      sandbox.act('scim.set lag=1h')
      await scim.call('POST', '/Groups', {displayName: 'new'})
      expect(await scim.groupId('new')).to.equal('none')
      sandbox.act('scim.set lag=0')
      expect(await scim.groupId('new')).not.to.equal('none')
    })
  })

  describe('what AWS does not document', () => {
    it('is that needless changes may be refused', async () => {
      const [group, ...users] = [
        await scim.groupId('AWS_prod-admins'),
        await scim.userId(saga),
        await scim.userId(jun),
      ]
      const tried = async (): Promise<readonly number[]> => [
        (await scim.patch(group, memberChange('add', users.slice(0, 1)))).status,
        (await scim.patch(group, memberChange('remove', users.slice(1)))).status,
      ]
      expect(await tried()).to.deep.equal([204, 204])
      sandbox.act('scim.set needless=no')
      expect(await tried()).to.deep.equal([409, 404])
      expect(await scim.members(group)).to.deep.equal([saga])
    })

    it('is that capitals in names may count, to readers too', async () => {
      sandbox.act('scim.set lag=1s')
      expect(await scim.groupId('aws_PROD-admins')).not.to.equal('none')
      sandbox.act('scim.set fold_names=no')
      expect(await scim.groupId('aws_PROD-admins')).to.equal('none')
      expect(await scim.userId(jun.toUpperCase())).to.equal('none')
      expect((await scim.call('POST', '/Groups', {displayName: 'aws_PROD-admins'})).status).to.equal(201)
      expect((await scim.call('POST', '/Groups', {displayName: 'AWS_prod-admins'})).status).to.equal(409)
    })
  })

  describe('what goes wrong', () => {
    it('is the same for the same seed and requests', async () => {
      const runs = []
      for (const seed of [7, 7, 8]) {
        await restart({seed: {...halyard, scim: {errors: 0.4, seed}}})
        runs.push(await statuses(30))
      }
      expect(runs[0]).to.deep.equal(runs[1])
      expect(runs[0]).not.to.deep.equal(runs[2])
      expect(runs[0]).to.include.members([200, 500])
    })

    it('errors happen before anything has changed', async () => {
      const [group, user] = [await scim.groupId('AWS_prod-admins'), await scim.userId(jun)]
      sandbox.act('scim.set errors=100%')
      expect((await scim.patch(group, memberChange('add', [user]))).status).to.equal(500)
      sandbox.act('scim.set errors=0%')
      expect(await scim.members(group)).to.deep.equal([saga])
    })

    it('drops happen after everything has', async () => {
      const [group, user] = [await scim.groupId('AWS_prod-admins'), await scim.userId(jun)]
      sandbox.act('scim.set drops=100%')
      const said = await scim.patch(group, memberChange('add', [user])).catch(() => 'cut')
      expect(said).to.equal('cut')
      sandbox.act('scim.set drops=0%')
      expect(await scim.members(group)).to.deep.equal([saga, jun])
      expect(counts().operations['patch_group']).to.include({calls: 1, dropped: 1})
    })

    for (const {fault, wanted} of [
      {fault: '429:scim.patch_group', wanted: 429},
      {fault: '503:scim.patch_group', wanted: 503},
      {fault: '401:scim.patch_group', wanted: 401},
      {fault: '403:scim.patch_group', wanted: 403},
      {fault: 'reset:scim.patch_group', wanted: 'cut'},
      {fault: 'dropped:scim.patch_group', wanted: 'cut'},
      {fault: 'truncated:scim.patch_group', wanted: 'cut'},
    ])
      it(`planned: ${fault}, once`, async () => {
        const [group, user] = [await scim.groupId('AWS_prod-admins'), await scim.userId(jun)]
        sandbox.act(`fault ${fault}`)
        const change = memberChange('add', [user])
        expect(
          await scim.patch(group, change).then(
            ({status}) => status,
            () => 'cut',
          ),
        ).to.equal(wanted)
        expect((await scim.patch(group, change)).status).to.equal(204)
      })

    it('planned: a cursor that is not known any more', async () => {
      const {body} = await scim.get('/Groups?cursor&count=1')
      sandbox.act('fault cursor:scim.list_groups')
      const next = `/Groups?count=1&cursor=${body.nextCursor ?? ''}`
      expect((await scim.get(next)).status).to.equal(400)
      expect((await scim.get(next)).status).to.equal(200)
    })

    it('planned: smaller pages', async () => {
      sandbox.act('fault page_size=2')
      expect((await scim.get('/Users?cursor')).body.Resources).to.have.length(2)
      expect(await scim.all('/Users')).to.have.length(7)
    })
  })

  it('takes its time when told to', async () => {
    sandbox.act('scim.set latency=80ms')
    const startedMs = performance.now()
    await scim.get('/Groups')
    // Timers may fire a moment early.
    expect(performance.now() - startedMs).to.be.at.least(75)
  })

  it('begins as the seed says', async () => {
    const behaviour = {
      rate: 1,
      burst: 2,
      retryAfter: true,
      mixedPatch: false,
      generation: 'old',
      lagMs: 2000,
    } as const
    await restart({seed: {...halyard, scim: behaviour}})
    expect((sandbox.act('show').data as {scim: object}).scim).to.include(behaviour)
    expect(await statuses(3)).to.deep.equal([200, 200, 429])
  })

  describe('what nobody knows', () => {
    it('one PATCH both adds and removes, or may not', async () => {
      const [group, ...users] = [
        await scim.groupId('AWS_prod-admins'),
        await scim.userId(jun),
        await scim.userId(saga),
      ]
      const both = [memberChange('add', users.slice(0, 1)), memberChange('remove', users.slice(1))]
      sandbox.act('scim.set mixed_patch=no')
      expect((await scim.patch(group, ...both)).status).to.equal(400)
      sandbox.act('scim.set mixed_patch=yes')
      expect((await scim.patch(group, ...both)).status).to.equal(204)
      expect(await scim.members(group)).to.deep.equal([jun])
    })

    for (const spelling of ['member', 'members', 'members.value'])
      it(`the filter of a pair is spelt ${spelling}, alone`, async () => {
        const [group, user] = [await scim.groupId('AWS_prod-admins'), await scim.userId(saga)]
        const ask = async (word: string) =>
          (
            await scim.get(
              `/Groups?filter=${encodeURIComponent(`id eq "${group}" and ${word} eq "${user}"`)}`,
            )
          ).status
        sandbox.act(`scim.set pair_filter=${spelling}`)
        const taken = []
        for (const word of ['member', 'members', 'members.value'])
          if ((await ask(word)) === 200) taken.push(word)
        expect(taken).to.deep.equal([spelling])
      })
  })

  it('counts requests by kind, members changed and members sent for nothing', async () => {
    const [group, user] = [await scim.groupId('AWS_prod-admins'), await scim.userId(jun)]
    sandbox.act('scim.counts reset')
    await scim.patch(group, memberChange('add', [user]))
    await scim.patch(group, memberChange('add', [user]))
    await scim.patch(group, memberChange('remove', [user]))
    await scim.get('/Groups?filter=nonsense')
    expect(counts()).to.deep.equal({
      total: {calls: 4, throttled: 0, failed: 1, dropped: 0},
      operations: {
        patch_group: {calls: 3, throttled: 0, failed: 0, dropped: 0},
        list_groups: {calls: 1, throttled: 0, failed: 1, dropped: 0},
      },
      members: {added: 1, removed: 1, needless: 1},
    })
  })

  for (const word of ['rate=0', 'errors=5', 'lag=soon', 'generation=older', 'mixed_patch=true', 'speed=9'])
    it(`refuses scim.set ${word}`, () => {
      expect(() => sandbox.act(`scim.set ${word}`)).to.throw()
    })
})
