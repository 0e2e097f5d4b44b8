import {expect} from 'chai'
import {killCollector} from '../support/kill-collect.js'
import {startMotoServer, type MotoServer} from '../support/moto-server.js'
import {describePeer} from '../support/peers.js'
import {startBucket, startLogGroup} from '../support/receivers/aws-receivers.js'
import {startHttpReceiver} from '../support/receivers/http-receiver.js'
import {startJetStream} from '../support/receivers/nats-receiver.js'
import type {Receiver} from '../support/receivers/receiver.js'

/** A page that was not confirmed comes again; nothing else may. */
const pageSize = 20

describe('logs collect into a receiver, killed again and again', () => {
  describe('HTTP', () => {
    atLeastOnce({seed: 11, start: () => startHttpReceiver({seed: 12, wrongPercent: 8})})
  })
  describePeer('moto_server', ({path}) => {
    let moto: MotoServer
    let started = 0
    before(async function () {
      this.timeout(60_000)
      moto = await startMotoServer(path)
    })
    after(() => moto.close())

    describe('S3', () => {
      atLeastOnce({seed: 21, start: () => startBucket(moto, `audit-${++started}`)})
    })
    describe('CloudWatch Logs', () => {
      atLeastOnce({seed: 31, start: () => startLogGroup(moto, `/okta/log-${++started}`)})
    })
  })
  describePeer('nats-server', ({path}) => {
    // The server itself leaves out what it has had within its duplicate window.
    atLeastOnce({seed: 41, start: () => startJetStream(path), repeats: 0})
  })
})

function atLeastOnce(given: {
  readonly seed: number
  readonly start: () => Promise<Receiver>
  /** How many a kill may cause at most. */
  readonly repeats?: number
}): void {
  const {seed, repeats = pageSize} = given
  let receiver: Receiver

  beforeEach(async function () {
    this.timeout(60_000)
    receiver = await given.start()
  })
  afterEach(() => receiver.close())

  it(`loses nothing, and repeats at most ${repeats} events a kill (seed ${seed})`, async function () {
    this.timeout(60_000)
    this.slow(15_000)
    const {kills, lost, repeated} = await killCollector({
      events: 400,
      kills: 4,
      seed,
      pageSize,
      into: receiver,
    })
    expect(lost, `lost, seed ${seed}`).to.equal(0)
    expect(repeated, `repeated, seed ${seed}`).to.be.at.most(kills * repeats)
  })

  // The control: without the guarantee this test must notice.
  it('would lose events if the place moved before the receiver had answered', async function () {
    this.timeout(60_000)
    this.slow(15_000)
    const {lost} = await killCollector({
      events: 80,
      kills: 1,
      seed,
      pageSize,
      slip: 'confirmation',
      into: receiver,
    })
    expect(lost).to.be.greaterThan(0)
  })
}
