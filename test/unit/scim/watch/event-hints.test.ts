import {expect} from 'chai'
import {scimEventTypes} from '../../../../src/lib/okta/hooks/scim-types.js'
import {hintsOf, isWatched} from '../../../../src/lib/scim/watch/event-hints.js'
import type {JsonObject, JsonValue} from '../../../../src/lib/shared/json.js'

const policy = {groups: ['AWS_*'], map: new Map([['00gMapped', 'Elsewhere']])}
const person = {type: 'User', id: '00u1', displayName: 'Somebody'}
const group = {type: 'UserGroup', id: '00g1', displayName: 'AWS_dev'}

function event(eventType: string, target: JsonValue, rest: JsonObject = {}): JsonObject {
  return {uuid: 'e1', eventType, published: '2026-03-01T10:00:00.000Z', target, ...rest}
}

describe('what an event hints at', () => {
  const cases: readonly {name: string; event: JsonObject; want: readonly (string | undefined)[][]}[] = [
    {
      name: 'somebody joined a group: the pair',
      event: event('group.user_membership.add', [person, group]),
      want: [['00g1', '00u1']],
    },
    {
      name: 'several at once: every pair',
      event: event('group.user_membership.remove', [person, {...person, id: '00u2'}, group]),
      want: [
        ['00g1', '00u1'],
        ['00g1', '00u2'],
      ],
    },
    {
      name: 'a membership of nobody: the group',
      event: event('group.user_membership.add', [group]),
      want: [['00g1', undefined]],
    },
    {
      name: 'a group out of scope: nothing',
      event: event('group.user_membership.add', [person, {...group, displayName: 'Lunch'}]),
      want: [],
    },
    {
      name: 'a group that map names by its id: the pair',
      event: event('group.user_membership.add', [person, {...group, id: '00gMapped', displayName: 'Lunch'}]),
      want: [['00gMapped', '00u1']],
    },
    {
      name: 'a group without a name: the pair',
      event: event('group.user_membership.add', [person, {type: 'UserGroup', id: '00g1'}]),
      want: [['00g1', '00u1']],
    },
    {
      name: 'a group that was renamed: the group, whatever it is called',
      event: event('group.profile.update', [{...group, displayName: 'Lunch'}]),
      want: [['00g1', undefined]],
    },
    {
      name: 'somebody was deactivated: the person',
      event: event('user.lifecycle.deactivate', [person]),
      want: [[undefined, '00u1']],
    },
    {name: 'another type: nothing', event: event('user.session.start', [person]), want: []},
    {name: 'no targets: nothing', event: event('group.user_membership.add', null), want: []},
    {
      name: 'an id that could leave the path: nothing',
      event: event('user.lifecycle.suspend', [{...person, id: '../groups'}]),
      want: [],
    },
    {name: 'no uuid: nothing', event: event('user.lifecycle.suspend', [person], {uuid: 1}), want: []},
    {
      name: 'no time: nothing',
      event: event('user.lifecycle.suspend', [person], {published: 'yesterday'}),
      want: [],
    },
  ]
  for (const {name, event: one, want} of cases)
    it(name, () => {
      expect(hintsOf(one, policy).map(({groupId, userId}) => [groupId, userId])).to.deep.equal(want)
    })

  it('knows every type that a hook is made for', () => {
    expect(scimEventTypes.filter((type) => !isWatched(type))).to.deep.equal([])
  })
})
