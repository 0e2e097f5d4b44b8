import {expect} from 'chai'
import http from 'node:http'
import type {AddressInfo} from 'node:net'
import {runBin} from '../support/run-bin.js'
import {createTempHome, type TempHome} from '../support/temp-home.js'

const role = '/latest/meta-data/iam/security-credentials/'

/** What an EC2 instance tells its programs (IMDSv2). */
function startMetadata(): Promise<http.Server> {
  const server = http.createServer((request, response) => {
    const {method, url, headers} = request
    if (method === 'PUT' && url === '/latest/api/token') return response.end('metadata-token')
    if (headers['x-aws-ec2-metadata-token'] !== 'metadata-token') return response.writeHead(401).end()
    if (url === role) return response.end('Fleet')
    const credentials = {
      Code: 'Success',
      AccessKeyId: 'ASIAOFTHEINSTANCE',
      SecretAccessKey: 'secret',
      Token: 'token',
      Expiration: '2099-01-01T00:00:00Z',
    }
    return response.end(JSON.stringify(credentials))
  })
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      resolve(server)
    }),
  )
}

describe('credentials of an EC2 instance', () => {
  let home: TempHome
  let server: http.Server
  let env: Record<string, string>
  beforeEach(async () => {
    home = createTempHome()
    server = await startMetadata()
    const {port} = server.address() as AddressInfo
    env = {HOME: home.path, AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://127.0.0.1:${port}`}
  })
  afterEach(() => {
    server.close()
    home.remove()
  })

  it('are used when nothing is chosen', async () => {
    const {stdout, stderr} = await runBin(['export', '--json'], {env})
    expect(stderr).to.equal('')
    expect((JSON.parse(stdout) as {result: object}).result).to.include({
      origin: 'instance',
      accessKeyId: 'ASIAOFTHEINSTANCE',
    })
  })

  it('are not asked for when that is switched off', async () => {
    const off = {...env, AWS_EC2_METADATA_DISABLED: 'true'}
    const {stdout, exitCode} = await runBin(['export', '--json'], {env: off})
    expect(exitCode).to.equal(1)
    expect((JSON.parse(stdout) as {error: {code: string}}).error.code).to.equal('OPS_NO_CREDENTIALS')
  })

  it('do not keep anyone waiting where there is no instance', async () => {
    server.close()
    server.closeAllConnections()
    const startedAt = performance.now()
    expect((await runBin(['export'], {env})).exitCode).to.equal(1)
    expect(performance.now() - startedAt).to.be.lessThan(5000)
  })
})
