import {expect} from 'chai'
import {bucketOf} from '../../../src/lib/okta/api/rate-bucket.js'
import {readRate, retryAfterMs, waitAfter429} from '../../../src/lib/okta/api/rate-headers.js'
import {learnRate, takeTurn, type RateWindow} from '../../../src/lib/okta/api/rate-window.js'

const receivedAt = new Date('2026-11-21T12:00:00Z')
const epoch = receivedAt.getTime() / 1000
/** The org's clock is an hour ahead of ours. */
const skewed = {date: new Date('2026-11-21T13:00:00Z').toUTCString()}
const headers = (limit: string, remaining: string, reset: string) => ({
  'x-rate-limit-limit': limit,
  'x-rate-limit-remaining': remaining,
  'x-rate-limit-reset': reset,
})

describe('rate-limit headers', () => {
  for (const {name, given, want} of [
    {name: 'none', given: {}, want: undefined},
    {
      name: 'as Okta writes them',
      given: headers('60', '59', String(epoch + 30)),
      want: {limit: 60, remaining: 59, resetInMs: 30_000},
    },
    {
      name: 'in the other spelling',
      given: {'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(epoch)},
      want: {limit: 60, remaining: 0, resetInMs: 0},
    },
    {
      name: "by the org's clock, not ours",
      given: {...headers('60', '5', String(epoch + 3610)), ...skewed},
      want: {limit: 60, remaining: 5, resetInMs: 10_000},
    },
    {
      name: 'with a reset far away, cut to a window',
      given: headers('60', '5', String(epoch + 86_400)),
      want: {limit: 60, remaining: 5, resetInMs: 90_000},
    },
    {name: 'sent twice', given: headers('60, 60', '5, 5', `${epoch}, ${epoch}`), want: 'unclear'},
    {name: 'not numbers', given: headers('sixty', '5', String(epoch)), want: 'unclear'},
    {name: 'one missing', given: {'x-rate-limit-limit': '60'}, want: 'unclear'},
  ])
    it(name, () => {
      expect(readRate(given, receivedAt)).to.deep.equal(want)
    })
})

describe('the wait after a 429', () => {
  for (const {name, given, chance, want} of [
    {
      name: 'rate',
      given: headers('60', '0', String(epoch + 20)),
      chance: 0,
      want: {reason: '429', ms: 21_000},
    },
    {
      name: 'rate, jittered',
      given: headers('60', '0', String(epoch + 20)),
      chance: 0.5,
      want: {reason: '429', ms: 21_500},
    },
    {
      name: 'rate, skewed clock',
      given: {...headers('60', '0', String(epoch + 3607)), ...skewed},
      chance: 0,
      want: {reason: '429', ms: 8000},
    },
    {
      name: 'concurrency: limit 0',
      given: headers('0', '0', String(epoch + 50)),
      chance: 0,
      want: {reason: 'concurrency', ms: 1000},
    },
    {
      name: 'concurrency, jittered',
      given: headers('0', '0', String(epoch)),
      chance: 1,
      want: {reason: 'concurrency', ms: 5000},
    },
    {name: 'Retry-After in seconds', given: {'retry-after': '7'}, chance: 0, want: {reason: '429', ms: 7000}},
    {
      name: 'unclear headers',
      given: headers('60, 60', '0, 0', '1, 1'),
      chance: 0,
      want: {reason: '429', ms: 60_000},
    },
    {name: 'no headers', given: {}, chance: 0, want: {reason: '429', ms: 60_000}},
  ])
    it(name, () => {
      expect(waitAfter429(given, {receivedAt, chance})).to.deep.equal(want)
    })

  it('takes a date in Retry-After by the org clock', () => {
    const given = {...skewed, 'retry-after': new Date('2026-11-21T13:00:09Z').toUTCString()}
    expect(retryAfterMs(given, receivedAt)).to.equal(9000)
  })
})

describe('the family of a path', () => {
  for (const [path, want] of [
    ['/api/v1/logs', 'logs'],
    ['/api/v1/groups', 'groups'],
    ['/api/v1/groups/rules', 'groups-rules'],
    ['/api/v1/groups/00g1', 'groups-id'],
    ['/api/v1/groups/00g1/users', 'groups-id-users'],
    ['/api/v1/groups/00g1/users/00u1', 'groups-id-users-id'],
    ['/oauth2/v1/token', 'other'],
    ['/api/v1/../x', '__-id'],
  ] as const)
    it(path, () => {
      expect(bucketOf(path)).to.equal(want)
    })
})

describe('the share of a window', () => {
  const now = 1_000_000
  const known: RateWindow = {limit: 60, remaining: 60, resetAt: now + 30_000, assumed: false, underWay: []}
  /** How many calls go before the first has to wait. */
  const goes = (window: RateWindow | undefined, share: number): number => {
    let count = 0
    for (let state = window; count < 1000; count++) {
      const turn = takeTurn(state, {now, share})
      if (!turn.goes) return count
      state = turn.window
    }
    return count
  }

  it('is half of the bucket by default arithmetic', () => {
    expect(goes(known, 0.5)).to.equal(30)
  })
  it('shrinks by what others used', () => {
    expect(goes({...known, remaining: 40}, 0.5)).to.equal(10)
    expect(goes({...known, remaining: 30}, 0.5)).to.equal(0)
  })
  it('may be all, or a tenth', () => {
    expect(goes(known, 1)).to.equal(60)
    expect(goes(known, 0.1)).to.equal(6)
  })
  it('of a tiny bucket is one call', () => {
    expect(goes({...known, limit: 1, remaining: 1}, 0.5)).to.equal(1)
  })
  it('is not counted before the org has said a limit', () => {
    expect(goes(undefined, 0.5)).to.equal(1000)
  })
  it('waits until the reset', () => {
    const turn = takeTurn({...known, remaining: 0}, {now, share: 0.5})
    expect(turn).to.deep.equal({goes: false, waitMs: 30_000})
  })
  it('begins anew after the reset', () => {
    expect(goes({...known, remaining: 0, resetAt: now}, 0.5)).to.equal(30)
  })
  it('takes off the calls that are under way when a window begins', () => {
    expect(goes({...known, remaining: 0, resetAt: now, underWay: [now - 1000, now - 2000]}, 0.5)).to.equal(28)
  })
  it('forgets the calls of a killed process', () => {
    expect(goes({...known, remaining: 0, resetAt: now, underWay: [now - 600_000]}, 0.5)).to.equal(30)
  })
  it('distrusts a window from the future', () => {
    expect(goes({...known, remaining: 0, resetAt: now + 3_600_000}, 0.5)).to.equal(1000)
  })
  it('never believes that more is left than it knows', () => {
    const learned = learnRate(
      {...known, remaining: 31},
      {limit: 60, remaining: 50, resetInMs: 29_000},
      {now, startedAt: now},
    )
    expect(learned.remaining).to.equal(31)
  })
  it('takes the smaller number of the org', () => {
    const learned = learnRate(known, {limit: 60, remaining: 7, resetInMs: 29_000}, {now, startedAt: now})
    expect(learned.remaining).to.equal(7)
  })
  it('moves on to the window that an answer belongs to', () => {
    const learned = learnRate(
      {...known, underWay: [now, now]},
      {limit: 60, remaining: 59, resetInMs: 59_000},
      {now, startedAt: now},
    )
    expect(learned).to.deep.equal({
      limit: 60,
      remaining: 58,
      resetAt: now + 60_000,
      assumed: false,
      underWay: [now],
    })
  })
  it('learns nothing from a concurrency limit', () => {
    const learned = learnRate(known, {limit: 0, remaining: 0, resetInMs: 0}, {now, startedAt: now})
    expect(learned).to.deep.equal(known)
  })
})
