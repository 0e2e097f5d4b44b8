import {expect} from 'chai'
import {startSandbox, type Sandbox} from '../../../../src/lib/sandbox/sandbox.js'
import {OktaCaller} from '../../../support/okta-caller.js'
import {opsErrorOf} from '../../../support/thrown.js'

describe('sandbox do on the Okta org', () => {
  let sandbox: Sandbox = undefined!

  beforeEach(async () => {
    sandbox = await startSandbox()
  })
  afterEach(() => sandbox.close())

  const hook = 'hook.create http://127.0.0.1:9/hook user.lifecycle.suspend'
  for (const {before = [], action, says} of [
    {action: 'user.suspend jun.hartley@halyard.test', says: 'is suspended; 0 sessions ended'},
    {
      before: ['user.suspend jun.hartley@halyard.test'],
      action: 'user.unsuspend jun.hartley@halyard.test',
      says: 'is active',
    },
    {action: 'user.create nell.ashdown@halyard.test department=Deck', says: 'is active'},
    {action: 'group.create deck All hands', says: 'no members yet'},
    {
      action: 'rule.create Sagas halyard-release user.firstName == "Saga"',
      says: 'halyard-release (3 members)',
    },
    {
      before: ['rule.create Sagas halyard-release user.firstName == "Saga"'],
      action: 'rule.deactivate Sagas',
      says: 'INACTIVE',
    },
    {
      before: ['rule.create Sagas halyard-release user.firstName == "Saga"', 'rule.deactivate Sagas'],
      action: 'rule.activate Sagas',
      says: 'is ACTIVE',
    },
    {before: ['rule.create Sagas halyard-release user.onCall'], action: 'rule.delete Sagas', says: 'is gone'},
    {action: hook, says: 'is ACTIVE and gets user.lifecycle.suspend'},
    {before: [hook], action: 'hook.deactivate who0000001halyard0d7', says: 'INACTIVE'},
    {before: [hook], action: 'hook.delete who0000001halyard0d7', says: 'is gone'},
    {action: 'flow.list', says: '/invoke  client token '},
    {action: 'flow.add deck security=public', says: '/invoke  public'},
    {action: 'flow.set welcome-kit active=no', says: 'welcome-kit (off)'},
    {before: ['flow.deactivate welcome-kit'], action: 'flow.activate welcome-kit', says: 'welcome-kit  http'},
    {action: 'flow.deactivate welcome-kit', says: 'welcome-kit (off)'},
    {action: 'flow.delete welcome-kit', says: 'the flow welcome-kit is gone'},
    {action: 'limits.set logs=5 share=100', says: 'from now on: logs=5, share=100'},
    {action: 'log.append user.session.start', says: 'is in the System Log'},
    {action: 'log.generate 3 busy 7', says: '3 events'},
  ])
    it(action, () => {
      for (const step of before) sandbox.act(step)
      expect(sandbox.act(action).text).to.contain(says)
    })

  for (const {action, says} of [
    {action: 'user.unsuspend jun.hartley@halyard.test', says: 'unsuspendUser'},
    {action: 'user.create jun.hartley@halyard.test', says: 'already'},
    {action: 'user.create jun', says: 'no login'},
    {action: 'user.create a@halyard.test deck', says: 'department=Deck'},
    {action: 'group.create halyard-release', says: 'already'},
    {action: 'rule.create Deck halyard-release user.department ==', says: 'cannot read the rule'},
    {action: 'rule.create Deck halyard-shore user.onCall', says: 'imported group'},
    {action: 'rule.activate Deck', says: 'no rule "Deck"'},
    {action: 'hook.create https://example.com user.session.start', says: 'no address on this machine'},
    {action: 'hook.delete who1', says: 'no event hook "who1"'},
    {action: 'flow.add welcome-kit', says: 'already'},
    {action: 'flow.add deck/1', says: 'no name'},
    {action: 'flow.add deck group=nobodys', says: 'no group'},
    {action: 'flow.set deck', says: 'no flow "deck"'},
    {action: `flow.set welcome-kit alias=${'0'.repeat(32)}`, says: 'cannot be changed'},
    {action: 'flow.cancel run_1', says: 'no execution "run_1"'},
    {action: 'flow.records deck', says: 'no flow "deck"'},
    {action: 'limits.set pages=5', says: 'a limit is one of'},
    {action: 'limits.set share=200', says: 'at most 100'},
    {action: 'log.append start', says: 'no event type'},
    {action: 'log.append user.session.start now', says: 'outcome.result=FAILURE'},
    {action: 'log.append user.session.start published=soon', says: 'such as -10m'},
    {action: 'log.generate many', says: 'log.generate 100'},
    {action: 'log.generate 5 loud', says: 'quiet, busy, hostile'},
  ])
    it(`refuses ${action}`, () => {
      const error = opsErrorOf(() => sandbox.act(action))
      expect(error.code).to.equal('OPS_USAGE')
      expect(error.message).to.contain(says)
    })

  it('log.append sets any field, and dates an event back', async () => {
    sandbox.act(
      'log.append user.account.lock published=-10m outcome.result=FAILURE debugContext.debugData.n=5',
    )
    const [event] = (await new OktaCaller(sandbox).get('/logs')).body as [Record<string, string>]
    expect(Date.now() - Date.parse(event['published'] ?? '')).to.be.within(599_000, 660_000)
    expect(event).to.have.nested.property('outcome.result', 'FAILURE')
    expect(event).to.have.nested.property('debugContext.debugData.n', 5)
  })
})
