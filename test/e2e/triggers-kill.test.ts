import {expect} from 'chai'
import {killTriggers, slipTriggers} from '../support/kill-triggers.js'

describe('triggers run and triggers serve, killed again and again', function () {
  this.timeout(180_000)
  this.slow(60_000)

  it('act on each event once, and miss none', async () => {
    const {missing, repeated} = await killTriggers({events: 120, kills: 6, seed: 20_261_125})
    expect({missing, repeated}).to.deep.equal({missing: 0, repeated: 0})
  })

  // The controls: without either guarantee this test must notice.
  it('would repeat runs if they were not marked as sent', async () => {
    const {repeated} = await slipTriggers('sent')
    expect(repeated).to.be.greaterThan(0)
  })

  it('would repeat runs if claimed work and keys were not left alone', async () => {
    const {repeated} = await slipTriggers('claim')
    expect(repeated).to.be.greaterThan(0)
  })
})
