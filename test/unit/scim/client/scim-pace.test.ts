import {expect} from 'chai'
import {createScimPace} from '../../../../src/lib/scim/client/scim-pace.js'
import {fakeMachine} from '../../../support/fake-machine.js'

/** An endpoint with a token bucket, asked one request at a time on a clock that only moves when somebody sleeps. */
async function throughBucket(options: {
  readonly perSecond: number
  readonly burst: number
  readonly requests: number
  readonly ceiling?: number
  readonly retryAfterMs?: number
}): Promise<{readonly throttled: number; readonly seconds: number}> {
  const machine = fakeMachine()
  const pace = createScimPace(machine, options.ceiling === undefined ? {} : {ceiling: options.ceiling})
  let tokens = options.burst
  let filledAt = 0
  let throttled = 0
  for (let done = 0; done < options.requests;) {
    const turn = await pace.turn()
    const now = machine.monotonicMs()
    tokens = Math.min(options.burst, tokens + ((now - filledAt) * options.perSecond) / 1000)
    filledAt = now
    if (tokens >= 1) {
      tokens--
      done++
    } else {
      throttled++
      pace.throttled(turn, options.retryAfterMs)
    }
    turn.done()
  }
  return {throttled, seconds: machine.monotonicMs() / 1000}
}

describe('the pace', () => {
  it('never exceeds its ceiling, and gets there within a quarter minute', async () => {
    const {throttled, seconds} = await throughBucket({perSecond: 20, burst: 5, requests: 2300})
    expect(throttled).to.equal(0)
    expect(seconds).to.be.within(115, 122)
  })

  for (const retryAfterMs of [undefined, 1000])
    it(`wastes less than 1 % at half its ceiling, ${retryAfterMs === undefined ? 'without' : 'with'} Retry-After [complaint 1]`, async () => {
      const {throttled, seconds} = await throughBucket({
        perSecond: 10,
        burst: 10,
        requests: 3000,
        ...(retryAfterMs === undefined ? {} : {retryAfterMs}),
      })
      expect(throttled).to.be.within(1, 29)
      expect(seconds).to.be.below(400)
    })

  it('is the same at twenty times the rate', async () => {
    const {throttled} = await throughBucket({perSecond: 200, burst: 200, requests: 20_000, ceiling: 400})
    expect(throttled).to.be.below(200)
  })

  it('halves once for all that were under way together', async () => {
    const machine = fakeMachine()
    const pace = createScimPace(machine, {ceiling: 16})
    const turns = [await pace.turn(), await pace.turn(), await pace.turn()]
    const before = pace.perSecond()
    machine.advance(10)
    for (const turn of turns) pace.throttled(turn, undefined)
    expect(pace.perSecond()).to.equal(before / 2)
  })

  it('sends nothing before Retry-After is over', async () => {
    const machine = fakeMachine()
    const pace = createScimPace(machine)
    const turn = await pace.turn()
    pace.throttled(turn, 7000)
    turn.done()
    const from = machine.monotonicMs()
    await pace.turn()
    expect(machine.monotonicMs() - from).to.be.at.least(7000)
  })

  it('has no more under way than it has workers', async () => {
    const machine = fakeMachine()
    const pace = createScimPace(machine, {workers: 2})
    const first = await pace.turn()
    await pace.turn()
    let third = false
    const waiting = pace.turn().then(() => (third = true))
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(third).to.equal(false)
    first.done()
    first.done()
    await waiting
    expect(third).to.equal(true)
  })

  it('gives up the wait of one caller, and its place', async () => {
    const machine = fakeMachine()
    const pace = createScimPace(machine, {workers: 1})
    const first = await pace.turn()
    const stop = new AbortController()
    const waiting = pace.turn(stop.signal)
    const next = pace.turn()
    stop.abort(new Error('enough'))
    first.done()
    const error = await waiting.catch((thrown: unknown) => thrown)
    expect(error).to.have.property('message', 'enough')
    await next
  })
})
