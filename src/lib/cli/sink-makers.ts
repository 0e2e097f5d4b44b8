import {createHash} from 'node:crypto'
import path from 'node:path'
import type {SinkMaker, SinkMakers} from '../delivery/open-sink.js'
import {readPlace, readSinkTarget} from '../delivery/sink-target.js'
import {OpsError} from '../shared/errors.js'
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
    const {address, options} = readSinkTarget(target, ['authorization', 'lines', 'dead-letters'])
    const {httpSink} = await import('../delivery/http-sink.js')
    const lines = options.lines === undefined ? undefined : wholeNumber(options.lines, 'lines')
    const {authorization} = options
    return httpSink(machine, {
      url: checkedAddress(address),
      ...(authorization === undefined
        ? {}
        : {headers: {authorization: await readSecret(authorization, 'authorization')}}),
      ...(lines === undefined ? {} : {batchLines: lines}),
      deadLetters: await deadLetters(machine, address, options['dead-letters']),
    })
  }
}

function bucketMaker(context: Context): SinkMaker {
  return async ({target}) => {
    const {address, options} = readSinkTarget(target, ['profile', 'region'])
    const {host: bucket, rest: prefix} = readPlace(address, 'a bucket, s3://BUCKET/PREFIX')
    const [{s3Objects}, {objectSink}] = await Promise.all([
      awsDelivery(),
      import('../delivery/object-sink.js'),
    ])
    const {supply, ...place} = await awsSupply(context, options)
    return objectSink(context.machine, s3Objects(context.machine, {...place, bucket}, supply), {prefix})
  }
}

function groupMaker(context: Context): SinkMaker {
  return async ({target}) => {
    const {address, options} = readSinkTarget(target, ['profile', 'region', 'stream', 'dead-letters'])
    const group = address.replace(/^cloudwatch:(\/\/)?/i, '')
    if (group === '')
      throw new OpsError('OPS_USAGE', 'name the log group: cloudwatch:GROUP', {failure: 'usage'})
    const [{cloudWatchGroup}, {cloudWatchSink}] = await Promise.all([
      awsDelivery(),
      import('../delivery/cloudwatch-sink.js'),
    ])
    const {supply, ...place} = await awsSupply(context, options)
    const stream = options.stream ?? 'okta-system-log'
    return cloudWatchSink(
      context.machine,
      cloudWatchGroup(context.machine, {...place, group, stream}, supply),
      {deadLetters: await deadLetters(context.machine, address, options['dead-letters'])},
    )
  }
}

function natsMaker({machine}: Context, readSecret: SecretReader): SinkMaker {
  return async ({target}) => {
    const {address, options} = readSinkTarget(target, ['token', 'user', 'password'])
    const {host, rest: subject} = readPlace(address, 'a subject, nats://HOST:PORT/SUBJECT')
    if (subject === '')
      throw new OpsError('OPS_USAGE', `name the subject: ${address}/SUBJECT`, {failure: 'usage'})
    const {natsSink} = await import('../delivery/nats-sink.js')
    const {token, user, password} = options
    return natsSink(machine, {
      server: `${address.slice(0, address.indexOf(':'))}://${host}`,
      subject,
      ...(token === undefined ? {} : {token: await readSecret(token, 'token')}),
      ...(user === undefined ? {} : {user}),
      ...(password === undefined ? {} : {password: await readSecret(password, 'password')}),
    })
  }
}

/** Beside the checkpoints unless a place is given; one file a receiver. */
async function deadLetters(machine: Machine, address: string, given: string | undefined) {
  const {deadLettersIn} = await import('../delivery/dead-letters.js')
  const name = createHash('sha256').update(address).digest('hex').slice(0, 16)
  return deadLettersIn(
    given === undefined
      ? path.join(stateFolder(machine), 'dead-letters', `${name}.ndjson`)
      : path.resolve(given.replace(/^~(?=\/)/, machine.env['HOME'] ?? '~')),
  )
}

function checkedAddress(address: string): string {
  if (URL.canParse(address)) return address
  throw new OpsError('OPS_USAGE', `not an http(s) address: ${address}`, {failure: 'usage'})
}

function wholeNumber(text: string, what: string): number {
  const number = /^\d+$/.test(text) ? Number(text) : 0
  if (number > 0) return number
  throw new OpsError('OPS_USAGE', `${what} should be a whole number above 0, not ${JSON.stringify(text)}`, {
    failure: 'usage',
  })
}
