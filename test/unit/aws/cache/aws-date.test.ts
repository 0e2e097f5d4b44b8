import {expect} from 'chai'
import {formatAwsDate, parseAwsDate} from '../../../../src/lib/aws/cache/aws-date.js'

const noon = '2026-11-21T12:00:00.000Z'

describe('parseAwsDate', () => {
  for (const [writer, value, want = noon] of [
    ['the AWS CLI and us', '2026-11-21T12:00:00Z'],
    ['the JavaScript SDK', '2026-11-21T12:00:00.000Z'],
    ['milliseconds that count', '2026-11-21T12:00:00.123Z', '2026-11-21T12:00:00.123Z'],
    ['nanoseconds of Go', '2026-11-21T12:00:00.123456789Z', '2026-11-21T12:00:00.123Z'],
    ['an offset', '2026-11-21T14:30:00+02:30'],
    ['an offset without its colon', '2026-11-21T14:30:00+0230'],
    ['the UTC suffix of old AWS CLIs', '2026-11-21T12:00:00UTC'],
    ['a space in place of T', '2026-11-21 12:00:00+00:00'],
    ['no zone: UTC', '2026-11-21T12:00:00'],
    ['seconds since 1970', 1_795_262_400],
    ['milliseconds since 1970', 1_795_262_400_000],
  ] as const) {
    it(`reads ${writer}`, () => expect(parseAwsDate(value)?.toISOString()).to.equal(want))
  }

  for (const value of [
    '',
    'soon',
    '2026-11-21',
    '2026-13-41T12:00:00Z',
    '2026-11-21T12:00:00 CET',
    null,
    {},
    NaN,
    1e300,
  ]) {
    it(`does not guess ${JSON.stringify(value)}`, () => expect(parseAwsDate(value)).to.equal(undefined))
  }
})

describe('formatAwsDate', () => {
  it('drops the fraction: no AWS tool writes one here', () => {
    expect(formatAwsDate(new Date('2026-11-21T12:00:00.999Z'))).to.equal('2026-11-21T12:00:00Z')
  })
})
