import {expect} from 'chai'
import {percentile} from '../../../src/lib/shared/percentile.js'

describe('percentile', () => {
  const hundred = Array.from({length: 100}, (_, index) => index + 1)
  for (const {name, values, share, want} of [
    {name: 'none', values: [], share: 0.5, want: undefined},
    {name: 'one', values: [7], share: 0.99, want: 7},
    {name: 'the half of two', values: [1, 9], share: 0.5, want: 1},
    {name: 'p95 of a hundred', values: hundred, share: 0.95, want: 95},
    {name: 'the least', values: hundred, share: 0, want: 1},
    {name: 'the most', values: hundred, share: 1, want: 100},
  ])
    it(name, () => {
      expect(percentile(values, share)).to.equal(want)
    })
})
