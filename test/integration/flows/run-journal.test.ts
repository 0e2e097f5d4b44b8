import {expect} from 'chai'
import path from 'node:path'
import {openFlowsDb} from '../../../src/lib/flows/journal/flows-db.js'
import {createRunJournal, type RunJournal} from '../../../src/lib/flows/journal/run-journal.js'
import {openRowOwners, type RowOwners} from '../../../src/lib/store/row-owners.js'
import type {Store} from '../../../src/lib/store/store.js'
import {fakeMachine} from '../../support/fake-machine.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'

describe('the journal of runs', () => {
  const begin = Date.UTC(2026, 10, 25, 12)
  let home: TempHome
  let store: Store
  let processes: RowOwners
  let ms: number

  beforeEach(async () => {
    home = createTempHome()
    const folder = path.join(home.path, 'state')
    const machine = fakeMachine({OKTA_OPS_STATE_DIR: folder})
    store = await openFlowsDb(machine)
    processes = await openRowOwners(machine, {folder, name: 'flows', inUse: () => []})
    ms = begin
  })
  afterEach(() => {
    processes.leave()
    store.close()
    home.remove()
  })

  const now = (): Date => new Date(ms)
  const send = (journal: RunJournal, runId: string): ReturnType<RunJournal['markSent']> =>
    journal.markSent(runId, {now, pace: {max: 2, perMs: 1000}})
  const planned = (journal: RunJournal, runId: string): void => {
    expect(journal.plan({runId, flow: 'offboard', input: {}}, now())).to.equal('planned')
  }

  it('gives a turn by the time at which it is held, not at which it was asked for', () => {
    const journal = createRunJournal(store, {processes, now: now()})
    for (const runId of ['first', 'second']) planned(journal, runId)
    /** As a store that others hold for 900 ms before it is this one's turn. */
    const busy: Store = {
      ...store,
      transaction: (work) => {
        for (const runId of ['first', 'second']) {
          ms += 400
          expect(send(journal, runId)).to.equal('sent')
        }
        ms += 100
        return store.transaction(work)
      },
    }
    planned(journal, 'third')
    const waiting = createRunJournal(busy, {processes, now: now()})
    expect(send(waiting, 'third')).to.deep.equal({waitMs: 500})
    ms += 500
    expect(send(journal, 'third')).to.equal('sent')
  })
})
