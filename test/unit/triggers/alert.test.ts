import {expect} from 'chai'
import {judgeAlert, type AlertState} from '../../../src/lib/triggers/alerts/alert.js'
import {createLagMeter, type ReadingState} from '../../../src/lib/triggers/alerts/lag.js'
import {alertMessage} from '../../../src/lib/triggers/alerts/alert-text.js'

const now = new Date('2026-11-21T12:00:00Z')
const ago = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000)

describe('whether somebody is told', () => {
  const told = (minutes: number, toldMinutes = minutes): AlertState => ({
    since: ago(minutes),
    toldAt: ago(toldMinutes),
  })
  const cases: readonly {
    name: string
    value: number
    isEnough?: boolean
    state?: AlertState
    want: ReturnType<typeof judgeAlert>
  }[] = [
    {name: 'below the limit', value: 0.19, want: {state: undefined}},
    {name: 'at the limit', value: 0.2, want: {state: {since: now}, news: 'begun'}},
    {name: 'at the limit, of too few runs', value: 1, isEnough: false, want: {state: undefined}},
    {name: 'it goes on', value: 0.5, state: told(5), want: {state: told(5)}},
    {
      name: 'it goes on, with fewer runs',
      value: 0.5,
      isEnough: false,
      state: told(5),
      want: {state: told(5)},
    },
    {name: 'just below the limit it goes on', value: 0.19, state: told(5), want: {state: told(5)}},
    {name: 'well below the limit', value: 0.15, state: told(5), want: {state: told(5), news: 'over'}},
    {name: 'an hour later', value: 0.5, state: told(60), want: {state: told(60), news: 'still'}},
    {name: 'an hour after a reminder', value: 0.5, state: told(90, 30), want: {state: told(90, 30)}},
    {
      name: 'nobody could be told that it began',
      value: 0.5,
      state: {since: ago(5)},
      want: {state: {since: ago(5)}, news: 'begun'},
    },
    {name: 'it is over before anybody was told', value: 0, state: {since: ago(5)}, want: {state: undefined}},
  ]
  for (const {name, value, isEnough = true, state, want} of cases)
    it(name, () => {
      expect(judgeAlert({limit: 0.2}, {value, isEnough}, {state, now})).to.deep.equal(want)
    })

  it('one dead letter is over when there is none', () => {
    const at = (value: number) => judgeAlert({limit: 1}, {value, isEnough: true}, {state: told(5), now}).news
    expect([at(1), at(0)]).to.deep.equal([undefined, 'over'])
  })
})

describe('how far behind acting is', () => {
  const minute = 60_000
  const cases: readonly {name: string; reading?: ReadingState; dueAt?: Date; want: number}[] = [
    {name: 'nothing is followed and nothing is due', want: 0},
    {name: 'work is due later', dueAt: ago(-5), want: 0},
    {name: 'due work waits', dueAt: ago(4), want: 4},
    {
      name: 'caught up in an org where nothing has happened for an hour',
      reading: {isCaughtUp: true, lastPageAt: ago(0.5), newestAgeMs: 60 * minute},
      want: 0.5,
    },
    {
      name: 'never caught up, yet what is read is fresh',
      reading: {isCaughtUp: false, lastPageAt: ago(0.1), newestAgeMs: 0.4 * minute},
      want: 0.5,
    },
    {
      name: 'a backlog',
      reading: {isCaughtUp: false, lastPageAt: ago(0.1), newestAgeMs: 600 * minute},
      want: 20,
    },
    {name: 'the org has never been reached', reading: {isCaughtUp: false}, want: 20},
    {
      name: 'the org has not been reached for a while',
      reading: {isCaughtUp: true, lastPageAt: ago(7), newestAgeMs: 0},
      want: 7,
    },
    {
      name: 'the longer of both',
      reading: {isCaughtUp: true, lastPageAt: ago(1)},
      dueAt: ago(9),
      want: 9,
    },
  ]
  for (const {name, reading, dueAt, want} of cases)
    it(name, () => {
      expect(createLagMeter({startedAt: ago(20), restMs: 0})(now, {reading, dueAt}) / minute).to.be.closeTo(
        want,
        1e-6,
      )
    })

  it('does not count the rest between two polls', () => {
    const lag = createLagMeter({startedAt: ago(60), restMs: 5 * minute})
    const reading = (minutes: number): ReadingState => ({
      isCaughtUp: true,
      lastPageAt: ago(minutes),
      newestAgeMs: 600 * minute,
    })
    expect(lag(now, {reading: reading(7), dueAt: undefined})).to.equal(2 * minute)
    expect(lag(now, {reading: reading(4), dueAt: undefined})).to.equal(0)
    expect(lag(now, {reading: reading(4), dueAt: ago(1)})).to.equal(minute)
  })

  it('remembers when it had last caught up', () => {
    const lag = createLagMeter({startedAt: ago(60), restMs: 0})
    lag(ago(10), {reading: {isCaughtUp: true, lastPageAt: ago(10)}, dueAt: undefined})
    const reading = {isCaughtUp: false, lastPageAt: now, newestAgeMs: 600 * minute}
    expect(lag(now, {reading, dueAt: undefined})).to.equal(10 * minute)
  })
})

describe('what an alert says', () => {
  const facts = {since: ago(23), now, host: 'ops-1', org: 'https://acme.example.com'}
  const rate = {kind: 'failure-rate', limit: 0.2, windowMs: 900_000} as const
  const reading = {value: 0.25, isEnough: true, about: 'offboard 3'}
  it('names what, where, how much and the next command', () => {
    expect(alertMessage({rule: rate, news: 'begun', reading, ...facts}).text).to.equal(
      'okta-ops triggers, acme.example.com on ops-1: alert: 25% of the runs of the last 15m did not succeed; the limit is 20% (offboard 3)\n' +
        'See: okta-ops triggers history --since 15m',
    )
    const lag = {kind: 'lag', limit: 300_000, of: 'triggers-main'} as const
    expect(
      alertMessage({rule: lag, news: 'still', reading: {value: 600_000, isEnough: true}, ...facts, org: ''})
        .text,
    ).to.equal(
      'okta-ops triggers, ops-1: alert, still (for 23m): triggers-main is 10m behind; the limit is 5m\nSee: okta-ops triggers pending',
    )
  })
  it('is data too', () => {
    const dead = {kind: 'dead-letters', limit: 2} as const
    const {text, ...data} = alertMessage({
      rule: dead,
      news: 'over',
      reading: {value: 1, isEnough: true},
      ...facts,
    })
    expect(text).to.equal(
      'okta-ops triggers, acme.example.com on ops-1: over after 23m: 1 dead letter; the limit is 2',
    )
    expect(data).to.deep.equal({
      alert: 'dead-letters',
      news: 'over',
      value: 1,
      limit: 2,
      since: '2026-11-21T11:37:00.000Z',
      at: '2026-11-21T12:00:00.000Z',
      host: 'ops-1',
      org: 'https://acme.example.com',
    })
  })
})
