import {expect} from 'chai'
import net from 'node:net'
import {startCallbackListener, type CallbackListener} from '../../../../src/lib/sign-in/callback-listener.js'
import {attacksOn, sendRaw, type RawAnswer} from '../../../support/attacks.js'

const state = 'the-state-of-this-sign-in'
const good = `/oauth/callback?code=c-1&state=${state}`

describe('aws/login callback listener', () => {
  let listener: CallbackListener
  let answered: unknown

  beforeEach(async () => {
    listener = await startCallbackListener(state)
    answered = undefined
    void listener.answer.then((answer) => (answered = answer))
  })

  afterEach(async () => {
    listener.conclude({kind: 'failed', title: 'over', message: 'over'})
    await listener.close()
  })

  const get = (target: string, headers: Record<string, string> = {}): Promise<RawAnswer> =>
    sendRaw(listener.port, {target, headers})

  describe('attacks', () => {
    for (const attack of attacksOn({port: 0, landing: true})) {
      it(`${attack.name}: ${attack.want}`, async () => {
        // The table is made again with the real port; names and order are the same.
        const real = attacksOn({port: listener.port, landing: true}).find(({name}) => name === attack.name)!
        const reply = await sendRaw(listener.port, {target: good, ...real})
        expect(reply.status).to.equal(real.want)
        expect(answered, 'the sign-in is untouched').to.equal(undefined)
        expect(reply.body).to.not.include('c-1')
        expect(Object.keys(reply.headers).filter((name) => name.startsWith('access-control'))).to.be.empty
      })
    }

    const strangers: readonly (readonly [string, string, number])[] = [
      ['the wrong state', '/oauth/callback?code=c-1&state=guess', 400],
      ['a state of the right length', `/oauth/callback?code=c-1&state=${'x'.repeat(state.length)}`, 400],
      ['no state', '/oauth/callback?code=c-1', 400],
      ['an error without a state', '/oauth/callback?error=access_denied', 400],
      ['two states', `${good}&state=other`, 400],
      ['two codes', `${good}&code=c-2`, 400],
      ['an empty code', `/oauth/callback?code=&state=${state}`, 400],
      ['no query', '/oauth/callback', 400],
      ['a query of 9 KiB', `${good}&x=${'x'.repeat(9000)}`, 414],
      ['a query of 40 KiB', `${good}&x=${'x'.repeat(40_000)}`, 431],
      ['another path', `/?code=c-1&state=${state}`, 404],
      ['a path above', `/oauth/../oauth/callback/?code=c-1&state=${state}`, 404],
      ['an absolute target', `http://evil.example.test${good}`, 404],
      ['the favicon', '/favicon.ico', 404],
    ]
    for (const [name, target, want] of strangers) {
      it(`${name}: ${want}`, async () => {
        expect((await get(target)).status).to.equal(want)
        expect(answered, 'the sign-in is untouched').to.equal(undefined)
      })
    }

    for (const method of ['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH']) {
      it(`${method} without an origin: 405`, async () => {
        const reply = await sendRaw(listener.port, {method, target: good})
        expect([reply.status, reply.headers.allow]).to.deep.equal([405, 'GET'])
        expect(answered).to.equal(undefined)
      })
    }
  })

  it('shows how the sign-in ended, with the code gone from the address bar', async () => {
    const reply = get(good)
    expect(await listener.answer).to.deep.equal({kind: 'code', code: 'c-1'})
    listener.conclude({kind: 'done', session: 'corp', until: '16:30'})
    const {status, body, headers} = await reply
    expect(status).to.equal(200)
    expect(body).to.include('You are signed in').and.include('corp').and.include('16:30')
    expect(body).to.include('history.replaceState')
    expect(headers['content-security-policy']).to.match(/^default-src 'none'; style-src 'sha256-/)
    expect(headers['cache-control']).to.equal('no-store')
  })

  it('shows the failure of the exchange in the page, escaped', async () => {
    const reply = get(good)
    await listener.answer
    listener.conclude({kind: 'failed', title: 'No', message: '<b>x</b>\u001b[31m', next: 'okta-ops login'})
    const {status, body} = await reply
    expect(status).to.equal(400)
    expect(body).to.include('&lt;b&gt;x&lt;/b&gt;\\u{1b}[31m').and.include('<pre>okta-ops login</pre>')
  })

  it('takes the first of two fetches and gives both the same page', async () => {
    const replies = [get(good), get(good)]
    await listener.answer
    await new Promise((resolve) => setTimeout(resolve, 20))
    listener.conclude({kind: 'done', session: 'corp', until: '16:30'})
    const [first, second] = await Promise.all(replies)
    expect(first!.body).to.equal(second!.body)
  })

  it('does not spend the code on a prefetch', async () => {
    const guess = await get(good, {'sec-purpose': 'prefetch;prerender'})
    expect([guess.status, answered]).to.deep.equal([503, undefined])
  })

  it('passes on the word and the sentence of a refusal', async () => {
    const reply = get(`/oauth/callback?error=access_denied&error_description=not+you&state=${state}`)
    expect(await listener.answer).to.deep.equal({
      kind: 'error',
      error: 'access_denied',
      description: 'not you',
    })
    listener.conclude({kind: 'failed', title: 'No', message: 'not you'})
    expect((await reply).status).to.equal(400)
  })

  it('names a port in use, and how to go on', async () => {
    const failure = await startCallbackListener(state, listener.port).catch((error: unknown) => error)
    expect(failure).to.include({code: 'OPS_CALLBACK_PORT', next: 'okta-ops login --callback-port 0'})
    expect(String(failure)).to.include(`127.0.0.1:${listener.port}`)
  })

  it('is not reachable on any other address', async () => {
    const reached = await new Promise((resolve) => {
      const socket = net.connect({host: '127.0.0.2', port: listener.port})
      socket.on('connect', () => {
        socket.destroy()
        resolve(true)
      })
      socket.on('error', () => {
        resolve(false)
      })
    })
    expect(reached).to.equal(false)
  })

  it('ends although a browser keeps an idle connection open', async () => {
    const socket = net.connect({host: '127.0.0.1', port: listener.port})
    await new Promise((resolve) => socket.on('connect', resolve))
    const startedAt = performance.now()
    await listener.close()
    expect(performance.now() - startedAt).to.be.below(1000)
    socket.destroy()
    listener = await startCallbackListener(state)
  })
})
