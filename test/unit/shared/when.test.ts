import {expect} from 'chai'
import {OpsError} from '../../../src/lib/shared/errors.js'
import {opsErrorOf} from '../../support/thrown.js'
import {againSince, checkRange, checkReach, orWidest, parseWhen} from '../../../src/lib/shared/when.js'

/** In whatever zone the test runs. */
const now = new Date(2026, 2, 15, 12, 30, 45, 250)
const local = (...parts: [number, number, number, number?, number?, number?, number?]) => {
  const [year, month, day, ...rest] = parts
  return new Date(year, month - 1, day, ...rest)
}

function refusal(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    if (!(error instanceof OpsError)) throw error
    expect({code: error.code, failure: error.failure}).to.deep.equal({code: 'OPS_TIME', failure: 'usage'})
    return error.message
  }
  throw new Error('it should have been refused')
}

describe('parseWhen', () => {
  for (const {text, want} of [
    {text: 'now', want: now},
    {text: '15m', want: new Date(now.getTime() - 900_000)},
    {text: '1d12h', want: new Date(now.getTime() - 129_600_000)},
    {text: ' 1D12H ', want: new Date(now.getTime() - 129_600_000)},
    {text: '0s', want: now},
    {text: 'today', want: local(2026, 3, 15)},
    {text: 'Yesterday', want: local(2026, 3, 14)},
    {text: '12:30', want: local(2026, 3, 15, 12, 30)},
    {text: '9:05', want: local(2026, 3, 15, 9, 5)},
    {text: '12:31', want: local(2026, 3, 14, 12, 31)},
    {text: '00:00', want: local(2026, 3, 15)},
    {text: '2026-03-01', want: local(2026, 3, 1)},
    {text: '2026-03-01T14:30', want: local(2026, 3, 1, 14, 30)},
    {text: '2026-03-01 14:30:15.5', want: local(2026, 3, 1, 14, 30, 15, 500)},
    {text: '2026-03-01T14:30:15Z', want: new Date('2026-03-01T14:30:15Z')},
    {text: '2026-03-01t14:30:15.123456789z', want: new Date('2026-03-01T14:30:15.123Z')},
    {text: '2026-03-01T14:30:15+02:00', want: new Date('2026-03-01T12:30:15Z')},
    {text: '2026-03-01T14:30-0530', want: new Date('2026-03-01T20:00:00Z')},
    {text: '2026-03-01T14:30+02', want: new Date('2026-03-01T12:30:00Z')},
    {text: '2024-02-29', want: local(2024, 2, 29)},
  ]) {
    it(text, () => {
      expect(parseWhen(text, {now, what: '--since'})).to.deep.equal(want)
    })
  }

  for (const text of [
    '',
    'soon',
    '15',
    '15x',
    '-15m',
    '24:00',
    '12:60',
    '2026-02-30',
    '2026-13-01',
    '2026-03-01T24:00Z',
    '2026-03-01T10:61',
    '2026-03-01Z',
    '2026/03/01',
    '99999999999999999d',
    '1772000000',
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(refusal(() => parseWhen(text, {now, what: '--until'})))
        .to.match(/^--until is not a time: /)
        .and.contain('15m, 1d12h, today')
    })
  }

  it('goes by the calendar where a day has 23 hours', () => {
    const zone = process.env['TZ']
    process.env['TZ'] = 'Europe/Berlin'
    try {
      // The clocks went forward at 01:00 UTC on 29 March 2026.
      const after = new Date('2026-03-29T10:00:00Z')
      expect(parseWhen('today', {now: after, what: 'x'}).toISOString()).to.equal('2026-03-28T23:00:00.000Z')
      const nextDay = new Date('2026-03-30T10:00:00Z')
      expect(parseWhen('yesterday', {now: nextDay, what: 'x'}).toISOString()).to.equal(
        '2026-03-28T23:00:00.000Z',
      )
      expect(parseWhen('2026-03-29T12:00', {now: after, what: 'x'}).toISOString()).to.equal(
        '2026-03-29T10:00:00.000Z',
      )
      expect(parseWhen('23:00', {now: after, what: 'x'}).toISOString()).to.equal('2026-03-28T22:00:00.000Z')
    } finally {
      if (zone === undefined) delete process.env['TZ']
      else process.env['TZ'] = zone
    }
  })
})

describe('checkReach', () => {
  const ago = (days: number) => new Date(now.getTime() - days * 86_400_000)

  it('has nothing to say of 90 days', () => {
    expect(checkReach(ago(90), now)).to.be.undefined
    expect(checkReach(ago(-1), now)).to.be.undefined
  })
  it('warns beyond', () => {
    expect(checkReach(ago(91), now)).to.equal(
      '--since is 91 days ago and Okta keeps events for 90 days: the beginning will be missing',
    )
    expect(checkReach(ago(180), now)).to.match(/180 days ago/)
  })
  it('refuses beyond 180 days', () => {
    expect(refusal(() => checkReach(ago(181), now))).to.match(/181 days ago: Okta refuses more than 180/)
  })
})

describe('againSince', () => {
  for (const [command, next] of [
    [['logs', 'query'], 'logs query --since 7d'],
    [
      ['logs', 'query', '--since', '1h', '--until=now', '--actor', 'a b'],
      "logs query --actor 'a b' --since 7d",
    ],
  ] as const)
    it(`makes ${next}`, () => {
      expect(againSince(command, '7d')).to.equal(next)
    })
})

describe('orWidest', () => {
  it('gives a refused time the widest range as the next thing to type, and leaves all else alone', () => {
    const read = (): unknown => orWidest(['logs', 'tail'], () => parseWhen('soon', {now, what: '--since'}))
    expect(opsErrorOf(read)).to.include({code: 'OPS_TIME', failure: 'usage', next: 'logs tail --since 90d'})
    expect(orWidest([], () => 7)).to.equal(7)
    const other = new Error('else')
    expect(() =>
      orWidest([], () => {
        throw other
      }),
    ).to.throw(other)
  })
})

describe('checkRange', () => {
  it('wants until after since', () => {
    checkRange({since: now, until: new Date(now.getTime() + 1)})
    expect(
      refusal(() => {
        checkRange({since: now, until: now})
      }),
    ).to.match(/^--until \(.*\) is not after --since/)
  })
})
