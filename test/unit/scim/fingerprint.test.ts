import {expect} from 'chai'
import {awsFingerprint, oktaFingerprint} from '../../../src/lib/scim/plan/fingerprint.js'
import {makePlan} from '../../../src/lib/scim/plan/make-plan.js'
import {person, rules, sides, user} from '../../support/scim-sides.js'

const group = {id: '00g1', name: 'AWS_dev'}
const members = [person('ana'), person('bo'), person('cy', {status: 'SUSPENDED'})]
const awsGroup = {id: 'g1', displayName: 'AWS_dev', externalId: '00g1'}
const users = [user('ana'), user('bo')]

interface Case<F extends (...args: never[]) => string> {
  readonly name: string
  readonly now: Parameters<F>
  readonly moved: boolean
}

describe('the fingerprint of Okta’s side', () => {
  const before = oktaFingerprint(group, members)
  for (const {name, now, moved} of [
    {name: 'the same', now: [group, members], moved: false},
    {name: 'another order', now: [group, members.toReversed()], moved: false},
    {name: 'a page that came twice', now: [group, [...members, ...members]], moved: false},
    {
      name: 'an expired password',
      now: [group, [person('ana', {status: 'PASSWORD_EXPIRED'}), ...members.slice(1)]],
      moved: false,
    },
    {name: 'somebody more', now: [group, [...members, person('dee')]], moved: true},
    {name: 'somebody less', now: [group, members.slice(1)], moved: true},
    {
      name: 'somebody stopped',
      now: [group, [person('ana', {status: 'SUSPENDED'}), ...members.slice(1)]],
      moved: true,
    },
    {name: 'another name', now: [{...group, name: 'AWS_ops'}, members], moved: true},
    {name: 'another group', now: [{...group, id: '00g2'}, members], moved: true},
  ] as readonly Case<typeof oktaFingerprint>[])
    it(`is ${moved ? 'another' : 'the same'} with ${name}`, () => {
      expect(oktaFingerprint(...now) !== before).to.equal(moved)
    })
})

describe('the fingerprint of Identity Center’s side', () => {
  const before = awsFingerprint(awsGroup, users)
  for (const {name, now, moved} of [
    {name: 'another order', now: [awsGroup, users.toReversed()], moved: false},
    {
      name: 'a user who is called otherwise',
      now: [awsGroup, [user('ana', {userName: 'x'}), users[1]!]],
      moved: false,
    },
    {name: 'somebody more', now: [awsGroup, [...users, user('dee')]], moved: true},
    {name: 'nobody', now: [awsGroup, []], moved: true},
    {name: 'another name', now: [{...awsGroup, displayName: 'x'}, users], moved: true},
    {name: 'another externalId', now: [{...awsGroup, externalId: undefined}, users], moved: true},
  ] as readonly Case<typeof awsFingerprint>[])
    it(`is ${moved ? 'another' : 'the same'} with ${name}`, () => {
      expect(awsFingerprint(...now) !== before).to.equal(moved)
    })

  it('is in the plan, as is Okta’s', () => {
    const both = sides({AWS_dev: {okta: ['ana'], aws: ['ana', 'bo']}})
    const [planned] = makePlan(both.okta, both.aws, rules()).groups
    const [okta] = both.okta.groups
    const [aws] = both.aws.groups
    expect(planned?.fingerprint).to.deep.equal({
      okta: oktaFingerprint(okta!.group, okta!.members!),
      aws: awsFingerprint(aws!, both.aws.members.get(aws!.id)!.users),
    })
  })
})
