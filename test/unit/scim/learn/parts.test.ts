import {expect} from 'chai'
import {cheaperWay, estimateCalls, pagesOf} from '../../../../src/lib/scim/learn/estimate.js'
import {searchPrefixes} from '../../../../src/lib/scim/learn/search-prefixes.js'

describe('what Okta is searched for', () => {
  for (const {name, globs, want} of [
    {name: 'the beginning of a glob', globs: ['AWS_*'], want: ['AWS_']},
    {name: 'a whole name', globs: ['AWS_prod'], want: ['AWS_prod']},
    {name: 'the beginning that covers others', globs: ['AWS_prod-*', 'AWS_*', 'AWS_'], want: ['AWS_']},
    {name: 'both, where only capitals differ', globs: ['aws_*', 'AWS_*'], want: ['AWS_', 'aws_']},
    {name: 'several beginnings', globs: ['B?x', 'AWS_*'], want: ['AWS_', 'B']},
    {name: 'all groups for a glob that begins with a star', globs: ['AWS_*', '*-aws'], want: ['']},
    {name: 'nothing where there is no glob', globs: [], want: []},
  ])
    it(name, () => {
      expect(searchPrefixes(globs)).to.deep.equal(want)
    })
})

describe('what reading Identity Center takes', () => {
  it('counts an empty list as a page', () => {
    expect([0, 1, 100, 101, 5000].map(pagesOf)).to.deep.equal([1, 1, 1, 2, 50])
  })

  for (const {wanted, listed, want} of [
    {wanted: 0, listed: 0, want: 'look-up'},
    {wanted: 1, listed: 200, want: 'list'},
    {wanted: 1, listed: 201, want: 'look-up'},
    {wanted: 49, listed: 10_000, want: 'look-up'},
    {wanted: 50, listed: 10_000, want: 'list'},
  ])
    it(`${wanted} of ${listed}: ${want}`, () => {
      expect(cheaperWay(wanted, listed)).to.equal(want)
    })

  const sizes = {groups: 450, users: 950, members: [0, 100, 101], unseen: 0}
  it('is groups and members for SCIM, and all users besides for the Identity Store', () => {
    expect(estimateCalls(sizes, {via: 'scim', mayLookUp: false})).to.deep.equal({
      groups: {how: 'list', calls: 5},
      members: 4,
      users: {how: 'look-up', calls: 0},
      all: 9,
    })
    expect(estimateCalls(sizes, {via: 'identity-store', mayLookUp: false})).to.deep.include({
      users: {how: 'list', calls: 10},
      all: 19,
    })
  })
})
