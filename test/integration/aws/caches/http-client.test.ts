import {expect} from 'chai'
import http from 'node:http'
import type net from 'node:net'
import {type AddressInfo} from 'node:net'
import {sendRequest} from '../../../../src/lib/shared/http-client.js'
import {sendPatiently} from '../../../../src/lib/shared/http-retry.js'
import {liveMachine} from '../../../support/live-machine.js'
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
    {name: 'no answer in time', answer: silent, more: {timeoutMs: 50}, says: ' gave no answer in time'},
    {
      name: 'an answer that never ends in time',
      answer: (_, response) => response.writeHead(200).write('half'),
      more: {timeoutMs: 100},
      says: ' gave no answer in time',
    },
    {
      name: 'an answer too large to be true',
      answer: (_, response) => response.end(Buffer.alloc(5_000_000)),
      says: 'too large',
    },
  ] satisfies readonly {name: string; answer: Answer; more?: object; says: string}[]) {
    it(`${name}: OPS_NETWORK, naming host and port, which was reached`, async () => {
      const url = await serve(answer)
      const error = await opsErrorFrom(() => get(`${url}/x?secret=1`, {}, more))
      expect(error).to.include({code: 'OPS_NETWORK', failure: 'unavailable'})
      expect(error.message).to.include(url.slice(7)).and.include(says).and.not.include('cannot reach')
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
