import {expect} from 'chai'
import {hostsOf, readHookUrl} from '../../../src/lib/okta/hooks/hook-address.js'
import {exposed, type HookExposure} from '../../../src/lib/okta/hooks/hook-exposure.js'
import {createHookVoice} from '../../../src/lib/okta/hooks/hook-voice.js'
import {createRecentDeliveries} from '../../../src/lib/okta/hooks/recent-deliveries.js'
import {scimEventTypes} from '../../../src/lib/okta/hooks/scim-types.js'
import {checkHookSecret, createSecretCheck} from '../../../src/lib/okta/hooks/secret-check.js'
import {eventTypeNamed} from '../../../src/lib/language/event-types.js'
import {OpsError} from '../../../src/lib/shared/errors.js'
import {fakeMachine} from '../../support/fake-machine.js'

const codeOf = (work: () => unknown): string => {
  try {
    work()
    return 'none'
  } catch (error) {
    return error instanceof OpsError ? error.code : String(error)
  }
}

describe('the secret of an event hook', () => {
  const isSecret = createSecretCheck(fakeMachine(), ['current-secret', 'previous-secret'])
  const cases: readonly (readonly [given: string | undefined, want: boolean])[] = [
    ['current-secret', true],
    ['previous-secret', true],
    [undefined, false],
    ['', false],
    ['current-secre', false],
    ['current-secret ', false],
    ['current-secret, previous-secret', false],
    ['CURRENT-SECRET', false],
  ]
  for (const [given, want] of cases)
    it(`${JSON.stringify(given)} is ${want ? 'one' : 'none'}`, () => {
      expect(isSecret(given)).to.equal(want)
    })

  it('is never the absence of one, even where none is accepted', () => {
    expect(createSecretCheck(fakeMachine(), [])('')).to.equal(false)
    expect(createSecretCheck(fakeMachine(), [''])(undefined)).to.equal(false)
  })

  for (const secret of [
    '',
    'fifteen-letters',
    ' sixteen-letters',
    'sixteen-letters ',
    'sixteen\rletters!',
    'sixteen\u00e9letters',
  ])
    it(`cannot be ${JSON.stringify(secret)}`, () => {
      expect(codeOf(() => checkHookSecret(secret, '--secret'))).to.equal('OPS_SECRET')
    })

  it('may be two words', () => {
    expect(checkHookSecret('Bearer halyard-secret', '--secret')).to.equal('Bearer halyard-secret')
  })
})

describe('the address of an event hook', () => {
  const cases: readonly (readonly [address: string, want: string])[] = [
    ['https://hooks.example.com/okta', 'none'],
    ['http://127.0.0.1:8080/okta', 'none'],
    ['http://localhost/', 'none'],
    ['http://hooks.example.com/', 'OPS_CLEAR_TEXT'],
    ['http://127.0.0.1.example.com/', 'OPS_CLEAR_TEXT'],
    ['ftp://hooks.example.com/', 'OPS_USAGE'],
    ['javascript:alert(1)', 'OPS_USAGE'],
    ['hooks.example.com', 'OPS_USAGE'],
    ['https://me@hooks.example.com/', 'OPS_USAGE'],
    ['https://hooks.example.com/#x', 'OPS_USAGE'],
  ]
  for (const [address, want] of cases)
    it(`${address}: ${want}`, () => {
      expect(codeOf(() => readHookUrl(address, '--url'))).to.equal(want)
    })

  it('is asked for with its port or, where that is the usual one, without', () => {
    expect(hostsOf(new URL('https://Hooks.example.com/'))).to.deep.equal([
      'hooks.example.com',
      'hooks.example.com:443',
    ])
    expect(hostsOf(new URL('http://localhost/'))).to.deep.equal(['localhost', 'localhost:80'])
    expect(hostsOf(new URL('https://hooks.example.com:8443/'))).to.deep.equal(['hooks.example.com:8443'])
  })
})

describe('how a receiver is reached', () => {
  const publicUrl = new URL('https://hooks.example.com/okta')
  const local = {host: '127.0.0.1', tls: false, behindProxy: false}
  const cases: readonly (readonly [name: string, given: HookExposure, want: string])[] = [
    ['this machine alone', local, 'none'],
    ['a tunnel to this machine', {...local, publicUrl}, 'none'],
    ['the network, TLS here', {...local, host: '0.0.0.0', tls: true, publicUrl}, 'none'],
    ['the network, TLS in front', {...local, host: '10.0.0.7', behindProxy: true, publicUrl}, 'none'],
    ['the network in clear text', {...local, host: '0.0.0.0', publicUrl}, 'OPS_CLEAR_TEXT'],
    ['every address, in other words', {...local, host: '::', publicUrl}, 'OPS_CLEAR_TEXT'],
    ['the network without a name', {...local, host: '0.0.0.0', tls: true}, 'OPS_USAGE'],
    ['a proxy without a name', {...local, behindProxy: true}, 'OPS_USAGE'],
    ['TLS here and in front', {...local, tls: true, behindProxy: true, publicUrl}, 'OPS_USAGE'],
  ]
  for (const [name, given, want] of cases)
    it(`${name}: ${want}`, () => {
      expect(codeOf(() => exposed(given))).to.equal(want)
    })

  it('is the path of the public address, or our own', () => {
    expect(exposed(local)).to.deep.equal({hosts: [], path: '/okta-events'})
    expect(exposed({...local, publicUrl}).path).to.equal('/okta')
  })
})

describe('what a receiver says', () => {
  it('tells each kind of refusal at once, and then how many there were, once a minute', () => {
    let now = 0
    const said: string[] = []
    const tell = createHookVoice({monotonicMs: () => now, debug: () => undefined}, (line) => said.push(line))
    const refused = (status: number): void => {
      tell({kind: 'refused', status, reason: 'no'})
    }
    for (let count = 0; count < 50; count++) refused(401)
    refused(415)
    now = 60_000
    refused(401)
    expect(said).to.deep.equal([
      'refused a request: no (401)',
      'refused a request: no (415)',
      'refused 50 requests: no (401)',
    ])
  })

  it('shows what came from outside and obeys nothing of it', () => {
    const said: string[] = []
    const machine = {monotonicMs: () => 0, debug: (line: string) => said.push(line)}
    const tell = createHookVoice(machine, (line) => said.push(line))
    tell({kind: 'delivered', id: '\u001b[2J', events: 1, repeated: true, skipped: 0})
    tell({kind: 'failed', error: new Error('\u001b[31m')})
    expect(said.join('\n')).to.include('\\u{1b}[2J').and.include('\\u{1b}[31m').and.not.include('\u001b')
  })
})

it('what came lately is known by its id and what is in it, and forgotten at last', () => {
  const recent = createRecentDeliveries()
  const body = Buffer.from('one')
  recent.add('first', body)
  expect([
    recent.has('first', body),
    recent.has('first', Buffer.from('two')),
    recent.has('second', body),
  ]).to.deep.equal([true, false, false])
  for (let count = 0; count < 10_000; count++) recent.add(String(count), body)
  expect([recent.has('first', body), recent.has('9999', body)]).to.deep.equal([false, true])
})

it('every event type for scim is one that a hook can deliver', () => {
  expect(scimEventTypes.filter((type) => eventTypeNamed(type)?.hookEligible !== true)).to.deep.equal([])
})
