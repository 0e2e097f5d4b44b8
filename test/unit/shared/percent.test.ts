import {expect} from 'chai'
import {parsePercent} from '../../../src/lib/shared/percent.js'
import {opsErrorOf} from '../../support/thrown.js'

describe('a share in percent', () => {
  for (const {text, share} of [
    {text: '50%', share: 0.5},
    {text: '50', share: 0.5},
    {text: ' 1 % ', share: 0.01},
    {text: '100%', share: 1},
  ])
    it(`reads ${JSON.stringify(text)}`, () => {
      expect(parsePercent(text, '--rate-share')).to.equal(share)
    })

  for (const text of ['', '0', '0%', '101%', '-5%', '0.5', '50%%', 'half', '1e2'])
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(opsErrorOf(() => parsePercent(text, '--rate-share'))).to.deep.include({
        code: 'OPS_USAGE',
        failure: 'usage',
        message: `--rate-share should be 1% to 100%, not ${JSON.stringify(text)}`,
      })
    })

  it('may be nothing at all where that makes sense', () => {
    expect(parsePercent('0%', '--max-removals', {least: 0})).to.equal(0)
    expect(opsErrorOf(() => parsePercent('101%', '--max-removals', {least: 0})).message).to.equal(
      '--max-removals should be 0% to 100%, not "101%"',
    )
    expect(() => parsePercent('', '--max-removals', {least: 0})).to.throw()
  })
})
