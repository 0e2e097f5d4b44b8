import {expect} from 'chai'
import {statsByFlow, statsOf} from '../../../src/lib/flows/history/run-stats.js'
import {rateWords, spanOf, tookWords} from '../../../src/lib/flows/history/run-words.js'
import type {RunFigures} from '../../../src/lib/flows/journal/run-history.js'

const run = (state: RunFigures['state'], tookMs?: number, flow = 'offboard'): RunFigures => ({
  flow,
  state,
  sentAt: tookMs === undefined ? undefined : 1000,
  endedAt: tookMs === undefined ? undefined : 1000 + tookMs,
})

describe('statistics of runs', () => {
  it('of none', () => {
    expect(statsOf([])).to.deep.equal({runs: 0, byState: {}})
  })

  it('counts what is in doubt and what was refused as no success, and what still runs as nothing', () => {
    const stats = statsOf([run('succeeded', 1), run('failed', 1), run('unknown'), run('refused'), run('running'), run('sent')]) // prettier-ignore
    expect(stats.successRate).to.equal(0.25)
    expect(stats.byState).to.deep.equal({
      succeeded: 1,
      failed: 1,
      unknown: 1,
      refused: 1,
      running: 1,
      sent: 1,
    })
  })

  it('takes percentiles by nearest rank, of answers only', () => {
    const answers = Array.from({length: 100}, (_, index) => run('succeeded', index + 1))
    expect(statsOf([...answers, run('unknown', 60_000)]).latency).to.deep.equal({
      answers: 100,
      p50: 50,
      p90: 90,
      p99: 99,
      max: 100,
    })
    expect(statsOf([run('failed', 7)]).latency).to.deep.equal({answers: 1, p50: 7, p90: 7, p99: 7, max: 7})
  })

  it('is never below zero when the clock was set back', () => {
    expect(statsOf([run('succeeded', -5)]).latency?.max).to.equal(0)
  })

  it('of each flow, the busiest first', () => {
    const stats = statsByFlow([run('succeeded', 1, 'b'), run('failed', 1, 'a'), run('failed', 1, 'a'), run('failed', 1, 'c')]) // prettier-ignore
    expect(stats.map(({flow, runs, successRate}) => [flow, runs, successRate])).to.deep.equal([
      ['a', 2, 0],
      ['b', 1, 1],
      ['c', 1, 0],
    ])
  })
})

describe('rates of runs', () => {
  for (const [rate, words] of [
    [1 / 7, '14.3%'],
    [2 / 3, '66.7%'],
    [0.9999, '99.9%'],
    [0.0001, '0.1%'],
    [0, '0.0%'],
    [1, '100.0%'],
  ] as const)
    it(`${rate} is ${words}`, () => {
      expect(rateWords(rate)).to.equal(words)
    })
})

describe('spans of runs', () => {
  for (const [ms, words] of [
    [-3, '0ms'],
    [820.4, '820ms'],
    [3400, '3.4s'],
    [59_949, '59.9s'],
    [59_950, '1m 00s'],
    [125_000, '2m 05s'],
    [3_725_000, '1h 02m'],
  ] as const)
    it(`${ms} ms is ${words}`, () => {
      expect(tookWords(ms)).to.equal(words)
    })

  it('of what is under way run to now, and of what was not sent there is none', () => {
    const sentAt = new Date(1000)
    expect(spanOf({sentAt}, new Date(4000))).to.equal(3000)
    expect(spanOf({sentAt, endedAt: new Date(1500)}, new Date(4000))).to.equal(500)
    expect(spanOf({}, new Date(4000))).to.equal(undefined)
  })
})
