import {expect} from 'chai'
import {nearest} from '../../../src/lib/shared/nearest.js'

const profiles = ['dev', 'dev-admin', 'staging', 'production', 'sandbox']

describe('nearest', () => {
  for (const {name, wanted, want} of [
    {name: 'a missing letter', wanted: 'stging', want: ['staging']},
    {name: 'swapped letters', wanted: 'prodcution', want: ['production']},
    {name: 'a beginning, also when the rest is long', wanted: 'prod', want: ['production']},
    {name: 'several, the nearest first', wanted: 'dev', want: ['dev', 'dev-admin']},
    {name: 'nothing alike', wanted: 'zzzzzz', want: []},
  ]) {
    it(`finds ${name}`, () => {
      expect(nearest(wanted, profiles)).to.deep.equal(want)
    })
  }

  it('gives no more than asked for', () => {
    expect(nearest('role', ['role1', 'role2', 'role3', 'role4'], 2)).to.deep.equal(['role1', 'role2'])
  })

  it('orders equals by name, whatever the order of the candidates', () => {
    expect(nearest('aa', ['ac', 'ab'])).to.deep.equal(nearest('aa', ['ab', 'ac']))
  })

  it('measures a distance, not a common beginning', () => {
    expect(nearest('kitten', ['sitting', 'mitten'])).to.deep.equal(['mitten', 'sitting'])
  })
})
