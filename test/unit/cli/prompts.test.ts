import {expect} from 'chai'
import {matchingChoices} from '../../../src/lib/cli/prompts.js'

const choices = [
  {label: 'Production', keywords: ['111111111111', 'ops@example.test'], value: 1},
  {label: 'Staging', keywords: ['222222222222'], value: 2},
  {label: 'Data staging', value: 3},
]

describe('matchingChoices', () => {
  for (const {name, term, want} of [
    {name: 'everything for an empty search', term: '', want: [1, 2, 3]},
    {name: 'a part of the label, in any case', term: 'DUCT', want: [1]},
    {name: 'a keyword such as the account id', term: '2222', want: [2]},
    {name: 'every word, in any order', term: 'staging data', want: [3]},
    {name: 'labels that begin with the word first', term: 'data', want: [3]},
    {name: 'a label that only contains it after one that begins with it', term: 'sta', want: [2, 3]},
    {name: 'nothing when one word is missing', term: 'staging 1111', want: []},
  ]) {
    it(`finds ${name}`, () => {
      expect(matchingChoices(choices, term).map(({value}) => value)).to.deep.equal(want)
    })
  }
})
