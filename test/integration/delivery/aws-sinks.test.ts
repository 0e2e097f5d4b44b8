import {CloudWatchLogsClient, GetLogEventsCommand} from '@aws-sdk/client-cloudwatch-logs'
import {CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client} from '@aws-sdk/client-s3'
import {expect} from 'chai'
import path from 'node:path'
import {gunzipSync} from 'node:zlib'
import {cloudWatchGroup} from '../../../src/lib/aws/delivery/cloudwatch-group.js'
import {s3Objects} from '../../../src/lib/aws/delivery/s3-objects.js'
import {quietly} from '../../../src/lib/aws/service/sdk.js'
import {cloudWatchSink} from '../../../src/lib/delivery/cloudwatch-sink.js'
import {deadLettersIn} from '../../../src/lib/delivery/dead-letters.js'
import {objectSink} from '../../../src/lib/delivery/object-sink.js'
import {batchOf, secondsFrom} from '../../support/batches.js'
import {fakeMachine} from '../../support/fake-machine.js'
import {startMotoServer, type MotoServer} from '../../support/moto-server.js'
import {describePeer} from '../../support/peers.js'
import {createTempHome} from '../../support/temp-home.js'
import {opsErrorFrom} from '../../support/thrown.js'

const keys = {accessKeyId: 'AKIAHALYARD0EXAMPLE0', secretAccessKey: 'halyard', origin: 'static'} as const
const supply = () => Promise.resolve(keys)
const place = {region: 'us-east-1', endpoints: {}}

describePeer('moto_server', (peer) => {
  let moto: MotoServer
  before(async function () {
    this.timeout(60_000)
    moto = await startMotoServer(peer.path)
  })
  after(() => moto.close())

  const reader = {region: 'us-east-1', credentials: keys}

  it('keeps pages in S3, an object an hour, and replaces a page that comes again', async () => {
    const machine = fakeMachine({AWS_ENDPOINT_URL_S3: moto.url})
    const s3 = quietly(() => new S3Client({...reader, endpoint: moto.url, forcePathStyle: true}))
    await s3.send(new CreateBucketCommand({Bucket: 'audit'}))
    const sink = objectSink(machine, s3Objects(machine, {...place, bucket: 'audit'}, supply), {
      prefix: 'okta',
    })
    const batch = batchOf(secondsFrom('2026-11-25T09:59:58Z', 4))
    await sink.write(batch)
    await sink.write(batch)
    const {Contents = []} = await s3.send(new ListObjectsV2Command({Bucket: 'audit'}))
    const names = Contents.map(({Key = ''}) => Key)
    expect(names).to.have.length(2)
    expect(names[0]).to.match(/^okta\/2026\/11\/25\/09\/20261125T095958Z-[0-9a-f]{16}\.ndjson\.gz$/)
    expect(names[1]).to.match(/^okta\/2026\/11\/25\/10\//)
    const bodies = await Promise.all(
      names.map(async (Key) => {
        const {Body} = await s3.send(new GetObjectCommand({Bucket: 'audit', Key}))
        return gunzipSync(await Body!.transformToByteArray())
      }),
    )
    expect(Buffer.concat(bodies).equals(batch.bytes)).to.equal(true)
    s3.destroy()
  })

  it('makes group and stream of CloudWatch Logs and puts every event, oldest first', async () => {
    const home = createTempHome()
    const machine = fakeMachine({AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: moto.url})
    const group = cloudWatchGroup(machine, {...place, group: '/okta/log', stream: 'halyard'}, supply)
    const deadLetters = deadLettersIn(path.join(home.path, 'dead.ndjson'))
    const sink = cloudWatchSink(machine, group, {deadLetters})
    const now = new Date().toISOString()
    await sink.write(batchOf([...secondsFrom(now, 3)].reverse()))
    const logs = quietly(() => new CloudWatchLogsClient({...reader, endpoint: moto.url}))
    const {events = []} = await logs.send(
      new GetLogEventsCommand({logGroupName: '/okta/log', logStreamName: 'halyard', startFromHead: true}),
    )
    expect(
      events.map(({message = ''}) => (JSON.parse(message) as {published: string}).published),
    ).to.deep.equal(secondsFrom(now, 3))
    logs.destroy()
    home.remove()
  })

  it('says which bucket is missing', async () => {
    const machine = fakeMachine({AWS_ENDPOINT_URL_S3: moto.url})
    const sink = objectSink(machine, s3Objects(machine, {...place, bucket: 'nowhere'}, supply), {prefix: ''})
    const error = await opsErrorFrom(() => sink.write(batchOf(['2026-11-25T10:00:00Z'])))
    expect(error.message).to.contain('s3://nowhere').and.to.contain('NoSuchBucket')
  })
})
