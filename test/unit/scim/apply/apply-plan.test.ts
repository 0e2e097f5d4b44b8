import {expect} from 'chai'
import {applyPlan, type ApplyOptions} from '../../../../src/lib/scim/apply/apply-plan.js'
import {failureOf, type ApplyOutcome, type ApplyProgress} from '../../../../src/lib/scim/apply/outcome.js'
import {openScimJournal, type ScimJournal} from '../../../../src/lib/scim/journal/scim-db.js'
import type {Plan} from '../../../../src/lib/scim/plan/plan.js'
import {OpsError} from '../../../../src/lib/shared/errors.js'
import {fakeMachine, type FakeMachine} from '../../../support/fake-machine.js'
import {memoryTenant, testTenant, type MemoryTenant} from '../../../support/scim-tenant.js'
import {createTempHome, type TempHome} from '../../../support/temp-home.js'

const range = (from: number, to: number): number[] =>
  Array.from({length: to - from + 1}, (_, index) => from + index)

describe('applyPlan', () => {
  let home: TempHome
  let machine: FakeMachine
  let journal: ScimJournal
  beforeEach(async () => {
    home = createTempHome()
    machine = fakeMachine({OKTA_OPS_STATE_DIR: `${home.path}/state`})
    journal = await openScimJournal(machine)
  })
  afterEach(() => {
    journal.close()
    home.remove()
  })

  const apply = (
    tenant: MemoryTenant,
    plan: Plan,
    options: Partial<ApplyOptions> & {readonly writer?: Partial<MemoryTenant['writer']>} = {},
  ): Promise<ApplyOutcome> =>
    applyPlan(
      plan,
      {
        machine,
        okta: tenant.okta,
        aws: tenant.aws,
        writer: {...tenant.writer, ...options.writer},
        journal,
        lock: {assertHeld: () => undefined},
      },
      {who: 'ada@example.com', readAt: machine.now(), saved: false, groupsAtOnce: 1, ...options},
    )

  it('makes Identity Center hold whom Okta holds, removals first', async () => {
    const tenant = memoryTenant({okta: {AWS_a: [1, 2], AWS_b: [5]}, aws: {AWS_a: [2, 3], AWS_b: [5]}})
    const outcome = await apply(tenant, tenant.plan())
    expect(tenant.written).to.deep.equal(['remove AWS_a 3', 'add AWS_a 1'])
    expect(outcome.groups).to.deep.equal([
      {
        name: 'AWS_a',
        state: 'applied',
        guards: [],
        added: 1,
        removed: 1,
        created: false,
        deleted: false,
        set: false,
        left: 0,
      },
    ])
    expect(failureOf(outcome)).to.equal(undefined)
    expect(tenant.plan().groups.filter(({action}) => action !== 'none')).to.deep.equal([])
  })

  it('counts a group that is only renamed', async () => {
    const tenant = memoryTenant({okta: {AWS_a: [1]}, aws: {AWS_a: [1]}})
    const plan = tenant.plan({manage: 'groups', map: new Map([['AWS_a', 'AWS_z']])})
    const outcome = await apply(tenant, plan)
    expect(outcome.groups[0]).to.deep.include({state: 'applied', set: true, added: 0, removed: 0})
    expect(outcome.done.groups).to.equal(1)
  })

  it('creates with the first hundred, and deletes last', async () => {
    const tenant = memoryTenant({okta: {AWS_n: range(1, 101)}, aws: {AWS_gone: [7]}})
    const plan = tenant.plan({
      manage: 'groups',
      allowDelete: true,
      memory: {goneSince: new Map([['group-1', new Date(0)]]), now: machine.now()},
    })
    const outcome = await apply(tenant, plan)
    const shown = tenant.written.map((line) =>
      line.replace(/[\d,]+$/, (list) => String(list.split(',').length)),
    )
    expect(shown).to.deep.equal(['create AWS_n', 'add AWS_n 100', 'add AWS_n 1', 'delete AWS_gone'])
    expect(tenant.inAws.get('AWS_n')).to.have.members(range(1, 101))
    expect(outcome.done).to.deep.equal({groups: 2, added: 101, removed: 1, created: 1, deleted: 1})
  })

  it('never deletes a group that Okta has again', async () => {
    const tenant = memoryTenant({okta: {AWS_x: [1]}, aws: {AWS_gone: [7], AWS_x: [1]}})
    const plan = tenant.plan({
      manage: 'groups',
      allowDelete: true,
      memory: {goneSince: new Map([['group-1', new Date(0)]]), now: machine.now()},
    })
    tenant.inOkta.set('AWS_gone', [])
    const outcome = await apply(tenant, plan)
    expect(tenant.written).to.deep.equal([])
    expect(outcome.groups[0]).to.include({state: 'refused', refusedBy: 'moved', reason: 'Okta has it again'})
    expect(failureOf(outcome)).to.equal('refused')
  })

  it('sends nothing that a guard holds, and the rest', async () => {
    const tenant = memoryTenant({okta: {AWS_a: [9]}, aws: {AWS_a: [1, 2]}})
    const {guards} = tenant.plan()
    const plan: Plan = {
      ...tenant.plan(),
      guards: [...guards, {guard: 'max-removals', holds: 'removals', reason: 'too many'}],
    }
    const outcome = await apply(tenant, plan)
    expect(tenant.written).to.deep.equal(['add AWS_a 9'])
    expect(outcome.groups[0]).to.deep.include({
      state: 'refused',
      refusedBy: 'guard',
      guards: ['max-removals'],
      added: 1,
      left: 2,
      reason: 'too many',
    })
    expect(failureOf(outcome)).to.equal('refused')
  })

  it('sends nothing at all when a guard holds the run', async () => {
    const tenant = memoryTenant({okta: {AWS_a: [9]}, aws: {AWS_a: [1]}})
    const outcome = await apply(tenant, {
      ...tenant.plan(),
      guards: [{guard: 'empty-source', holds: 'run', reason: 'nothing there'}],
    })
    expect(tenant.written).to.deep.equal([])
    expect(outcome.groups[0]).to.deep.include({state: 'refused', refusedBy: 'guard', left: 2})
  })

  describe('with a saved plan', () => {
    const start = {okta: {AWS_a: [1, 2, 3], AWS_b: [5]}, aws: {AWS_a: [3, 4], AWS_b: []}}
    for (const {name, move, reason} of [
      {
        name: 'Okta has another member',
        move: (tenant: MemoryTenant) => tenant.inOkta.get('AWS_a')?.push(8),
        reason: 'its name or members in Okta have changed',
      },
      {
        name: 'Okta has no such group',
        move: (tenant: MemoryTenant) => tenant.inOkta.delete('AWS_a'),
        reason: 'it is gone from Okta',
      },
      {
        name: 'Identity Center has another member',
        move: (tenant: MemoryTenant) => tenant.inAws.get('AWS_a')?.push(8),
        reason: 'its name, externalId or members in Identity Center have changed',
      },
      {
        name: 'Identity Center has no such group',
        move: (tenant: MemoryTenant) => tenant.inAws.delete('AWS_a'),
        reason: 'it is gone from Identity Center',
      },
    ])
      it(`refuses a group where ${name} since, and applies the others [complaint 15]`, async () => {
        const tenant = memoryTenant(start)
        const plan = tenant.plan()
        move(tenant)
        const outcome = await apply(tenant, plan, {saved: true})
        expect(tenant.written).to.deep.equal(['add AWS_b 5'])
        expect(outcome.groups[0]).to.deep.include({state: 'refused', refusedBy: 'moved', reason, left: 3})
        expect(failureOf(outcome)).to.equal('refused')
      })

    it('goes on where an earlier run of the same plan was ended [complaint 16]', async () => {
      const tenant = memoryTenant(start)
      const plan = tenant.plan()
      tenant.inAws.set('AWS_a', [1, 3])
      const outcome = await apply(tenant, plan, {saved: true})
      expect(tenant.written).to.deep.equal(['add AWS_a 2', 'add AWS_b 5'])
      expect(outcome.groups.map(({state, left}) => ({state, left}))).to.deep.equal([
        {state: 'applied', left: 0},
        {state: 'applied', left: 0},
      ])
    })

    it('has nothing to send the second time', async () => {
      const tenant = memoryTenant(start)
      const plan = tenant.plan()
      await apply(tenant, plan, {saved: true})
      tenant.written.length = 0
      const outcome = await apply(tenant, plan, {saved: true})
      expect(tenant.written).to.deep.equal([])
      expect(failureOf(outcome)).to.equal(undefined)
    })

    for (const {name, people, want} of [
      {name: 'adds', people: [1], want: ['add AWS_a 2']},
      {name: 'does not remove', people: [3], want: []},
    ])
      it(`${name} where Identity Center shows not all members`, async () => {
        const tenant = memoryTenant({okta: {AWS_a: [1, 2]}, aws: {AWS_a: people}})
        const aws = {...tenant.aws, members: () => Promise.resolve({items: [], complete: false})}
        const outcome = await apply({...tenant, aws}, tenant.plan(), {saved: true})
        expect(tenant.written).to.deep.equal(want)
        expect(outcome.groups[0]?.refusedBy).to.equal(want.length > 0 ? undefined : 'moved')
      })

    it('looks again at a plan of this run, too, once it is five minutes old', async () => {
      const tenant = memoryTenant(start)
      const plan = tenant.plan()
      tenant.inOkta.get('AWS_a')?.push(8)
      await apply(tenant, plan, {readAt: new Date(machine.now().getTime() - 301_000)})
      expect(tenant.written).to.deep.equal(['add AWS_b 5'])
    })
  })

  describe('what AWS has acknowledged and does not show', () => {
    const acknowledge = async (tenant: MemoryTenant): Promise<Plan> => {
      const before = new Map([...tenant.inAws].map(([name, people]) => [name, [...people]]))
      const plan = tenant.plan()
      await apply(tenant, plan)
      tenant.written.length = 0
      for (const [name, people] of before) tenant.inAws.set(name, people)
      return plan
    }

    it('is read again and not sent again, and said', async () => {
      const tenant = memoryTenant({okta: {AWS_a: [1, 2]}, aws: {AWS_a: [2, 3]}})
      const plan = await acknowledge(tenant)
      machine.advance(100_000)
      const outcome = await apply(tenant, plan)
      expect(tenant.written).to.deep.equal([])
      expect(outcome.groups[0]).to.deep.include({state: 'failed', left: 2})
      expect(outcome.groups[0]?.reason).to.match(/2 changes of less than two minutes ago/)
    })

    it('is done once it shows', async () => {
      const tenant = memoryTenant({okta: {AWS_a: range(1, 9)}, aws: {AWS_a: []}})
      const plan = await acknowledge(tenant)
      const aws = {
        ...tenant.aws,
        members: async (id: string) => {
          if (machine.slept.length >= 2) tenant.inAws.set('AWS_a', range(1, 9))
          return tenant.aws.members(id)
        },
      }
      const outcome = await apply({...tenant, aws}, plan)
      expect(tenant.written).to.deep.equal([])
      expect(outcome.groups[0]).to.include({state: 'applied', left: 0})
    })

    it('is sent again after two minutes: then somebody else has changed it', async () => {
      const tenant = memoryTenant({okta: {AWS_a: [1, 2]}, aws: {AWS_a: [2, 3]}})
      const plan = await acknowledge(tenant)
      machine.advance(121_000)
      await apply(tenant, plan, {readAt: machine.now()})
      expect(tenant.written).to.deep.equal(['remove AWS_a 3', 'add AWS_a 1'])
    })
  })

  it('finishes what is on its way, begins nothing new, and says what is left', async () => {
    const tenant = memoryTenant({okta: {AWS_a: range(1, 150), AWS_b: [5]}, aws: {AWS_a: [], AWS_b: []}})
    const stop = new AbortController()
    const outcome = await apply(tenant, tenant.plan(), {
      signal: stop.signal,
      writer: {
        patchGroup: async (...given) => {
          await tenant.writer.patchGroup(...given)
          stop.abort(new OpsError('OPS_INTERRUPTED', 'interrupted', {failure: 'interrupted'}))
        },
      },
    })
    expect(outcome).to.include({interrupted: true, error: undefined})
    expect(outcome.groups.map(({state, added, left}) => ({state, added, left}))).to.deep.equal([
      {state: 'stopped', added: 100, left: 50},
      {state: 'notStarted', added: 0, left: 1},
    ])
    expect(failureOf(outcome)).to.equal('interrupted')
    expect(journal.runs({})[0]).to.include({state: 'stopped'})
  })

  it('ends at what every group would fail with', async () => {
    const tenant = memoryTenant({okta: {AWS_a: [1], AWS_b: [5]}, aws: {AWS_a: [], AWS_b: []}})
    const refuse = new OpsError('OPS_SIGNED_OUT', 'AWS takes the token not', {failure: 'signedOut'})
    const outcome = await apply(tenant, tenant.plan(), {
      writer: {patchGroup: async () => Promise.reject(refuse)},
    })
    expect(outcome.groups.map(({state}) => state)).to.deep.equal(['failed', 'notStarted'])
    expect(outcome.error).to.equal(refuse)
    expect(failureOf(outcome)).to.equal('signedOut')
  })

  it('goes on with the others when one group fails', async () => {
    const tenant = memoryTenant({okta: {AWS_a: [1], AWS_b: [5]}, aws: {AWS_a: [], AWS_b: []}})
    const outcome = await apply(tenant, tenant.plan(), {
      writer: {
        patchGroup: async (id, ...rest) =>
          id === 'group-1'
            ? Promise.reject(new OpsError('OPS_SERVICE', 'AWS failed', {failure: 'unavailable'}))
            : tenant.writer.patchGroup(id, ...rest),
      },
    })
    expect(outcome.groups.map(({state}) => state)).to.deep.equal(['failed', 'applied'])
    expect(failureOf(outcome)).to.equal('failure')
  })

  it('sends nothing once the lock is lost', async () => {
    const tenant = memoryTenant({okta: {AWS_a: [1]}, aws: {AWS_a: []}})
    const lost = new OpsError('OPS_LOCK_LOST', 'process 7 has it', {failure: 'unavailable'})
    const outcome = await applyPlan(
      tenant.plan(),
      {
        machine,
        okta: tenant.okta,
        aws: tenant.aws,
        writer: tenant.writer,
        journal,
        lock: {
          assertHeld: () => {
            throw lost
          },
        },
      },
      {who: 'ada@example.com', readAt: machine.now(), saved: false},
    )
    expect(tenant.written).to.deep.equal([])
    expect(outcome.error).to.equal(lost)
  })

  it('tells how far it is, to the end', async () => {
    const tenant = memoryTenant({okta: {AWS_a: range(1, 150), AWS_b: [5]}, aws: {AWS_a: [], AWS_b: []}})
    const seen: ApplyProgress[] = []
    await apply(tenant, tenant.plan(), {onProgress: (progress) => void seen.push(progress)})
    expect(seen[0]).to.deep.equal({done: 0, total: 151, groupsDone: 0, groups: 2, leftMs: undefined})
    expect(seen.at(-1)).to.deep.equal({done: 151, total: 151, groupsDone: 2, groups: 2, leftMs: 0})
  })

  it('writes every request down, before and after', async () => {
    const tenant = memoryTenant({okta: {AWS_a: [1, 2]}, aws: {AWS_a: [2, 3]}})
    const outcome = await apply(tenant, tenant.plan(), {checksum: 'abc'})
    const [run] = journal.runs({tenant: testTenant})
    expect(run).to.deep.include({
      id: outcome.runId,
      who: 'ada@example.com',
      checksum: 'abc',
      state: 'applied',
      done: {groups: 1, added: 1, removed: 1, created: 0, deleted: 0},
    })
    const changes = journal.changes({run: outcome.runId}).map(({kind, added, removed, state, groupName}) => ({
      kind,
      added,
      removed,
      state,
      groupName,
    }))
    expect(changes).to.deep.equal([
      {
        kind: 'members',
        added: {'user-1': 'person-1@example.com'},
        removed: {},
        state: 'acknowledged',
        groupName: 'AWS_a',
      },
      {
        kind: 'members',
        added: {},
        removed: {'user-3': 'person-3@example.com'},
        state: 'acknowledged',
        groupName: 'AWS_a',
      },
    ])
  })
})
