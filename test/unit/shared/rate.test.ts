import {expect} from 'chai'
import {parseRate, showRate} from '../../../src/lib/shared/rate.js'
import {opsErrorOf} from '../../support/thrown.js'

describe('rates', () => {
  for (const text of ['10/s', '1/s', '30/m', '1/m', '7/m', '5/h', '1/h', '90/m', '9999/h'])
    it(`${text} reads back as the same rate`, () => {
      const rate = parseRate(text, 'it')
      expect(parseRate(showRate(rate), 'it')).to.be.closeTo(rate, 1e-9)
    })

  it('are invocations a second', () => {
    expect([parseRate('10/s', 'it'), parseRate('30/m', 'it'), parseRate('36/h', 'it')]).to.deep.equal([
      10, 0.5, 0.01,
    ])
    expect([showRate(10), showRate(0.5), showRate(0.01)]).to.deep.equal(['10/s', '30/m', '36/h'])
  })

  for (const text of ['', '10', '0/s', '10/d', '-1/s', '1.5/s', '10 / s'])
    it(`${JSON.stringify(text)} is none`, () => {
      expect(opsErrorOf(() => parseRate(text, '--max-rate')).message).to.match(/^--max-rate/)
    })
})
