import {expect} from 'chai'
import {writeFileSync} from 'node:fs'
import path from 'node:path'
import {sendRequest} from '../../../src/lib/shared/http-client.js'
import type {Environment} from '../../../src/lib/shared/machine.js'
import {fakeMachine} from '../../support/fake-machine.js'
import {skipSaying} from '../../support/skip.js'
import {
  createAuthority,
  deadPort,
  listenProxy,
  listenTls,
  type Authority,
  type ConnectProxy,
  type Listening,
  type ProxyManner,
} from '../../support/tls.js'
import {opsErrorFrom} from '../../support/thrown.js'

describe('HTTPS with a company certificate authority', () => {
  let authority: Authority
  let server: Listening
  before(async function () {
    const made = createAuthority()
    if (typeof made === 'string') skipSaying(this, made)
    authority = made
    cleanUp.push(authority.remove)
    server = await listenTls(authority, ({url, headers}, response) => {
      response.end(JSON.stringify({url, proxyLogin: headers['proxy-authorization']}))
    })
    cleanUp.push(server.close)
  })
  const cleanUp: (() => unknown)[] = []
  after(() => Promise.all(cleanUp.map((step) => step())))

  const ask = (host: string, env: Environment): Promise<{status: number; body: string}> =>
    sendRequest(fakeMachine(env), {method: 'GET', url: `https://${host}:${server.port}/path?secret=1`})

  it('trusts it by AWS_CA_BUNDLE', async () => {
    expect(await ask('localhost', {AWS_CA_BUNDLE: authority.bundle})).to.include({status: 200})
  })

  it('does not trust it without, and names host and port', async () => {
    const error = await opsErrorFrom(() => ask('localhost', {}))
    expect(error).to.include({code: 'OPS_TLS', failure: 'unavailable', next: 'export AWS_CA_BUNDLE=/path/to/company-ca.pem'}) // prettier-ignore
    expect(error.message).to.match(
      new RegExp(`^the TLS connection to localhost:${server.port} cannot be trusted \\(\\w+\\)$`),
    )
  })

  it('does not trust a certificate for other names', async () => {
    const error = await opsErrorFrom(() => ask('127.0.0.1', {AWS_CA_BUNDLE: authority.bundle}))
    expect(error.message).to.match(/127\.0\.0\.1:\d+ cannot be trusted \(ERR_TLS_CERT_ALTNAME_INVALID\)$/)
  })

  it('takes a server that does not speak TLS for what it is', async () => {
    const plain = await listenProxy({status: 400})
    const url = `https://localhost:${plain.port}/`
    const error = await opsErrorFrom(() => sendRequest(fakeMachine(), {method: 'GET', url}))
    await plain.close()
    expect(error).to.include({code: 'OPS_TLS', failure: 'unavailable'})
    expect(error.message).to.include('does not speak TLS')
  })

  for (const {name, content, code} of [
    {name: 'is not there', content: undefined, code: 'OPS_FILE_UNREADABLE'},
    {name: 'holds no certificate', content: 'hello\n', code: 'OPS_TLS'},
  ]) {
    it(`names an AWS_CA_BUNDLE that ${name}`, async () => {
      const bundle = path.join(path.dirname(authority.bundle), 'other bundle.pem')
      if (content !== undefined) writeFileSync(bundle, content)
      const error = await opsErrorFrom(() => ask('localhost', {AWS_CA_BUNDLE: bundle}))
      expect(error.code).to.equal(code)
      expect(error.message).to.include(bundle).and.to.include('AWS_CA_BUNDLE')
      expect(error.next).to.include(`'${bundle}'`)
    })
  }

  describe('tells when the service is reached, and with it that the request may have left', () => {
    /** How often it was told, and what came of the request. */
    async function told(host: string, env: Environment): Promise<readonly [number, string]> {
      let count = 0
      const request = {
        method: 'POST',
        url: `https://${host}:${server.port}/`,
        body: 'hello',
        onConnected: () => {
          count++
        },
      } as const
      try {
        await sendRequest(fakeMachine(env), request)
        return [count, 'answered']
      } catch (error) {
        return [count, (error as {code: string}).code]
      }
    }
    const through = async (manner: ProxyManner, trusted = true): Promise<readonly [number, string]> => {
      const proxy = await listenProxy(manner)
      const bundle = trusted ? {AWS_CA_BUNDLE: authority.bundle} : {}
      try {
        return await told('portal.example.test', {...bundle, HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`})
      } finally {
        await proxy.close()
      }
    }

    it('directly, once TLS is there', async () => {
      expect(await told('localhost', {AWS_CA_BUNDLE: authority.bundle})).to.deep.equal([1, 'answered'])
    })

    it('never with a certificate that is not trusted', async () => {
      expect(await told('localhost', {})).to.deep.equal([0, 'OPS_TLS'])
    })

    it('through a proxy, and not when only the proxy is', async () => {
      expect(await through({port: server.port})).to.deep.equal([1, 'answered'])
      expect(await through({port: server.port}, false)).to.deep.equal([0, 'OPS_TLS'])
      expect(await through({status: 403})).to.deep.equal([0, 'OPS_PROXY'])
    })
  })

  describe('behind a proxy', () => {
    let proxy: ConnectProxy | undefined
    afterEach(async () => {
      await proxy?.close()
      proxy = undefined
    })
    /** Asks for `host` through a proxy of this manner. */
    async function askBy(manner: ProxyManner, host: string, env: Environment = {}): Promise<unknown> {
      proxy = await listenProxy(manner)
      const HTTPS_PROXY = `http://ines:p%40ss@127.0.0.1:${proxy.port}`
      return ask(host, {AWS_CA_BUNDLE: authority.bundle, HTTPS_PROXY, ...env})
    }

    it('reaches the service by CONNECT, with TLS from end to end', async () => {
      expect(await askBy({port: server.port}, 'portal.example.test')).to.include({status: 200})
      expect(proxy?.seen).to.deep.equal([{target: `portal.example.test:${server.port}`, login: 'ines:p@ss'}])
    })

    it('gives user and password to the proxy alone', async () => {
      const answer = await askBy({port: server.port}, 'portal.example.test')
      expect(answer).to.deep.include({body: JSON.stringify({url: '/path?secret=1'})})
    })

    it('speaks TLS to an https proxy', async () => {
      proxy = await listenProxy({port: server.port}, authority)
      const env = {AWS_CA_BUNDLE: authority.bundle, https_proxy: `https://localhost:${proxy.port}`}
      expect(await ask('portal.example.test', env)).to.include({status: 200})
      expect(proxy.seen).to.have.length(1)
    })

    it('goes past it where NO_PROXY says so', async () => {
      expect(await askBy({status: 500}, '0.0.0.0', {NO_PROXY: 'example.test, 0.0.0.0'})).to.include({
        status: 200,
      })
      expect(proxy?.seen).to.deep.equal([])
    })

    it('still judges the certificate of the service', async () => {
      const error = await opsErrorFrom(() => askBy({port: server.port}, 'portal.example.test', {AWS_CA_BUNDLE: ''})) // prettier-ignore
      expect(error).to.include({code: 'OPS_TLS', failure: 'unavailable'})
      expect(error.message).to.include(`portal.example.test:${server.port}`)
    })

    for (const {name, manner, says} of [
      {name: 'wants a password', manner: {status: 407}, says: 'it wants a user name and password'},
      {name: 'forbids it', manner: {status: 403}, says: 'it answered 403'},
      {name: 'is overloaded', manner: {status: 503}, says: 'it answered 503'},
      {name: 'hangs up', manner: 'cut', says: 'the connection was cut'},
      {name: 'talks nonsense', manner: 'nonsense', says: 'its answer is not HTTP'},
    ] as const) {
      it(`blames a proxy that ${name}`, async () => {
        const error = await opsErrorFrom(() => askBy(manner, 'portal.example.test'))
        expect(error).to.include({code: 'OPS_PROXY', failure: 'unavailable'})
        expect(error.message).to.include(`portal.example.test:${server.port}`).and.to.include(says)
        expect(error.message + String(error.next))
          .to.not.include('p%40ss')
          .and.not.include('p@ss')
      })
    }

    it('blames a proxy that is down, by its address', async () => {
      const dead = await deadPort()
      const error = await opsErrorFrom(() => ask('portal.example.test', {HTTPS_PROXY: `http://ines:pw@127.0.0.1:${dead}`})) // prettier-ignore
      expect(error).to.include({code: 'OPS_PROXY', failure: 'unavailable'})
      expect(error.message).to.match(
        new RegExp(`through the proxy 127\\.0\\.0\\.1:${dead}: connection refused$`),
      )
    })

    it('blames a proxy that is called https and speaks http', async () => {
      proxy = await listenProxy({port: server.port})
      const error = await opsErrorFrom(() => ask('portal.example.test', {HTTPS_PROXY: `https://127.0.0.1:${proxy?.port ?? 0}`})) // prettier-ignore
      expect(error).to.include({code: 'OPS_PROXY', failure: 'unavailable'})
      expect(error.message).to.include(`127.0.0.1:${proxy.port}: it does not speak TLS`)
    })

    it('does not trust an https proxy whose authority it does not know', async () => {
      proxy = await listenProxy({port: server.port}, authority)
      const error = await opsErrorFrom(() => ask('portal.example.test', {HTTPS_PROXY: `https://localhost:${proxy?.port ?? 0}`})) // prettier-ignore
      expect(error).to.include({code: 'OPS_PROXY', failure: 'unavailable'})
      expect(error.message).to.match(new RegExp(`proxy localhost:${proxy.port}: it cannot be trusted`))
    })

    it('waits no longer for a proxy that says nothing than for a service', async () => {
      proxy = await listenProxy('silent')
      const env = {HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`}
      const url = 'https://portal.example.test/'
      const error = await opsErrorFrom(() =>
        sendRequest(fakeMachine(env), {method: 'GET', url, timeoutMs: 100}),
      )
      expect(error).to.include({code: 'OPS_PROXY', failure: 'unavailable'})
      expect(error.message).to.match(/: no answer in time$/)
      // A connection left open would keep the program from ending.
      while (proxy.open() > 0) await new Promise((resolve) => setImmediate(resolve))
    })
  })
})
