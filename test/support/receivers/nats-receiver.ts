import {jetstreamManager} from '@nats-io/jetstream'
import {connect} from '@nats-io/transport-node'
import {startNatsServer} from '../nats-server.js'
import {uuidsOf, type Receiver} from './receiver.js'
import {startWire} from './wire.js'

/** A stream of a nats-server, empty, with the server's own duplicate window of two minutes. */
export async function startJetStream(natsServer: string): Promise<Receiver> {
  const server = await startNatsServer(natsServer)
  const {port} = new URL(server.url)
  const wire = await startWire(Number(port))
  const connection = await connect({servers: `127.0.0.1:${port}`})
  const manager = await jetstreamManager(connection)
  await manager.streams.add({name: 'AUDIT', subjects: ['okta.log']})
  return {
    target: `nats://127.0.0.1:${wire.port}/okta.log`,
    env: {},
    wire,
    uuids: async () => {
      const {state} = await manager.streams.info('AUDIT')
      const numbers = Array.from({length: state.messages}, (_, index) => state.first_seq + index)
      const messages = await Promise.all(numbers.map((seq) => manager.streams.getMessage('AUDIT', {seq})))
      return uuidsOf(messages.map((message) => `${Buffer.from(message?.data ?? []).toString()}\n`).join(''))
    },
    askedAgain: () => 0,
    close: async () => {
      await connection.close()
      await wire.close()
      await server.close()
    },
  }
}
