import {expect} from 'chai'
import * as catalogue from '../../../src/lib/language/event-types.js'
import {firstHints, rememberTypes} from '../../../src/lib/triggers/rules/type-memory.js'

/** The catalogue with a count of the questions that go through all of it. */
function counted(): {readonly types: ReturnType<typeof rememberTypes>; readonly asked: () => number} {
  let asked = 0
  const types = rememberTypes({
    ...catalogue,
    matchEventTypes: (glob) => {
      asked++
      return catalogue.matchEventTypes(glob)
    },
    nearestEventTypes: (name) => {
      asked++
      return catalogue.nearestEventTypes(name)
    },
  })
  return {types, asked: () => asked}
}

describe('the event types, for a long rules file', () => {
  it('are gone through once a glob, and not at all for a name', () => {
    const {types, asked} = counted()
    for (let rule = 0; rule < 2000; rule++) {
      expect(types.matchEventTypes('user.session.*')).to.deep.equal(
        catalogue.matchEventTypes('user.session.*'),
      )
      expect(types.matchEventTypes('user.session.start').map(({name}) => name)).to.deep.equal([
        'user.session.start',
      ])
      expect(types.matchEventTypes('no.such.type')).to.deep.equal([])
    }
    expect(asked()).to.equal(1)
  })

  it('have nearest names for the first unknown ones: 8,000 cost no more than 2,000', () => {
    const costs = [2000, 8000].map((names) => {
      const {types, asked} = counted()
      for (let index = 0; index < names; index++) types.nearestEventTypes(`made.up.${index}`)
      return asked()
    })
    expect(costs).to.deep.equal([200, 200])
    expect(counted().types.nearestEventTypes('user.session.strat')).to.include('user.session.start')
  })

  it('give one example a type', () => {
    const {types} = counted()
    expect(types.exampleOf('user.session.start')).to.equal(types.exampleOf('user.session.start'))
    expect(types.exampleOf('user.session.start')).to.include({eventType: 'user.session.start'})
  })

  it('keep what they said of a name', () => {
    let asked = 0
    const hints = firstHints((name) => [`${name}-${++asked}`])
    expect([hints('a'), hints('b'), hints('a')]).to.deep.equal([['a-1'], ['b-2'], ['a-1']])
  })
})
