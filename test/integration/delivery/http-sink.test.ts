import {expect} from 'chai'
import path from 'node:path'
import {existsSync, statSync} from 'node:fs'
import {deadLettersIn} from '../../../src/lib/delivery/dead-letters.js'
import {httpSink} from '../../../src/lib/delivery/http-sink.js'
import {batchOf, secondsFrom} from '../../support/batches.js'
import {fakeMachine} from '../../support/fake-machine.js'
import {startLoopbackServer, type LoopbackServer} from '../../support/loopback-server.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'
import {opsErrorFrom} from '../../support/thrown.js'

describe('the HTTP sink', () => {
  const machine = fakeMachine()
  const batch = batchOf(secondsFrom('2026-11-25T10:00:00Z', 5))
  let home: TempHome
  let server: LoopbackServer | undefined

  beforeEach(() => {
    home = createTempHome()
  })
  afterEach(async () => {
    await server?.close()
    home.remove()
  })

  const sinkTo = (url: string, batchLines = 100) =>
    httpSink(machine, {
      url,
      batchLines,
      headers: {authorization: 'Bearer halyard-receiver'},
      deadLetters: deadLettersIn(path.join(home.path, 'dead.ndjson')),
    })

  it('POSTs the lines in order, in batches', async () => {
    server = await startLoopbackServer(() => ({status: 200}))
    await sinkTo(`${server.url}/in?key=1`, 2).write(batch)
    expect(server.seen.map(({method, url}) => `${method} ${url}`)).to.deep.equal(
      Array(3).fill('POST /in?key=1'),
    )
    expect(Buffer.concat(server.seen.map(({body}) => body)).equals(batch.bytes)).to.equal(true)
    expect(server.seen[0]?.headers).to.include({
      authorization: 'Bearer halyard-receiver',
      'content-type': 'application/x-ndjson',
    })
  })

  it('tries 503, 429 with Retry-After and a cut connection again, and loses nothing', async () => {
    const answers = [
      {status: 503},
      {status: 429, headers: {'retry-after': '7'}},
      'cut',
      {status: 204},
    ] as const
    server = await startLoopbackServer((_, count) => answers[count - 1] ?? {status: 500})
    await sinkTo(server.url).write(batch)
    expect(server.seen).to.have.length(4)
    expect(server.seen.every(({body}) => body.equals(batch.bytes))).to.equal(true)
    expect(machine.slept).to.include(7000)
  })

  it('gives up after five tries, saying that the events stay with Okta', async () => {
    server = await startLoopbackServer(() => ({status: 500}))
    const to = sinkTo(server.url)
    const error = await opsErrorFrom(() => to.write(batch))
    expect(error).to.include({code: 'OPS_SINK', failure: 'unavailable'})
    expect(error.message).to.contain('stay with Okta')
    expect(server.seen).to.have.length(5)
  })

  for (const status of [400, 413, 422])
    it(`finds the one event that is answered ${status}, keeps it as a dead letter of 0600, and delivers the rest`, async () => {
      const [, , bad] = batch.events
      const taken: string[] = []
      server = await startLoopbackServer(({body}) => {
        if (body.includes(bad?.uuid ?? '')) return {status}
        taken.push(...body.toString().trimEnd().split('\n'))
        return {status: 200}
      })
      const to = sinkTo(server.url)
      await to.write(batch)
      const lines = home.read('dead.ndjson').trimEnd().split('\n')
      expect(lines).to.have.length(1)
      expect(lines[0]).to.contain(
        `{"reason":"the receiver answered ${status}","event":{"uuid":"${bad?.uuid}"`,
      )
      expect(statSync(path.join(home.path, 'dead.ndjson')).mode & 0o777).to.equal(0o600)
      const all = batch.bytes.toString().trimEnd().split('\n')
      expect(taken).to.deep.equal(all.filter((line) => !line.includes(bad?.uuid ?? '')))
      expect(to.deadLetters?.kept()).to.deep.equal({
        count: 1,
        reason: `the receiver answered ${status}`,
      })
    })

  for (const {status, failure} of [
    {status: 401, failure: 'denied'},
    {status: 403, failure: 'denied'},
    {status: 404, failure: 'failure'},
    {status: 307, failure: 'failure'},
    {status: 415, failure: 'failure'},
  ])
    it(`gives no event up for an answer of ${status}: address or authorization must be mended`, async () => {
      server = await startLoopbackServer(() => ({status}))
      const to = sinkTo(`${server.url}/in?key=secret`)
      const error = await opsErrorFrom(() => to.write(batch))
      expect(error).to.include({code: 'OPS_SINK', failure})
      expect(error.message).to.contain(`${server.url}/in answered ${status}: nothing is delivered until`)
      expect(existsSync(path.join(home.path, 'dead.ndjson'))).to.equal(false)
      expect(server.seen).to.have.length(1)
    })

  it('shows neither query nor password of its address', () => {
    expect(sinkTo('http://user:secret@127.0.0.1:9/in?token=secret').label).to.equal('http://127.0.0.1:9/in')
  })

  it('stops at once when it is told to', async () => {
    server = await startLoopbackServer(() => ({status: 500}))
    const to = sinkTo(server.url)
    const stopped = to.write(batch, AbortSignal.abort(new Error('stopped')))
    expect(await stopped.catch((error: unknown) => String(error))).to.equal('Error: stopped')
    expect(server.seen).to.have.length(0)
  })
})
