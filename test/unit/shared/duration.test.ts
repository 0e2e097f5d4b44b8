import {expect} from 'chai'
import fc from 'fast-check'
import {formatDuration, parseDuration} from '../../../src/lib/shared/duration.js'
import {OpsError} from '../../../src/lib/shared/errors.js'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

describe('duration', () => {
  describe('parseDuration', () => {
    for (const [text, want] of [
      ['250ms', 250],
      ['90s', 90_000],
      ['30m', 30 * minute],
      ['12h', 12 * hour],
      ['7d', 7 * day],
      ['1h30m', hour + 30 * minute],
      ['1d12h', 36 * hour],
      ['0s', 0],
    ] as const) {
      it(`reads ${text}`, () => {
        expect(parseDuration(text, '--min-ttl')).to.equal(want)
      })
    }

    for (const text of ['', '30', 'm', '30 m', '-5m', '1.5h', '30m ', 'x30m', '30M', '30m!']) {
      it(`refuses ${JSON.stringify(text)} and names the flag`, () => {
        expect(() => parseDuration(text, '--min-ttl'))
          .to.throw(OpsError, '--min-ttl is not a duration')
          .that.includes({code: 'OPS_USAGE', failure: 'usage'})
      })
    }
  })

  describe('formatDuration', () => {
    for (const [ms, want] of [
      [0, '0s'],
      [-5, '0s'],
      [999, '0s'],
      [59_999, '59s'],
      [minute, '1m'],
      [59 * minute + 59_000, '59m'],
      [hour, '1h 00m'],
      [hour + 5 * minute, '1h 05m'],
      [23 * hour + 59 * minute, '23h 59m'],
      [2 * day + 3 * hour, '2d 3h'],
    ] as const) {
      it(`writes ${ms} ms as ${want}`, () => {
        expect(formatDuration(ms)).to.equal(want)
      })
    }

    it('never says more than is left', () => {
      fc.assert(
        fc.property(fc.integer({min: 0, max: 100 * day}), (ms) => {
          expect(parseDuration(formatDuration(ms).replace(' ', ''), 'it')).to.be.at.most(ms)
        }),
      )
    })
  })
})
