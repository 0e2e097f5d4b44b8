import {expect} from 'chai'
import {sinkMakers} from '../../../src/lib/cli/sink-makers.js'
import type {Context} from '../../../src/lib/cli/context.js'
import {openSink} from '../../../src/lib/delivery/open-sink.js'
import type {Sink} from '../../../src/lib/delivery/sink.js'
import {readSinkTarget} from '../../../src/lib/delivery/sink-target.js'
import {batchOf, secondsFrom} from '../../support/batches.js'
import {fakeMachine} from '../../support/fake-machine.js'
import {startLoopbackServer} from '../../support/loopback-server.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'
import {opsErrorFrom, opsErrorOf} from '../../support/thrown.js'

describe('readSinkTarget', () => {
  it('keeps what stands behind the # from the server', () => {
    expect(
      readSinkTarget('https://in.halyard.test/x?a=1#authorization=env:A&lines=5', ['authorization', 'lines']),
    ).to.deep.equal({
      address: 'https://in.halyard.test/x?a=1',
      options: {authorization: 'env:A', lines: '5'},
    })
  })

  it('names the nearest option for one that does not exist', () => {
    const error = opsErrorOf(() => readSinkTarget('s3://b#regoin=x', ['profile', 'region']))
    expect(error.message).to.equal('s3://b has no option "regoin"; did you mean region?')
  })
})

describe('sinks by their address', () => {
  let home: TempHome
  beforeEach(() => {
    home = createTempHome()
  })
  afterEach(() => {
    home.remove()
  })

  function open(target: string): Promise<Sink> {
    const machine = fakeMachine({
      HOME: home.path,
      OKTA_OPS_STATE_DIR: home.path,
      AWS_ACCESS_KEY_ID: 'AKIAHALYARD0EXAMPLE0',
      AWS_SECRET_ACCESS_KEY: 'halyard',
      AWS_EC2_METADATA_DISABLED: 'true',
    })
    const context = {machine, terminal: {interactive: false}, configs: new Set()} as unknown as Context
    const makers = sinkMakers(context, (reference) => Promise.resolve(`Bearer ${reference}`))
    return openSink(machine, {target}, {makers, onReaderGone: () => undefined})
  }

  it('POSTs with an authorization that is read from its reference', async () => {
    const server = await startLoopbackServer(() => ({status: 200}))
    const sink = await open(`${server.url}/in#authorization=env:RECEIVER&lines=2`)
    await sink.write(batchOf(secondsFrom('2026-11-25T10:00:00Z', 4)))
    expect(server.seen.map(({headers}) => headers.authorization)).to.deep.equal(
      Array(2).fill('Bearer env:RECEIVER'),
    )
    await server.close()
  })

  for (const {target, label} of [
    {target: 's3://audit/okta/log#region=eu-west-1', label: 's3://audit/okta/log'},
    {target: 's3://audit#region=eu-west-1', label: 's3://audit'},
    {target: 'cloudwatch:/okta/log#region=eu-west-1&stream=prod', label: 'cloudwatch:/okta/log (prod)'},
    {target: 'nats://127.0.0.1:4222/okta.log#token=env:NATS', label: 'nats://127.0.0.1:4222/okta.log'},
  ]) {
    it(`knows ${target}`, async () => {
      expect((await open(target)).label).to.equal(label)
    })
  }

  for (const {target, says} of [
    {target: 's3://audit', says: 'no AWS region is known'},
    {target: 's3:', says: 'not the address of a bucket'},
    {target: 'nats://127.0.0.1:4222', says: 'name the subject'},
    {target: 'cloudwatch:', says: 'name the log group'},
    {target: 'http://127.0.0.1/in#lines=none', says: 'lines should be a whole number'},
    {target: 'kafka://host/topic', says: 'there is no sink for kafka:'},
  ]) {
    it(`refuses ${target}`, async () => {
      const error = await opsErrorFrom(() => open(target))
      expect(error.failure).to.equal('usage')
      expect(error.message).to.contain(says)
    })
  }
})
