import {expect} from 'chai'
import {openScimJournal, type ScimJournal} from '../../../../src/lib/scim/journal/scim-db.js'
import type {SentChange} from '../../../../src/lib/scim/journal/change-journal.js'
import {createTempHome, type TempHome} from '../../../support/temp-home.js'

const tenant = 'https://example.com/t/scim/v2'
const wanted = {groups: 1, added: 1, removed: 0, created: 0, deleted: 0}
const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 21, 12, minute))

describe('scim.db', () => {
  let [home, journal]: [TempHome, ScimJournal] = [undefined!, undefined!]
  beforeEach(async () => {
    home = createTempHome()
    journal = await openScimJournal({env: {OKTA_OPS_STATE_DIR: `${home.path}/state`}, platform: 'linux'})
  })
  afterEach(() => {
    journal.close()
    home.remove()
  })
  const begin = (id: string, minute = 0, of = tenant): void => {
    journal.beginRun({id, tenant: of, org: 'https://halyard.okta.example', who: 'ada', wanted}, at(minute))
  }
  const change = (more: Partial<SentChange> = {}): SentChange => ({
    run: 'run_1',
    groupId: 'g1',
    groupName: 'AWS_a',
    kind: 'members',
    added: {},
    removed: {},
    ...more,
  })
  const acknowledge = (more: Partial<SentChange>, minute: number): void => {
    journal.ended(journal.sent(change(more), at(minute)), {state: 'acknowledged'}, at(minute))
  }

  it('knows of each member what was acknowledged last', () => {
    begin('run_1')
    acknowledge({added: {u1: 'ada', u2: 'ben'}}, 1)
    acknowledge({removed: {u1: 'ada'}}, 2)
    acknowledge({groupId: 'g2', added: {u3: 'cy'}}, 2)
    expect([...journal.acknowledged({tenant, id: 'g1'}, at(0))]).to.deep.equal([
      ['u1', 'removed'],
      ['u2', 'added'],
    ])
    expect([...journal.acknowledged({tenant, id: 'g1'}, at(1))]).to.deep.equal([['u1', 'removed']])
    expect(journal.acknowledged({tenant: 'https://example.com/other', id: 'g1'}, at(0)).size).to.equal(0)
  })

  for (const {state, want} of [
    {state: 'sent', want: [['u2', 'removed']]},
    {state: 'unknown', want: [['u2', 'removed']]},
    {
      state: 'refused',
      want: [
        ['u1', 'removed'],
        ['u2', 'removed'],
      ],
    },
  ] as const)
    it(`does not hold on to what was acknowledged before the opposite was ${state}`, () => {
      begin('run_1')
      acknowledge({removed: {u1: 'ada', u2: 'ben'}}, 1)
      const later = journal.sent(change({added: {u1: 'ada'}, removed: {u2: 'ben'}}), at(2))
      if (state !== 'sent') journal.ended(later, {state}, at(2))
      expect([...journal.acknowledged({tenant, id: 'g1'}, at(0))]).to.deep.equal(want)
      acknowledge({added: {u1: 'ada'}}, 3)
      expect(journal.acknowledged({tenant, id: 'g1'}, at(0)).get('u1')).to.equal('added')
    })

  for (const state of ['refused', 'unknown'] as const)
    it(`does not count what was ${state}`, () => {
      begin('run_1')
      journal.ended(journal.sent(change({added: {u1: 'ada'}}), at(1)), {state, reason: 'no'}, at(1))
      expect(journal.acknowledged({tenant, id: 'g1'}, at(0)).size).to.equal(0)
      expect(journal.changes({})[0]).to.include({state, reason: 'no'})
    })

  it('does not hold on to what was written while the clock was ahead', () => {
    begin('run_1')
    acknowledge({added: {u1: 'ada'}}, 14)
    expect(journal.acknowledged({tenant, id: 'g1'}, at(0)).size).to.equal(1)
    acknowledge({removed: {u1: 'ada'}, added: {u2: 'ben'}}, 60)
    expect([...journal.acknowledged({tenant, id: 'g1'}, at(0))]).to.deep.equal([['u1', 'added']])
    const made = journal.sent(change({kind: 'create', groupId: undefined, groupName: 'AWS_b'}), at(60))
    journal.ended(made, {state: 'acknowledged', groupId: 'g8'}, at(60))
    expect(journal.acknowledgedGroup({tenant, name: 'AWS_b'}, at(0))).to.equal(undefined)
  })

  it('knows a group that was made, until it is deleted again', () => {
    begin('run_1')
    const made = (): string | undefined => journal.acknowledgedGroup({tenant, name: 'AWS_a'}, at(0))
    const number = journal.sent(change({kind: 'create', groupId: undefined}), at(1))
    expect(made()).to.equal(undefined)
    journal.ended(number, {state: 'acknowledged', groupId: 'g7'}, at(1))
    expect(made()).to.equal('g7')
    expect(journal.acknowledgedGroup({tenant, name: 'AWS_a'}, at(1))).to.equal(undefined)
    acknowledge({kind: 'delete', groupId: 'g7'}, 2)
    expect(made()).to.equal(undefined)
  })

  it('finds runs and changes by tenant, time, group and run, newest first', () => {
    begin('run_1')
    begin('run_2', 10)
    begin('run_3', 20, 'https://example.com/other')
    acknowledge({added: {u1: 'ada'}}, 1)
    acknowledge({run: 'run_2', groupName: 'AWS_b', groupId: 'g2', added: {u1: 'ada'}}, 11)
    const ids = (found: readonly {readonly id: string}[]): string[] => found.map(({id}) => id)
    expect(ids(journal.runs({}))).to.deep.equal(['run_3', 'run_2', 'run_1'])
    expect(ids(journal.runs({tenant}))).to.deep.equal(['run_2', 'run_1'])
    expect(ids(journal.runs({since: at(10)}))).to.deep.equal(['run_3', 'run_2'])
    expect(ids(journal.runs({limit: 1}))).to.deep.equal(['run_3'])
    const groups = (found: readonly {readonly groupName: string}[]): string[] =>
      found.map(({groupName}) => groupName)
    expect(groups(journal.changes({}))).to.deep.equal(['AWS_b', 'AWS_a'])
    for (const query of [{group: 'AWS_b'}, {group: 'g2'}, {run: 'run_2'}, {since: at(11)}, {limit: 1}])
      expect(groups(journal.changes({tenant, ...query}))).to.deep.equal(['AWS_b'])
    expect(journal.changes({tenant: 'https://example.com/other'})).to.deep.equal([])
  })

  it('tells how a run ended, and forgets it after 400 days', () => {
    begin('run_1')
    acknowledge({added: {u1: 'ada'}}, 1)
    journal.endRun('run_1', {state: 'partly', done: wanted, reason: 'one was refused'}, at(5))
    expect(journal.runs({})[0]).to.deep.equal({
      id: 'run_1',
      tenant,
      org: 'https://halyard.okta.example',
      who: 'ada',
      wanted,
      state: 'partly',
      done: wanted,
      reason: 'one was refused',
      startedAt: at(0),
      endedAt: at(5),
    })
    begin('run_2', 400 * 24 * 60 + 1)
    expect(journal.runs({}).map(({id}) => id)).to.deep.equal(['run_2'])
    expect(journal.changes({})).to.deep.equal([])
  })

  it('remembers since when a group is gone, and forgets one that is back', () => {
    expect([...journal.rememberGone(tenant, ['g1', 'g2'], at(0)).keys()]).to.deep.equal(['g1', 'g2'])
    expect([...journal.rememberGone(tenant, ['g2', 'g3'], at(5))]).to.deep.equal([
      ['g2', at(0)],
      ['g3', at(5)],
    ])
    expect(journal.goneSince('https://example.com/other').size).to.equal(0)
    expect(journal.rememberGone(tenant, ['g1'], at(9)).get('g1')).to.deep.equal(at(9))
  })

  it('keeps the last look at everything', () => {
    expect(journal.lastPass(tenant)).to.equal(undefined)
    const pass = {groups: 3, missing: 1, extra: 2, unread: 0}
    journal.keepPass(tenant, {...pass, at: at(0)})
    journal.keepPass(tenant, {...pass, extra: 0, at: at(7)})
    expect(journal.lastPass(tenant)).to.deep.equal({...pass, extra: 0, at: at(7)})
  })
})
