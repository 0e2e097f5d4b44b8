import {expect} from 'chai'
import {createFreshness} from '../../../src/lib/logs/freshness.js'

const servedAt = new Date('2026-11-21T12:00:00Z')
const later = new Date('2026-11-21T12:01:00Z')
const future = {published: '9999-12-31T23:59:59Z'}

describe('how fresh reading is', () => {
  it('takes an event of the future for one of the moment the org served it, wherever it stands in the page', () => {
    for (const events of [
      [{published: '2026-11-21T11:59:00Z'}, future],
      [future, {published: '2026-11-21T11:59:00Z'}],
      [future],
    ])
      expect(createFreshness().of(events, servedAt)).to.include({
        newest: '2026-11-21T12:00:00.000Z',
        lagMs: 0,
      })
  })

  it('goes on from there with the next event', () => {
    const freshness = createFreshness()
    freshness.of([future], servedAt)
    const {newest, lagMs, late} = freshness.of([{published: '2026-11-21T12:00:40Z'}], later)
    expect([newest, lagMs, late]).to.deep.equal(['2026-11-21T12:00:40Z', 20_000, 0])
  })

  it('brings a newest of the future, kept by an earlier run, back to the clock of the org', () => {
    const freshness = createFreshness('9999-12-31T23:59:59Z')
    freshness.of([], servedAt)
    expect(freshness.newest()).to.equal('2026-11-21T12:00:00.000Z')
  })

  it('leaves an event of this very second as it is', () => {
    const published = '2026-11-21T12:00:00.900Z'
    expect(createFreshness().of([{published}], servedAt)).to.include({newest: published, lagMs: 0})
  })
})
