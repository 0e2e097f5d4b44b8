import {expect} from 'chai'
import {once} from 'node:events'
import http from 'node:http'
import net from 'node:net'
import {gzipSync} from 'node:zlib'
import {startHookListener, type HookListening} from '../../../src/lib/okta/hooks/hook-listener.js'
import type {HookDelivery, HookNews, HookReceiver} from '../../../src/lib/ports/hook-receiver.js'
import {attacksOn, sendRaw} from '../../support/attacks.js'
import {fakeMachine} from '../../support/fake-machine.js'
import {deliveryOf, hookSecret, postDelivery} from '../../support/hook-caller.js'

const event = {uuid: 'e1', eventType: 'user.lifecycle.deactivate'}
const path = '/okta-events'

describe('the receiver of event hooks', () => {
  let receiver: HookReceiver
  let url: string
  let taken: HookDelivery[]
  let news: HookNews[]
  let take: (delivery: HookDelivery) => void

  const start = async (changes: Partial<HookListening> = {}): Promise<void> => {
    receiver = await startHookListener(
      {
        machine: fakeMachine(),
        take: (delivery) => {
          take(delivery)
        },
        tell: (one) => news.push(one),
      },
      {
        host: '127.0.0.1',
        port: 0,
        path,
        hosts: ['hooks.example.com'],
        secretHeader: 'Authorization',
        secrets: [hookSecret],
        behindProxy: false,
        ...changes,
      },
    )
    url = `http://127.0.0.1:${receiver.port}${path}`
  }

  beforeEach(async () => {
    taken = []
    news = []
    take = (delivery) => taken.push(delivery)
    await start()
  })
  afterEach(() => receiver.close())

  const restart = async (changes: Partial<HookListening>): Promise<void> => {
    await receiver.close()
    await start(changes)
  }
  const good = {authorization: hookSecret, 'content-type': 'application/json'}
  const ids = (): string[] => taken.map(({id}) => id)
  const refusals = (): number[] => news.flatMap((one) => (one.kind === 'refused' ? [one.status] : []))

  describe('verification', () => {
    const challenge = 'k7Qd-challenge_of.okta'
    const verify = (headers = {}): ReturnType<typeof sendRaw> =>
      sendRaw(receiver.port, {
        target: path,
        headers: {'x-okta-verification-challenge': challenge, ...headers},
      })

    it('gives the challenge back as JSON, with the secret or without one', async () => {
      for (const headers of [{}, {authorization: hookSecret}]) {
        const answer = await verify(headers)
        expect([answer.status, answer.headers['content-type']]).to.deep.equal([200, 'application/json'])
        expect(JSON.parse(answer.body)).to.deep.equal({verification: challenge})
      }
      expect(news).to.deep.equal([{kind: 'verified'}, {kind: 'verified'}])
    })

    it('refuses another secret, no challenge, and one that is none', async () => {
      expect((await verify({authorization: 'another'})).status).to.equal(401)
      expect((await sendRaw(receiver.port, {target: path})).status).to.equal(400)
      expect((await verify({'x-okta-verification-challenge': '<script>alert(1) </script>'})).status).to.equal(
        400,
      )
      expect((await verify({'x-okta-verification-challenge': 'x'.repeat(1001)})).status).to.equal(400)
    })
  })

  it('answers 204 without a body once the events are taken', async () => {
    expect(await postDelivery(url, deliveryOf([event]))).to.deep.equal({status: 204, text: ''})
    expect(taken).to.deep.equal([{id: 'delivery-1', events: [event]}])
    expect(news).to.deep.equal([
      {kind: 'delivered', id: 'delivery-1', events: 1, repeated: false, skipped: 0},
    ])
  })

  it('takes a delivery that comes again once, but another one under the same id', async () => {
    for (const events of [[event], [event], [{...event, uuid: 'e2'}]])
      expect((await postDelivery(url, deliveryOf(events))).status).to.equal(204)
    expect(taken.map(({events}) => events.map(({uuid}) => uuid))).to.deep.equal([['e1'], ['e2']])
  })

  it('answers 503 when the events cannot be written down, and takes them the next time', async () => {
    take = () => {
      throw new Error('the disk is full')
    }
    expect((await postDelivery(url, deliveryOf([event]))).status).to.equal(503)
    take = (delivery) => taken.push(delivery)
    expect((await postDelivery(url, deliveryOf([event]))).status).to.equal(204)
    expect(ids()).to.deep.equal(['delivery-1'])
  })

  it('leaves out what is no event, and takes the rest', async () => {
    const events = [event, null, [], {uuid: 'e2'}, {eventType: 'x'}, {uuid: '', eventType: 'x'}] as never[]
    expect((await postDelivery(url, deliveryOf(events))).status).to.equal(204)
    expect(taken[0]?.events).to.deep.equal([event])
    expect(news[0]).to.include({skipped: 5})
  })

  it('looks for the secret in the header it was told, whatever its capitals', async () => {
    await restart({secretHeader: 'X-Halyard-Hook'})
    expect((await postDelivery(url, deliveryOf([event]))).status).to.equal(401)
    expect((await postDelivery(url, deliveryOf([event]), {'x-halyard-hook': hookSecret})).status).to.equal(
      204,
    )
  })

  it('answers to its public host, and behind a proxy only to what came by https', async () => {
    const ask = (headers: Record<string, string>): Promise<{status: number}> =>
      sendRaw(receiver.port, {
        target: path,
        headers: {host: 'hooks.example.com', 'x-okta-verification-challenge': 'c', ...headers},
      })
    expect((await ask({})).status).to.equal(200)
    await restart({behindProxy: true})
    expect((await ask({'x-forwarded-proto': 'https'})).status).to.equal(200)
    expect((await ask({'x-forwarded-proto': 'http'})).status).to.equal(403)
  })

  describe('turns away', () => {
    afterEach(async () => {
      expect(taken).to.deep.equal([])
      expect((await postDelivery(url, deliveryOf([event]))).status).to.equal(204)
    })

    // The table is the same for every port; its names are read here, its requests are sent below.
    for (const {name} of attacksOn({port: 0, landing: false})) {
      it(name, async () => {
        const attack = attacksOn({port: receiver.port, landing: false}).find((one) => one.name === name)
        if (attack === undefined) throw new Error(`no attack called ${name}`)
        const headers = {...good, ...attack.headers}
        const answer = await sendRaw(receiver.port, {...attack, headers, target: path})
        expect(answer.status).to.equal(attack.want)
        expect(answer.headers).to.not.have.property('access-control-allow-origin')
      })
    }

    const body = JSON.stringify(deliveryOf([event]))
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    const cases: readonly {
      readonly name: string
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: string
      readonly want: number
    }[] = [
      {name: 'no secret', headers: {authorization: ''}, want: 401},
      {name: 'a wrong secret', headers: {authorization: 'x'.repeat(hookSecret.length)}, want: 401},
      {name: 'the beginning of the secret', headers: {authorization: hookSecret.slice(0, -1)}, want: 401},
      {name: 'more than the secret', headers: {authorization: `${hookSecret}x`}, want: 401},
      {name: 'the secret in other capitals', headers: {authorization: hookSecret.toUpperCase()}, want: 401},
      {name: 'the secret under another scheme', headers: {authorization: `Bearer ${hookSecret}`}, want: 401},
      {name: 'a form', headers: {'content-type': 'application/x-www-form-urlencoded'}, want: 415},
      {name: 'plain text, which a page may send unasked', headers: {'content-type': 'text/plain'}, want: 415},
      {name: 'something like JSON', headers: {'content-type': 'application/json5'}, want: 415},
      {name: 'no type', headers: {'content-type': ''}, want: 415},
      {name: 'a compressed body', headers: {'content-encoding': 'gzip'}, want: 415},
      {name: 'two encodings', headers: {'content-encoding': 'identity, gzip'}, want: 415},
      {name: 'no JSON', body: 'hello', want: 400},
      {name: 'nothing', body: '', want: 400},
      {
        name: 'another kind of message',
        body: '{"eventType":"com.okta.inline_hook","eventId":"x","data":{"events":[]}}',
        want: 400,
      },
      {name: 'no id', body: JSON.stringify({...deliveryOf([event]), eventId: 7}), want: 400},
      {
        name: 'no list of events',
        body: JSON.stringify({...deliveryOf([]), data: {events: {0: event}}}),
        want: 400,
      },
      {name: 'only things that are no events', body: JSON.stringify(deliveryOf([{uuid: 'e1'}])), want: 400},
      {name: 'deep nesting', body: deep, want: 400},
      {name: 'deep nesting in an event', body: body.replace('"uuid"', `"a":${deep},"uuid"`), want: 400},
      {
        name: 'a list in the prototype',
        body: `{"__proto__":{"events":[]},"eventType":"com.okta.event_hook","eventId":"x","data":{"__proto__":{"events":[{"uuid":"e9","eventType":"x"}]}}}`,
        want: 400,
      },
      {name: 'text that is not UTF-8', body: `{"eventType":"\xff"}`, want: 400},
    ]
    for (const {name, headers = {}, body: sent = body, want} of cases) {
      it(name, async () => {
        const answer = await fetch(url, {
          method: 'POST',
          headers: {...good, ...headers},
          body: Buffer.from(sent, 'latin1'),
        })
        expect(answer.status).to.equal(want)
        expect(refusals()).to.deep.equal([want])
        expect(JSON.stringify(news)).to.not.include(hookSecret)
      })
    }

    for (const target of [
      '/',
      '/okta-events/',
      '//okta-events',
      '/./okta-events',
      '/x/../okta-events',
      '/okta%2devents',
      '/OKTA-EVENTS',
      '/okta-events;x',
      '/okta-events%00',
      'http://127.0.0.1/okta-events',
    ]) {
      it(`the path ${target}`, async () => {
        expect((await sendRaw(receiver.port, {method: 'POST', target, headers: good})).status).to.equal(404)
      })
    }

    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'TRACE']) {
      it(`the method ${method}`, async () => {
        expect((await sendRaw(receiver.port, {method, target: path, headers: good})).status).to.equal(405)
      })
    }

    it('a body that says it is too large, without waiting for it', async () => {
      const headers = {...good, 'content-length': '5000001'}
      const request = http.request({port: receiver.port, method: 'POST', path, headers})
      request.flushHeaders()
      const [response] = (await once(request, 'response')) as [http.IncomingMessage]
      expect(response.statusCode).to.equal(413)
      request.on('error', () => undefined).destroy()
    })

    it('a body that turns out to be too large', async () => {
      const request = http.request({port: receiver.port, method: 'POST', path, headers: good})
      const ended = new Promise((resolve) => {
        request.on('response', ({statusCode}) => {
          resolve(statusCode)
        })
        // The answer may be lost where the other end is closed while we still write.
        request.on('error', () => {
          resolve(413)
        })
      })
      const chunk = Buffer.alloc(1_000_000, ' ')
      for (let sent = 0; sent < 6; sent++) request.write(chunk)
      expect(await ended).to.equal(413)
      expect(refusals()).to.deep.equal([413])
      request.destroy()
    })

    it('a bomb: small, and large once it is unpacked', async () => {
      const bomb = gzipSync(Buffer.alloc(50_000_000, ' '))
      const headers = {...good, 'content-encoding': 'gzip'}
      expect((await fetch(url, {method: 'POST', headers, body: bomb})).status).to.equal(415)
    })

    it('a body from somebody without the secret, unread', async () => {
      const headers = {'content-type': 'application/json', 'content-length': '4000000'}
      const request = http.request({port: receiver.port, method: 'POST', path, headers})
      request.flushHeaders()
      const [response] = (await once(request, 'response')) as [http.IncomingMessage]
      expect([response.statusCode, response.headers.connection]).to.deep.equal([401, 'close'])
      request.on('error', () => undefined).destroy()
    })

    it('headers that are too long', async () => {
      const headers = {...good, 'x-filler': 'x'.repeat(20_000)}
      expect((await sendRaw(receiver.port, {method: 'POST', target: path, headers})).status).to.equal(431)
    })

    it('two lengths, and a length beside chunks', async () => {
      const start = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${receiver.port}\r\nAuthorization: ${hookSecret}\r\nContent-Type: application/json\r\n`
      for (const lengths of [
        'Content-Length: 2\r\nContent-Length: 40\r\n',
        'Content-Length: 2\r\nTransfer-Encoding: chunked\r\n',
      ])
        expect(await rawStatus(receiver.port, `${start}${lengths}\r\n{}`)).to.equal(400)
    })
  })

  it('serves 20 at once and asks the others to come again', async () => {
    const requests = Array.from({length: 30}, () => {
      const request = http.request({port: receiver.port, method: 'POST', path, headers: good, agent: false})
      request.on('error', () => undefined)
      const status = once(request, 'response').then(
        ([response]) => (response as http.IncomingMessage).statusCode,
      )
      request.write(' ')
      return {request, status}
    })
    const statuses: (number | undefined)[] = []
    for (const {status} of requests) void status.then((one) => statuses.push(one))
    while (statuses.length < 10) await new Promise(setImmediate)
    expect(statuses).to.deep.equal(Array.from({length: 10}, () => 503))
    for (const {request} of requests) if (!request.destroyed) request.end(JSON.stringify(deliveryOf([event])))
    while (statuses.length < 30) await new Promise(setImmediate)
    expect(statuses.filter((one) => one === 204)).to.have.length(20)
    expect((await postDelivery(url, deliveryOf([event], 'later'))).status).to.equal(204)
    expect(ids()).to.deep.equal(['delivery-1', 'later'])
  })

  it('gives up headers and bodies that do not come, and their places are free again', async () => {
    await restart({patience: {headersMs: 100, requestMs: 200}})
    const begun = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${receiver.port}\r\nAuthorization: ${hookSecret}\r\n`
    const type = 'Content-Type: application/json\r\n'
    for (const bytes of [begun, `${begun}${type}Content-Length: 100\r\n\r\n{`]) {
      const socket = net.connect(receiver.port, '127.0.0.1')
      socket.write(bytes)
      const chunks: string[] = []
      for await (const chunk of socket) chunks.push(String(chunk))
      expect(chunks.join('')).to.match(/^HTTP\/1\.1 408 /)
    }
    expect(refusals()).to.deep.equal([408])
  })

  it('ends once what is on its way is answered', async () => {
    const headers = {...good, expect: '100-continue'}
    const request = http.request({port: receiver.port, method: 'POST', path, headers})
    const answered = once(request, 'response') as Promise<[http.IncomingMessage]>
    request.flushHeaders()
    await once(request, 'continue')
    const closed = receiver.close()
    request.end(JSON.stringify(deliveryOf([event])))
    const [{statusCode, headers: answer}] = await answered
    expect([statusCode, answer.connection]).to.deep.equal([204, 'close'])
    await closed
  })
})

/** The status of the first answer to exactly these bytes. */
async function rawStatus(port: number, bytes: string): Promise<number> {
  const socket = net.connect(port, '127.0.0.1')
  socket.write(bytes)
  const [first] = (await once(socket, 'data')) as [Buffer]
  socket.destroy()
  return Number(/^HTTP\/1\.1 (\d+)/.exec(first.toString())?.[1])
}
