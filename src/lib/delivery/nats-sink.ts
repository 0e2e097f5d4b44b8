import type {JetStreamClient} from '@nats-io/jetstream'
import type {NatsConnection} from '@nats-io/transport-node'
import {OpsError} from '../shared/errors.js'
import type {Machine} from '../shared/machine.js'
import {eventBytes} from './batch-parts.js'
import {PassingFailure, redeliver, type RedeliveryOptions} from './redelivery.js'
import type {Batch, BatchEvent, Sink} from './sink.js'

export interface NatsSinkOptions {
  /** `nats://HOST:PORT`. */
  readonly server: string
  readonly subject: string
  /** Secrets, read by the caller. */
  readonly token?: string
  readonly user?: string
  readonly password?: string
  readonly retries?: RedeliveryOptions
}

interface Connected {
  readonly connection: NatsConnection
  readonly stream: JetStreamClient
}

const ackTimeoutMs = 10_000
/** Publishes under way at once: enough to hide the way to the server, few enough to keep its buffers small. */
const atOnce = 256

/**
 * Publishes every event to a JetStream subject, one message an event, with its uuid as `Nats-Msg-Id`: within the stream's
 * duplicate window the server drops repeats itself; beyond it, at least once. `write` resolves when the stream has
 * acknowledged every message, so an event is on the server's disk before the checkpoint moves.
 */
export function natsSink(machine: Machine, options: NatsSinkOptions): Sink {
  const label = `${options.server}/${options.subject}`
  let connected: Connected | undefined
  const hangUp = async (): Promise<void> => {
    const old = connected
    connected = undefined
    await old?.connection.close().catch(() => undefined)
  }
  return {
    label,
    open: () => Promise.resolve(),
    write: async (batch, signal) => {
      await redeliver(machine, {label, options: options.retries, signal}, async () => {
        try {
          connected ??= await connect(options)
          await publishAll(connected.stream, options.subject, batch)
        } catch (error) {
          await hangUp()
          throw judged(error, options)
        }
      })
      return null
    },
    close: hangUp,
  }
}

async function connect({server, token, user, password}: NatsSinkOptions): Promise<Connected> {
  const [{connect: open}, {jetstream}] = await Promise.all([
    import('@nats-io/transport-node'),
    import('@nats-io/jetstream'),
  ])
  const connection = await open({
    servers: server.replace(/^nats:\/\//, ''),
    name: 'okta-ops',
    timeout: 5000,
    reconnect: false,
    ...(server.startsWith('tls://') ? {tls: {}} : {}),
    ...(token === undefined ? {} : {token}),
    ...(user === undefined ? {} : {user}),
    ...(password === undefined ? {} : {pass: password}),
  })
  return {connection, stream: jetstream(connection)}
}

async function publishAll(stream: JetStreamClient, subject: string, batch: Batch): Promise<void> {
  const publish = (event: BatchEvent): Promise<unknown> =>
    stream.publish(subject, eventBytes(batch, event), {msgID: event.uuid, timeout: ackTimeoutMs})
  for (let first = 0; first < batch.events.length; first += atOnce)
    await Promise.all(batch.events.slice(first, first + atOnce).map(publish))
}

/** Wrong credentials stay wrong; everything else may pass: a server that restarts, a stream that is made meanwhile. */
function judged(error: unknown, {server, subject}: NatsSinkOptions): Error {
  const name = error instanceof Error ? error.name : ''
  if (name === 'AuthorizationError' || name === 'UserAuthenticationExpiredError') {
    return new OpsError('OPS_SINK', `${server} does not take the credentials for ${subject}`, {
      failure: 'denied',
      cause: error,
    })
  }
  const reason =
    name === 'NoRespondersError' || name === 'JetStreamNotEnabled'
      ? `no JetStream stream listens on the subject ${subject}`
      : `the server cannot be reached or does not acknowledge (${name || 'unknown reason'})`
  return new PassingFailure(reason, {cause: error})
}
