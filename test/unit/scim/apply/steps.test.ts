import {expect} from 'chai'
import {stepsOf} from '../../../../src/lib/scim/apply/steps.js'
import type {PlannedMember} from '../../../../src/lib/scim/plan/plan.js'

const people = (count: number, prefix: string): readonly PlannedMember[] =>
  Array.from({length: count}, (_, index) => ({awsId: `${prefix}${index}`, userName: `${prefix}${index}`}))

describe('the requests for one group', () => {
  for (const {name, add, remove, isNew = false, mixed = false, set, want} of [
    {name: 'none for nothing', add: 0, remove: 0, want: []},
    {name: 'one for 100', add: 100, remove: 0, want: ['+100']},
    {name: 'two for 101', add: 101, remove: 0, want: ['+100', '+1']},
    {name: 'fifty for 5,000', add: 5000, remove: 0, want: Array.from({length: 50}, () => '+100')},
    {name: 'removals first, apart', add: 30, remove: 120, want: ['-100', '-20', '+30']},
    {name: 'both in one where that is allowed', add: 30, remove: 120, mixed: true, want: ['-100', '-20+30']},
    {
      name: 'attributes before memberships',
      add: 1,
      remove: 1,
      set: {displayName: 'x'},
      want: ['set', '-1', '+1'],
    },
    {name: 'a new group without members', add: 0, remove: 0, isNew: true, want: ['create+0']},
    {
      name: 'a new group with its first hundred',
      add: 250,
      remove: 0,
      isNew: true,
      want: ['create+100', '+100', '+50'],
    },
    {
      name: 'a new group whose attributes go with it',
      add: 1,
      remove: 0,
      isNew: true,
      set: {displayName: 'x'},
      want: ['create+1'],
    },
  ])
    it(name, () => {
      const task = {add: people(add, 'a'), remove: people(remove, 'r'), ...(set === undefined ? {} : {set})}
      const shown = stepsOf(task, {isNew, mixed}).map((step) => {
        if (step.kind === 'set') return 'set'
        const added = step.add.length > 0 || step.kind === 'create' ? `+${step.add.length}` : ''
        return step.kind === 'create'
          ? `create${added}`
          : `${step.remove.length > 0 ? `-${step.remove.length}` : ''}${added}`
      })
      expect(shown).to.deep.equal(want)
    })

  it('hold everybody once, in the order of the plan', () => {
    const steps = stepsOf({add: people(150, 'a'), remove: people(150, 'r')}, {isNew: false, mixed: true})
    const sent = steps.flatMap((step) => (step.kind === 'members' ? [...step.remove, ...step.add] : []))
    expect(sent).to.deep.equal([...people(150, 'r'), ...people(150, 'a')])
  })
})
