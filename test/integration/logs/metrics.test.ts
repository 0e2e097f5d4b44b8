import {expect} from 'chai'
import http from 'node:http'
import {startMetricsListener} from '../../../src/lib/logs/metrics/metrics-listener.js'
import type {LoopbackListener} from '../../../src/lib/shared/loopback-listener.js'
import type {SourceStatus} from '../../../src/lib/logs/source-status.js'
import {opsErrorFrom} from '../../support/thrown.js'

const source: SourceStatus = {
  name: 'audit "1"',
  sink: 'file audit.ndjson',
  state: 'idle',
  pages: 3,
  seen: 250,
  delivered: 200,
  filtered: 40,
  repeated: 10,
  refused: 4,
  late: 1,
  failures: 2,
  healed: 0,
  lagMs: 1500,
}

describe('the metrics listener', () => {
  let sources: readonly SourceStatus[] = [source]
  let listener: LoopbackListener

  before(async () => {
    listener = await startMetricsListener(0, () => sources)
  })
  after(() => listener.close())

  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    new Promise<{status: number; body: string}>((resolve, reject) => {
      const request = http.request(
        {host: '127.0.0.1', port: listener.port, path, method, headers},
        (answer) => {
          let body = ''
          answer.on('data', (chunk: Buffer) => (body += chunk.toString()))
          answer.on('end', () => {
            resolve({status: answer.statusCode ?? 0, body})
          })
        },
      )
      request.on('error', reject)
      request.end()
    })

  it('gives every figure with its source and sink, in the Prometheus text format', async () => {
    const {status, body} = await get('/metrics')
    expect(status).to.equal(200)
    const labels = String.raw`{source="audit \"1\"",sink="file audit.ndjson"}`
    expect(body).to.contain(
      `# TYPE okta_ops_logs_events_delivered_total counter\nokta_ops_logs_events_delivered_total${labels} 200\n`,
    )
    expect(body).to.contain(`okta_ops_logs_lag_seconds${labels} 1.5\n`)
    expect(body).to.contain(`okta_ops_logs_up${labels} 1\n`)
    expect(body).not.to.contain('okta_ops_logs_last_page_timestamp_seconds{')
  })

  it('is healthy until a source has failed', async () => {
    expect(await get('/healthz')).to.deep.equal({status: 200, body: 'audit "1" idle\n'})
    sources = [source, {...source, name: 'other', state: 'failed'}]
    expect((await get('/healthz')).status).to.equal(503)
    sources = [source]
  })

  for (const {name, headers, path, method, want} of [
    {name: 'a foreign Host', headers: {host: 'evil.test'}, path: '/metrics', method: 'GET', want: 421},
    {
      name: 'a foreign Origin',
      headers: {origin: 'https://evil.test'},
      path: '/metrics',
      method: 'GET',
      want: 403,
    },
    {
      name: 'a cross-site fetch',
      headers: {'sec-fetch-site': 'cross-site'},
      path: '/metrics',
      method: 'GET',
      want: 403,
    },
    {name: 'POST', headers: {}, path: '/metrics', method: 'POST', want: 405},
    {name: 'another path', headers: {}, path: '/', method: 'GET', want: 404},
  ]) {
    it(`turns ${name} away`, async () => {
      expect((await get(path, headers, method)).status).to.equal(want)
    })
  }

  it('names a port that is taken', async () => {
    const error = await opsErrorFrom(() => startMetricsListener(listener.port, () => []))
    expect(error.message).to.contain(`port ${listener.port}`)
  })
})
