import {
  CloudWatchLogsClient,
  GetLogEventsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs'
import {CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client} from '@aws-sdk/client-s3'
import {gunzipSync} from 'node:zlib'
import {quietly} from '../../../src/lib/aws/service/sdk.js'
import {type MotoServer} from '../moto-server.js'
import {uuidsOf, type Receiver} from './receiver.js'
import {startWire, type Wire} from './wire.js'

const keys = {accessKeyId: 'AKIAHALYARD0EXAMPLE0', secretAccessKey: 'halyard'}
const region = 'us-east-1'

/** A new bucket of moto_server. */
export function startBucket(moto: MotoServer, name: string): Promise<Receiver> {
  return startOnMoto(moto, async ({url, wire}) => {
    const s3 = quietly(
      () => new S3Client({region, credentials: keys, endpoint: url, forcePathStyle: true, maxAttempts: 1}),
    )
    await s3.send(new CreateBucketCommand({Bucket: name}))
    return {
      target: `s3://${name}/okta#region=${region}`,
      env: envFor('AWS_ENDPOINT_URL_S3', wire),
      uuids: async () => {
        const {Contents = []} = await s3.send(new ListObjectsV2Command({Bucket: name}))
        const bodies = await Promise.all(
          Contents.map(async ({Key}) => {
            const {Body} = await s3.send(new GetObjectCommand({Bucket: name, Key}))
            return gunzipSync((await Body?.transformToByteArray()) ?? new Uint8Array()).toString()
          }),
        )
        return bodies.flatMap(uuidsOf)
      },
    }
  })
}

/** A log group of moto_server that does not exist yet. */
export function startLogGroup(moto: MotoServer, name: string): Promise<Receiver> {
  return startOnMoto(moto, ({url, wire}) => {
    const logs = quietly(
      () => new CloudWatchLogsClient({region, credentials: keys, endpoint: url, maxAttempts: 1}),
    )
    const place = {logGroupName: name, logStreamName: 'halyard', startFromHead: true}
    const page = (nextToken: string | undefined) =>
      logs.send(new GetLogEventsCommand({...place, nextToken})).catch((error: unknown) => {
        if (error instanceof ResourceNotFoundException) return {events: [], nextForwardToken: nextToken}
        throw error
      })
    return Promise.resolve({
      target: `cloudwatch:${name}#region=${region}&stream=halyard`,
      env: envFor('AWS_ENDPOINT_URL_CLOUDWATCH_LOGS', wire),
      uuids: async () => {
        const uuids: string[] = []
        for (
          let [token, last] = [undefined, ''] as [string | undefined, string | undefined];
          token !== last;
        ) {
          last = token
          const {events = [], nextForwardToken} = await page(token)
          uuids.push(...uuidsOf(events.map(({message = ''}) => `${message}\n`).join('')))
          token = nextForwardToken
        }
        return uuids
      },
    })
  })
}

async function startOnMoto(
  moto: MotoServer,
  make: (at: {url: string; wire: Wire}) => Promise<Pick<Receiver, 'target' | 'env' | 'uuids'>>,
): Promise<Receiver> {
  const wire = await startWire(Number(new URL(moto.url).port))
  return {
    ...(await make({url: moto.url, wire})),
    wire,
    askedAgain: () => 0,
    close: wire.close,
  }
}

function envFor(endpoint: string, {port}: Wire): Readonly<Record<string, string>> {
  return {
    [endpoint]: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
  }
}
