import {createHash} from 'node:crypto'
import path from 'node:path'
import type {SinkMaker, SinkMakers} from '../delivery/open-sink.js'
import {
  readBucketTarget,
  readGroupTarget,
  readHttpTarget,
  readSubjectTarget,
} from '../delivery/sink-addresses.js'
import type {Machine} from '../shared/machine.js'
import {stateFolder} from '../shared/state-folder.js'
import {awsDelivery, type Context} from './context.js'
import {awsSupply} from './aws-supply.js'

/** Reads the secret that a reference names. */
type SecretReader = (reference: string, what: string) => Promise<string>

/**
 * The sinks beyond files and stdout, by the scheme of their address. Whose AWS account a bucket or log group is in, and how a
 * receiver is signed in to, stands behind the `#` of the address (docs/system-log.md).
 */
export function sinkMakers(context: Context, readSecret: SecretReader): SinkMakers {
  const http = httpMaker(context, readSecret)
  const nats = natsMaker(context, readSecret)
  return {http, https: http, s3: bucketMaker(context), cloudwatch: groupMaker(context), nats, tls: nats}
}

function httpMaker({machine}: Context, readSecret: SecretReader): SinkMaker {
  return async ({target}) => {
    const {address, authorization, lines, deadLetters} = readHttpTarget(target)
    const {httpSink} = await import('../delivery/http-sink.js')
    return httpSink(machine, {
      url: address,
      ...(authorization === undefined
        ? {}
        : {headers: {authorization: await readSecret(authorization, 'authorization')}}),
      ...(lines === undefined ? {} : {batchLines: lines}),
      deadLetters: await deadLettersOf(machine, address, deadLetters),
    })
  }
}

function bucketMaker(context: Context): SinkMaker {
  return async ({target}) => {
    const {bucket, prefix, options} = readBucketTarget(target)
    const [{s3Objects}, {objectSink}] = await Promise.all([
      awsDelivery(),
      import('../delivery/object-sink.js'),
    ])
    const {supply, ...place} = await awsSupply(context, {
      ...options,
      noRegion: 'for the sink: add region=... behind the #',
    })
    return objectSink(context.machine, s3Objects(context.machine, {...place, bucket}, supply), {prefix})
  }
}

function groupMaker(context: Context): SinkMaker {
  return async ({target}) => {
    const {address, group, stream, options, deadLetters} = readGroupTarget(target)
    const [{cloudWatchGroup}, {cloudWatchSink}] = await Promise.all([
      awsDelivery(),
      import('../delivery/cloudwatch-sink.js'),
    ])
    const {supply, ...place} = await awsSupply(context, {
      ...options,
      noRegion: 'for the sink: add region=... behind the #',
    })
    return cloudWatchSink(
      context.machine,
      cloudWatchGroup(context.machine, {...place, group, stream}, supply),
      {deadLetters: await deadLettersOf(context.machine, address, deadLetters)},
    )
  }
}

function natsMaker({machine}: Context, readSecret: SecretReader): SinkMaker {
  return async ({target}) => {
    const {server, subject, token, user, password} = readSubjectTarget(target)
    const {natsSink} = await import('../delivery/nats-sink.js')
    return natsSink(machine, {
      server,
      subject,
      ...(token === undefined ? {} : {token: await readSecret(token, 'token')}),
      ...(user === undefined ? {} : {user}),
      ...(password === undefined ? {} : {password: await readSecret(password, 'password')}),
    })
  }
}

/** Beside the checkpoints unless a place is given; one file a receiver. */
async function deadLettersOf(machine: Machine, address: string, given: string | undefined) {
  const {deadLettersIn} = await import('../delivery/dead-letters.js')
  const name = createHash('sha256').update(address).digest('hex').slice(0, 16)
  return deadLettersIn(
    given === undefined
      ? path.join(stateFolder(machine), 'dead-letters', `${name}.ndjson`)
      : path.resolve(given.replace(/^~(?=\/)/, machine.env['HOME'] ?? '~')),
  )
}
