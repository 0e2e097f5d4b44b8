import {expect} from 'chai'
import {spawnSync} from 'node:child_process'
import http from 'node:http'
import https from 'node:https'
import net, {type AddressInfo} from 'node:net'
import path from 'node:path'
import {sendRequest} from '../../../../src/lib/shared/http-client.js'
import {sendPatiently} from '../../../../src/lib/shared/http-retry.js'
import {liveMachine} from '../../../support/live-machine.js'
import {createTempHome, type TempHome} from '../../../support/temp-home.js'
import {opsErrorFrom} from '../../../support/thrown.js'

type Answer = (request: http.IncomingMessage, response: http.ServerResponse) => void

describe('one HTTP exchange', () => {
  const servers: net.Server[] = []
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.close()
      if (server instanceof http.Server) server.closeAllConnections()
    }
  })
  const listen = async (server: net.Server): Promise<number> => {
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return (server.address() as AddressInfo).port
  }
  const serve = async (answer: Answer): Promise<string> =>
    `http://127.0.0.1:${await listen(http.createServer(answer))}`
  const get = (url: string, env = {}, more = {}): ReturnType<typeof sendRequest> =>
    sendRequest(liveMachine(env), {method: 'GET', url, ...more})

  it('gives any status as an answer and follows no redirect', async () => {
    const url = await serve((_, response) => {
      response.writeHead(302, {location: 'https://elsewhere.test'}).end('moved')
    })
    expect(await get(url)).to.include({status: 302, body: 'moved'})
  })

  it('tells --verbose what was asked, without the query and the headers', async () => {
    const url = await serve((_, response) => {
      response.setHeader('x-amzn-requestid', 'id-1').end()
    })
    const machine = liveMachine({})
    await sendRequest(machine, {method: 'GET', url: `${url}/path?secret=1`, headers: {token: 'secret-2'}})
    expect(machine.debugLines).to.have.length(1)
    expect(machine.debugLines[0]).to.match(
      /^GET http:\/\/127\.0\.0\.1:\d+\/path -> 200 in \d+ ms \(request id-1\)$/,
    )
  })

  const silent: Answer = () => undefined
  for (const {name, answer, more = {}, says} of [
    {
      name: 'a connection cut before the answer',
      answer: (request) => request.socket.destroy(),
      says: 'was cut',
    },
    {
      name: 'an answer cut short',
      answer: (_, response) => {
        response.writeHead(200, {'content-length': '100'}).write('half')
        setTimeout(() => response.destroy(), 10)
      },
      says: 'was cut',
    },
    {name: 'no answer in time', answer: silent, more: {timeoutMs: 50}, says: 'no answer in time'},
    {
      name: 'an answer that never ends in time',
      answer: (_, response) => response.writeHead(200).write('half'),
      more: {timeoutMs: 100},
      says: 'no answer in time',
    },
    {
      name: 'an answer too large to be true',
      answer: (_, response) => response.end(Buffer.alloc(5_000_000)),
      says: 'too large',
    },
  ] satisfies readonly {name: string; answer: Answer; more?: object; says: string}[]) {
    it(`${name}: OPS_NETWORK, naming host and port`, async () => {
      const url = await serve(answer)
      const error = await opsErrorFrom(() => get(`${url}/x?secret=1`, {}, more))
      expect(error).to.include({code: 'OPS_NETWORK', failure: 'unavailable'})
      expect(error.message)
        .to.include(`cannot reach ${url.slice(7)}: `)
        .and.include(says)
      expect(error.message).to.not.include('secret')
    })
  }

  it('ends with the reason of a signal', async () => {
    const url = await serve(silent)
    const reason = new Error('cancelled by the person')
    const controller = new AbortController()
    setTimeout(() => {
      controller.abort(reason)
    }, 20)
    const thrown = await get(url, {}, {signal: controller.signal}).catch((error: unknown) => error)
    expect(thrown).to.equal(reason)
  })

  it('refuses clear text off loopback before anything is sent', async () => {
    const error = await opsErrorFrom(() => get('http://portal.example.test/x'))
    expect(error).to.include({code: 'OPS_CLEAR_TEXT', failure: 'refused'})
  })

  describe('through a proxy', () => {
    const proxied = (port: number): object => ({HTTPS_PROXY: `http://ada:pass-word@127.0.0.1:${port}`})
    const refusing = (status: number): net.Server =>
      net.createServer((socket) => {
        socket.on('error', () => undefined)
        socket.once('data', () => socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`))
      })

    it('sends its user and password, and to the proxy only', async () => {
      let asked = ''
      const port = await listen(
        net.createServer((socket) => {
          socket.once('data', (data) => {
            asked = data.toString()
            socket.end('HTTP/1.1 502 No\r\n\r\n')
          })
        }),
      )
      await opsErrorFrom(() => get('https://portal.example.test/x', proxied(port)))
      expect(asked).to.match(/^CONNECT portal\.example\.test:443 HTTP\/1\.1\r\n/)
      expect(asked).to.include(
        `Proxy-Authorization: Basic ${Buffer.from('ada:pass-word').toString('base64')}`,
      )
    })

    for (const [status, says] of [
      [407, 'it wants a user name and password'],
      [403, 'it answered 403'],
    ] as const) {
      it(`takes its ${status} for its own, not for the service's`, async () => {
        const port = await listen(refusing(status))
        const error = await opsErrorFrom(() => get('https://portal.example.test/x', proxied(port)))
        expect(error).to.include({code: 'OPS_PROXY', failure: 'unavailable'})
        expect(error.message).to.include(says)
        expect(error.message + (error.next ?? '')).to.not.include('pass-word')
      })
    }

    it('names the proxy that is not there', async () => {
      const error = await opsErrorFrom(() => get('https://portal.example.test/x', proxied(9)))
      expect(error.code).to.equal('OPS_PROXY')
      expect(error.message).to.equal(
        'cannot reach portal.example.test:443 through the proxy 127.0.0.1:9: connection refused',
      )
    })
  })

  describe('over TLS', () => {
    let home: TempHome
    before(function () {
      home = createTempHome()
      const [key, cert] = ['key.pem', 'ca.pem'].map((name) => path.join(home.path, name))
      const made = spawnSync('openssl', [
        ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1'],
        ...['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key ?? '', '-out', cert ?? ''],
      ])
      // Reported as pending: the machine has no openssl to make a certificate with.
      if (made.status !== 0) this.skip()
    })
    after(() => {
      home.remove()
    })
    const secure = async (): Promise<string> => {
      const identity = {key: home.read('key.pem'), cert: home.read('ca.pem')}
      const server = https.createServer(identity, (_, response) => response.end('private'))
      server.on('tlsClientError', () => undefined)
      return `https://127.0.0.1:${await listen(server)}`
    }

    it('does not trust an unknown authority, and says what to set', async () => {
      const url = await secure()
      const error = await opsErrorFrom(() => get(url))
      expect(error).to.include({code: 'OPS_TLS', next: 'export AWS_CA_BUNDLE=/path/to/company-ca.pem'})
      expect(error.message).to.include(url.slice(8))
    })

    it('trusts the authorities of AWS_CA_BUNDLE', async () => {
      const url = await secure()
      expect((await get(url, {AWS_CA_BUNDLE: path.join(home.path, 'ca.pem')})).body).to.equal('private')
    })

    it('names a bundle that cannot be read', async () => {
      const error = await opsErrorFrom(() => get('https://127.0.0.1:9', {AWS_CA_BUNDLE: '/nowhere/ca.pem'}))
      expect(error).to.include({code: 'OPS_FILE_UNREADABLE'})
      expect(error.message).to.include('/nowhere/ca.pem (AWS_CA_BUNDLE)')
    })
  })

  describe('tried again', () => {
    it('after 429 and 5xx, as long as Retry-After says, up to five seconds', async () => {
      const statuses = [429, 503, 200]
      let tries = 0
      const url = await serve((_, response) => {
        response.writeHead(statuses[tries++] ?? 500, tries === 1 ? {'retry-after': '3600'} : {}).end()
      })
      const slept: number[] = []
      const machine = {
        ...liveMachine({}),
        sleep: (ms: number) => {
          slept.push(ms)
          return Promise.resolve()
        },
      }
      expect((await sendPatiently(machine, {method: 'GET', url})).status).to.equal(200)
      expect(slept[0]).to.be.within(5000, 5100)
      expect(slept[1]).to.be.within(400, 500)
    })

    it('not after 400', async () => {
      let tries = 0
      const url = await serve((_, response) => {
        tries += 1
        response.writeHead(400).end()
      })
      expect((await sendPatiently(liveMachine({}), {method: 'GET', url})).status).to.equal(400)
      expect(tries).to.equal(1)
    })
  })
})
