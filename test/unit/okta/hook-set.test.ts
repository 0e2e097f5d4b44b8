import {expect} from 'chai'
import type {EventHook} from '../../../src/lib/okta/hooks/event-hooks-client.js'
import {hookSets, partsOf, setName, showHookSet} from '../../../src/lib/okta/hooks/hook-set.js'

const types = (count: number): string[] => Array.from({length: count}, (_, index) => `halyard.type_${index}`)
const hook = (id: string, name: string, more: Partial<EventHook> = {}): EventHook => ({
  id,
  name,
  status: 'ACTIVE',
  verified: true,
  url: 'https://hooks.example.com/okta-events',
  types: [`halyard.${id}`],
  ...more,
})

describe('event hooks that are one to people', () => {
  const cases: readonly {readonly count: number; readonly want: readonly (readonly [string, number])[]}[] = [
    {count: 0, want: [['deck', 0]]},
    {count: 300, want: [['deck', 300]]},
    {
      count: 301,
      want: [
        ['deck (1 of 2)', 151],
        ['deck (2 of 2)', 150],
      ],
    },
    {
      count: 900,
      want: [
        ['deck (1 of 3)', 300],
        ['deck (2 of 3)', 300],
        ['deck (3 of 3)', 300],
      ],
    },
  ]
  for (const {count, want} of cases)
    it(`${count} types make ${want.length}, and each type is in one of them`, () => {
      const parts = partsOf({name: 'deck', types: types(count)})
      expect(parts.map((part) => [part.name, part.types.length])).to.deep.equal(want)
      expect(parts.flatMap((part) => part.types)).to.deep.equal(types(count))
    })

  const names: readonly (readonly [string, string])[] = [
    ['deck (1 of 2)', 'deck'],
    ['deck (12 of 13)', 'deck'],
    ['deck (1 of 2) (1 of 2)', 'deck (1 of 2)'],
    ['deck', 'deck'],
    ['deck (1 of 1)', 'deck (1 of 1)'],
    ['deck (0 of 2)', 'deck (0 of 2)'],
    ['deck (1 of 2) ', 'deck (1 of 2) '],
    ['deck(1 of 2)', 'deck(1 of 2)'],
    [' (1 of 2)', ' (1 of 2)'],
  ]
  for (const [name, want] of names)
    it(`${JSON.stringify(name)} is of the set ${JSON.stringify(want)}`, () => {
      expect(setName(name)).to.equal(want)
    })

  it('are found together, wherever they stand; not those of another address or number, nor two plain ones', () => {
    const sets = hookSets([
      hook('a', 'deck (2 of 2)'),
      hook('b', 'bridge'),
      hook('c', 'deck (1 of 2)'),
      hook('d', 'deck (1 of 2)', {url: 'https://other.example.com/'}),
      hook('e', 'deck (1 of 3)'),
      hook('f', 'bridge'),
    ])
    expect(sets.map(({name, hooks, of}) => [name, hooks.map(({id}) => id).join(''), of])).to.deep.equal([
      ['deck', 'ac', 2],
      ['bridge', 'b', 1],
      ['deck', 'd', 2],
      ['deck', 'e', 3],
      ['bridge', 'f', 1],
    ])
  })

  it('are verified and active when all of them are', () => {
    const show = (...more: readonly Partial<EventHook>[]): object => {
      const hooks = more.map((changes, index) =>
        hook(`w${index}`, `deck (${index + 1} of ${more.length})`, changes),
      )
      const {id, name, status, verified, types: all, parts} = showHookSet({name: 'deck', hooks, of: 2})
      return {id, name, status, verified, types: all.join(), parts: parts?.length}
    }
    const whole = {
      id: 'w0',
      name: 'deck',
      status: 'ACTIVE',
      verified: true,
      types: 'halyard.w0,halyard.w1',
      parts: 2,
    }
    expect(show({}, {})).to.deep.equal(whole)
    expect(show({}, {verified: false})).to.deep.equal({...whole, verified: false})
    expect(show({status: 'INACTIVE'}, {})).to.deep.equal({...whole, status: 'INACTIVE'})
  })
})
