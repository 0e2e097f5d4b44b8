import {expect} from 'chai'
import {killCollector} from '../support/kill-collect.js'

describe('logs collect, killed again and again', function () {
  this.timeout(120_000)
  this.slow(20_000)

  it('loses nothing and repeats nothing in its file', async () => {
    const {lost, repeated} = await killCollector({events: 2000, kills: 6, seed: 20_261_125, pageSize: 50})
    expect({lost, repeated}).to.deep.equal({lost: 0, repeated: 0})
  })

  // The control: without either guarantee this test must notice.
  it('would repeat events if what a crash left were not cut off', async () => {
    const {repeated} = await killCollector({events: 80, kills: 1, seed: 3, pageSize: 20, slip: 'truncation'})
    expect(repeated).to.be.greaterThan(0)
  })

  it('would lose events if the place were kept apart from the rest', async () => {
    const {lost} = await killCollector({events: 80, kills: 1, seed: 7, pageSize: 20, slip: 'transaction'})
    expect(lost).to.be.greaterThan(0)
  })
})
