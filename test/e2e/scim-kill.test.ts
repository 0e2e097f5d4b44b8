import {expect} from 'chai'
import {killScim, slipScim} from '../support/kill-scim.js'

describe('applying a plan, killed again and again', function () {
  this.timeout(180_000)
  this.slow(60_000)

  it('ends exactly as Okta says, and sends nothing again that was known to be done [complaint 13]', async () => {
    const {wrong, resent} = await killScim({kills: 6, seed: 261_125, people: 120, groups: 5})
    expect({wrong, resent}).to.deep.equal({wrong: 0, resent: 0})
  })

  // The control: without the guarantee this test must notice.
  it('would send again what it did not remember to be acknowledged', async () => {
    const {resent} = await slipScim('acknowledged')
    expect(resent).to.be.greaterThan(0)
  })
})
