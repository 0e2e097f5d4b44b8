import {expect} from 'chai'
import http from 'node:http'
import {startSandbox, type Sandbox} from '../../../src/lib/sandbox/sandbox.js'

describe('the proxy inside a sandbox', () => {
  let sandbox: Sandbox
  before(async () => {
    sandbox = await startSandbox()
  })
  after(() => sandbox.close())

  /** CONNECT to `target`; then a request over the tunnel, where there is one. */
  function through(target: string): Promise<{readonly connected: number; readonly answered?: number}> {
    const {hostname, port} = new URL(sandbox.env['HTTPS_PROXY'] ?? '')
    return new Promise((resolve, reject) => {
      const ask = http.request({host: hostname, port, method: 'CONNECT', path: target, agent: false})
      ask.on('error', reject)
      ask.on('connect', ({statusCode = 0}, socket) => {
        if (statusCode !== 200) {
          resolve({connected: statusCode})
          return
        }
        const headers = {host: target}
        const inside = http.get({createConnection: () => socket, path: '/signin', headers}, (answer) => {
          answer.resume()
          socket.destroy()
          resolve({connected: statusCode, answered: answer.statusCode ?? 0})
        })
        inside.on('error', reject)
      })
      ask.end()
    })
  }

  it('leads back to the sandbox', async () => {
    for (const name of ['127.0.0.1', 'localhost'])
      expect(await through(`${name}:${sandbox.port}`)).to.deep.equal({connected: 200, answered: 200})
  })

  for (const target of ['okta.example.test:443', '127.0.0.1:22', 'example.test:80'])
    it(`does not lead to ${target}`, async () => {
      expect(await through(target)).to.deep.equal({connected: 403})
    })

  it('keeps a tunnel from holding the sandbox up when it ends', async () => {
    const other = await startSandbox()
    const socket = await new Promise<NodeJS.WritableStream>((resolve) => {
      http
        .request({host: '127.0.0.1', port: other.port, method: 'CONNECT', path: `127.0.0.1:${other.port}`})
        .on('connect', (_, open) => {
          open.on('error', () => undefined)
          resolve(open)
        })
        .end()
    })
    await other.close()
    expect(socket).not.to.equal(undefined)
  })
})
