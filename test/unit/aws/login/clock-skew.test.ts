import {expect} from 'chai'
import {clockSkewMs, skewWarning} from '../../../../src/lib/aws/login/clock-skew.js'

const at = (time: string): Date => new Date(`2026-11-21T${time}Z`)
const header = 'Sat, 21 Nov 2026 12:00:00 GMT'

describe('aws/login/clock-skew', () => {
  const cases: readonly (readonly [string, string | undefined, [Date, Date], number | undefined])[] = [
    ['equal clocks', header, [at('12:00:00'), at('12:00:00')], 0],
    ['the middle of a slow request counts', header, [at('11:59:50'), at('12:00:10')], 0],
    ['this machine is ahead', header, [at('12:05:00'), at('12:05:00')], 300_000],
    ['this machine is behind', header, [at('11:00:00'), at('11:00:00')], -3_600_000],
    ['no header', undefined, [at('12:00:00'), at('12:00:00')], undefined],
    ['nonsense', 'soon', [at('12:00:00'), at('12:00:00')], undefined],
  ]
  for (const [name, date, [sentAt, receivedAt], want] of cases)
    it(name, () => expect(clockSkewMs(date, {sentAt, receivedAt})).to.equal(want))

  for (const quiet of [undefined, 0, 60_000, -60_000])
    it(`says nothing for ${quiet} ms`, () => expect(skewWarning(quiet)).to.equal(undefined))

  it('says which way and how far beyond a minute', () => {
    expect(skewWarning(61_000)).to.include('1m ahead of')
    expect(skewWarning(-7_260_000)).to.include('2h 01m behind')
  })
})
