import {expect} from 'chai'
import path from 'node:path'
import {cloudWatchGroup} from '../../../src/lib/aws/delivery/cloudwatch-group.js'
import {s3Objects} from '../../../src/lib/aws/delivery/s3-objects.js'
import {cloudWatchSink} from '../../../src/lib/delivery/cloudwatch-sink.js'
import {deadLettersIn} from '../../../src/lib/delivery/dead-letters.js'
import {objectSink} from '../../../src/lib/delivery/object-sink.js'
import type {Sink} from '../../../src/lib/delivery/sink.js'
import {batchOf, secondsFrom} from '../../support/batches.js'
import {fakeMachine, type FakeMachine} from '../../support/fake-machine.js'
import {startLoopbackServer, type LoopbackServer, type SeenRequest} from '../../support/loopback-server.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'
import {opsErrorFrom} from '../../support/thrown.js'

/** An answer that is not a yes; `cut` ends the connection without one. */
type Outage = {readonly status: number; readonly code: string} | 'cut'

const keys = {accessKeyId: 'AKIAHALYARD0EXAMPLE0', secretAccessKey: 'halyard', origin: 'static'} as const
const supply = () => Promise.resolve(keys)
const place = {region: 'us-east-1', endpoints: {}}

const services = [
  {
    name: 'S3',
    isWrite: ({method}: SeenRequest) => method === 'PUT',
    body: (code: string) => `<Error><Code>${code}</Code><Message>later</Message></Error>`,
    type: 'application/xml',
    outages: [
      {status: 500, code: 'InternalError'},
      {status: 503, code: 'SlowDown'},
    ],
    sink: (machine: FakeMachine): Sink =>
      objectSink(machine, s3Objects(machine, {...place, bucket: 'audit'}, supply), {prefix: ''}),
  },
  {
    name: 'CloudWatch Logs',
    isWrite: ({headers}: SeenRequest) => headers['x-amz-target'] === 'Logs_20140328.PutLogEvents',
    body: (code: string) => JSON.stringify({__type: code, message: 'later'}),
    type: 'application/x-amz-json-1.1',
    outages: [
      {status: 500, code: 'InternalFailure'},
      {status: 503, code: 'ServiceUnavailableException'},
      {status: 400, code: 'ThrottlingException'},
    ],
    sink: (machine: FakeMachine, home: TempHome): Sink =>
      cloudWatchSink(
        machine,
        cloudWatchGroup(machine, {...place, group: '/okta/log', stream: 'halyard'}, supply),
        {deadLetters: deadLettersIn(path.join(home.path, 'dead.ndjson'))},
      ),
  },
] as const

for (const {name, isWrite, body, type, outages, sink: sinkOn} of services) {
  describe(`the sink for ${name} while the service is away`, () => {
    const batch = batchOf(secondsFrom('2026-11-25T10:00:00Z', 5))
    let home: TempHome
    let server: LoopbackServer
    let sink: Sink
    let answers: Outage[]

    beforeEach(async () => {
      home = createTempHome()
      answers = []
      server = await startLoopbackServer((request) => {
        const outage = isWrite(request) ? answers.shift() : undefined
        if (outage === 'cut') return 'cut'
        const headers = {'content-type': type}
        if (outage === undefined) return {status: 200, headers, body: name === 'S3' ? '' : '{}'}
        return {status: outage.status, headers, body: body(outage.code)}
      })
      const endpoints = {AWS_ENDPOINT_URL_S3: server.url, AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: server.url}
      sink = sinkOn(fakeMachine(endpoints), home)
    })
    afterEach(async () => {
      await server.close()
      home.remove()
    })
    const writes = (): readonly SeenRequest[] => server.seen.filter(isWrite)

    for (const outage of [...outages, 'cut'] as readonly Outage[]) {
      const what = outage === 'cut' ? 'a cut connection' : `${outage.status} ${outage.code}`
      it(`sends the same again after ${what}`, async () => {
        answers = [outage, outage]
        await sink.write(batch)
        expect(writes()).to.have.length(3)
        expect(writes().every((request) => request.body.equals(writes()[0]!.body))).to.equal(true)
      })
    }

    it('does not confirm what was refused five times, and says that the events stay with Okta', async () => {
      answers = Array<Outage>(5).fill(outages[1])
      const error = await opsErrorFrom(() => sink.write(batch))
      expect(error).to.include({code: 'OPS_SINK', failure: 'unavailable'})
      expect(error.message).to.contain(outages[1].code).and.to.contain('stay with Okta')
      expect(writes()).to.have.length(5)
      await sink.write(batch)
      expect(writes()).to.have.length(6)
    })
  })
}
