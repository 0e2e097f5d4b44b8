import {DiscardPolicy, jetstreamManager} from '@nats-io/jetstream'
import {connect} from '@nats-io/transport-node'
import {expect} from 'chai'
import {natsSink} from '../../../src/lib/delivery/nats-sink.js'
import {eventBytes} from '../../../src/lib/delivery/batch-parts.js'
import {batchOf, secondsFrom} from '../../support/batches.js'
import {liveMachine} from '../../support/live-machine.js'
import {startNatsServer, type NatsServer} from '../../support/nats-server.js'
import {describePeer} from '../../support/peers.js'
import {opsErrorFrom} from '../../support/thrown.js'

describePeer('nats-server', (peer) => {
  const machine = liveMachine({})
  const retries = {attempts: 8, initialMs: 20, maxMs: 200}
  let server: NatsServer

  beforeEach(async () => {
    server = await startNatsServer(peer.path)
    await withManager(async (manager) => {
      await manager.streams.add({name: 'AUDIT', subjects: ['okta.log']})
    })
  })
  afterEach(() => server.close())

  async function withManager<T>(
    work: (manager: Awaited<ReturnType<typeof jetstreamManager>>) => Promise<T>,
  ): Promise<T> {
    const connection = await connect({servers: server.url.replace('nats://', '')})
    try {
      return await work(await jetstreamManager(connection))
    } finally {
      await connection.close()
    }
  }

  const stored = (): Promise<number> =>
    withManager(async (manager) => (await manager.streams.info('AUDIT')).state.messages)

  it('has every event in the stream before it answers, byte for byte', async () => {
    const sink = natsSink(machine, {server: server.url, subject: 'okta.log', retries})
    const batch = batchOf(secondsFrom('2026-11-25T10:00:00Z', 600))
    await sink.write(batch)
    await sink.close()
    expect(await stored()).to.equal(600)
    const last = await withManager((manager) => manager.streams.getMessage('AUDIT', {seq: 600}))
    expect(Buffer.from(last?.data ?? []).equals(eventBytes(batch, batch.events[599]!))).to.equal(true)
  })

  it('sends a page again after a crash without a repeat in the stream', async () => {
    const batch = batchOf(secondsFrom('2026-11-25T10:00:00Z', 10))
    for (let run = 0; run < 2; run++) {
      const sink = natsSink(machine, {server: server.url, subject: 'okta.log', retries})
      await sink.write(batch)
      await sink.close()
    }
    expect(await stored()).to.equal(10)
  })

  it('goes on when the server was killed and came back', async () => {
    const sink = natsSink(machine, {server: server.url, subject: 'okta.log', retries})
    await sink.write(batchOf(secondsFrom('2026-11-25T10:00:00Z', 10)))
    await server.kill()
    const second = sink.write(batchOf(secondsFrom('2026-11-25T10:01:00Z', 10), 10))
    await server.restart()
    await second
    await sink.close()
    expect(await stored()).to.equal(20)
  })

  it('goes on, without a repeat, when a stream that refused for want of room has room again', async () => {
    const limits = {subjects: ['okta.log'], max_msgs: 5, discard: DiscardPolicy.New}
    await withManager((manager) => manager.streams.update('AUDIT', limits))
    const sink = natsSink(machine, {server: server.url, subject: 'okta.log', retries})
    const writing = sink.write(batchOf(secondsFrom('2026-11-25T10:00:00Z', 10)))
    while ((await stored()) < 5) await new Promise((resolve) => setImmediate(resolve))
    await withManager((manager) => manager.streams.update('AUDIT', {...limits, max_msgs: 100}))
    await writing
    await sink.close()
    expect(await stored()).to.equal(10)
  })

  it('says that no stream listens on the subject', async () => {
    const sink = natsSink(machine, {
      server: server.url,
      subject: 'other',
      retries: {attempts: 2, initialMs: 1},
    })
    const error = await opsErrorFrom(() => sink.write(batchOf(['2026-11-25T10:00:00Z'])))
    await sink.close()
    expect(error.code).to.equal('OPS_SINK')
    expect(error.message).to.contain('no JetStream stream listens on the subject other')
  })
})
