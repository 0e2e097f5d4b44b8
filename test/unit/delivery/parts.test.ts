import {expect} from 'chai'
import {eventBytes, partsOf} from '../../../src/lib/delivery/batch-parts.js'
import {callsOf, groupEvents} from '../../../src/lib/delivery/cloudwatch-sink.js'
import {hoursOf} from '../../../src/lib/delivery/object-sink.js'
import {refusalsIn} from '../../../src/lib/aws/delivery/cloudwatch-group.js'
import {batchOf, secondsFrom} from '../../support/batches.js'

const start = '2026-11-25T09:59:58.000Z'

describe('partsOf', () => {
  const batch = batchOf(secondsFrom(start, 7))
  const size = (batch.events[0]?.end ?? 0) + 1
  for (const {name, limits, want} of [
    {name: 'cuts by count', limits: {events: 3, bytes: 1e6}, want: [3, 3, 1]},
    {name: 'cuts by size', limits: {events: 100, bytes: 2 * size}, want: [2, 2, 2, 1]},
    {
      name: 'gives an event larger than the limit a part of its own',
      limits: {events: 100, bytes: 1},
      want: [1, 1, 1, 1, 1, 1, 1],
    },
    {name: 'cuts nothing that fits', limits: {events: 7, bytes: 7 * size}, want: [7]},
  ]) {
    it(name, () => {
      const parts = partsOf(batch, limits)
      expect(parts.map(({events}) => events.length)).to.deep.equal(want)
      expect(Buffer.concat(parts.map(({bytes}) => bytes)).equals(batch.bytes)).to.equal(true)
    })
  }

  it('makes nothing of nothing', () => {
    expect(partsOf(batchOf([]), {events: 1, bytes: 1})).to.deep.equal([])
  })
})

describe('hoursOf', () => {
  it('cuts where the hour of the events changes, also back', () => {
    const batch = batchOf([...secondsFrom(start, 4), '2026-11-25T09:30:00.000Z', 'not a time'])
    expect(hoursOf(batch).map(({events}) => events.length)).to.deep.equal([2, 2, 1, 1])
  })
})

describe('groupEvents and callsOf', () => {
  it('sorts by time and keeps each event byte for byte', () => {
    const batch = batchOf([...secondsFrom(start, 3)].reverse())
    const {fitting} = groupEvents(batch)
    expect(fitting.map(({timestamp}) => timestamp)).to.deep.equal(
      [0, 1000, 2000].map((ms) => Date.parse(start) + ms),
    )
    const [, , oldest] = batch.events
    expect(fitting[0]?.message).to.equal(eventBytes(batch, oldest!).toString())
  })

  it('sets an event aside that is larger than the service takes', () => {
    expect(groupEvents(batchOf([start], 0, 'x'.repeat(262_144))).tooLarge).to.have.length(1)
  })

  it('cuts at 10,000 events, at a megabyte and after a day', () => {
    const at = (ms: number, message = 'm') => ({timestamp: ms, message})
    expect(callsOf(Array.from({length: 10_001}, () => at(0))).map((call) => call.length)).to.deep.equal([
      10_000, 1,
    ])
    expect(
      callsOf(Array.from({length: 9}, () => at(0, 'x'.repeat(200_000)))).map((call) => call.length),
    ).to.deep.equal([5, 4])
    expect(callsOf([at(0), at(86_399_999), at(86_400_000)]).map((call) => call.length)).to.deep.equal([2, 1])
  })
})

describe('refusalsIn', () => {
  for (const {name, info, want} of [
    {name: 'nothing', info: undefined, want: []},
    {name: 'too old: up to the index', info: {tooOldLogEventEndIndex: 2}, want: [0, 1]},
    {name: 'expired: up to the index', info: {expiredLogEventEndIndex: 1}, want: [0]},
    {name: 'too new: from the index on', info: {tooNewLogEventStartIndex: 3}, want: [3, 4]},
  ]) {
    it(name, () => {
      expect(refusalsIn(info, 5).refused.map(({index}) => index)).to.deep.equal(want)
    })
  }
})
