import {expect} from 'chai'
import {randomUUID} from 'node:crypto'
import {createSeenEvents, packUuids} from '../../../src/lib/logs/seen-events.js'

const hour = 3_600_000
const now = Date.parse('2026-11-21T12:00:00Z')

describe('seen events', () => {
  it('knows each of many again, and none that it was not shown', () => {
    const seen = createSeenEvents(24 * hour)
    const uuids = Array.from({length: 20_000}, () => randomUUID())
    expect(uuids.some((uuid) => seen.seenBefore(uuid, now))).to.equal(false)
    expect(uuids.every((uuid) => seen.seenBefore(uuid, now))).to.equal(true)
    expect(seen.size()).to.equal(20_000)
  })

  it('forgets what arrived before the window', () => {
    const seen = createSeenEvents(hour)
    const uuid = randomUUID()
    seen.seenBefore(uuid, now)
    expect(seen.seenBefore(uuid, now + hour)).to.equal(true)
    expect(seen.seenBefore(uuid, now + hour + 1000)).to.equal(false)
  })

  it('stays small when the window has passed over what it held', () => {
    const seen = createSeenEvents(hour)
    for (let index = 0; index < 50_000; index++) seen.seenBefore(randomUUID(), now + index * 10_000)
    expect(seen.size()).to.be.lessThan(5000)
  })

  it('takes back what was packed', () => {
    const uuids = [randomUUID(), 'not a uuid', '', 'ABCDEF00-0000-0000-0000-000000000000']
    const seen = createSeenEvents(hour)
    seen.restore(packUuids(uuids), now)
    expect(uuids.map((uuid) => seen.seenBefore(uuid, now))).to.deep.equal([true, true, true, true])
    expect(seen.seenBefore('abcdef00-0000-0000-0000-000000000000', now)).to.equal(false)
  })
})
