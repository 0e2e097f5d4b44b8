import {expect} from 'chai'
import {explainScimRefusal} from '../../../../src/lib/scim/client/scim-advice.js'
import {ScimRefusal} from '../../../../src/lib/scim/client/scim-refusal.js'
import {nextTry, retryAfterMs} from '../../../../src/lib/scim/client/scim-retry.js'
import {createTokenOrder} from '../../../../src/lib/scim/client/scim-tokens.js'
import {OpsError} from '../../../../src/lib/shared/errors.js'

const answer = (status: number) => ({status, headers: {}, body: ''})
const lost = {lost: new OpsError('OPS_NETWORK', 'cut')}

describe('when a SCIM call is tried again', () => {
  for (const {name, outcome, failed = 1, throttled = 0, want} of [
    {name: 'after a 429: when the pace says so', outcome: answer(429), throttled: 1, want: 0},
    {name: 'after eleven of them', outcome: answer(429), throttled: 11, want: 0},
    {name: 'never after twelve', outcome: answer(429), throttled: 12, want: undefined},
    {name: 'after a 500', outcome: answer(500), want: 250},
    {name: 'later after the third', outcome: answer(503), failed: 3, want: 1000},
    {name: 'no later than that', outcome: answer(503), failed: 5, want: 4000},
    {name: 'never after the sixth', outcome: answer(503), failed: 6, want: undefined},
    {name: 'after a lost answer', outcome: lost, want: 250},
    {name: 'never after a 501', outcome: answer(501), want: undefined},
    {name: 'never after a 400', outcome: answer(400), want: undefined},
    {name: 'never after a 204', outcome: answer(204), want: undefined},
  ])
    it(name, () => {
      expect(nextTry(outcome, {failed, throttled, chance: 0.5})).to.equal(want)
    })

  for (const {name, headers, want} of [
    {name: 'nothing', headers: {}, want: undefined},
    {name: 'seconds', headers: {'retry-after': '7'}, want: 7000},
    {
      name: 'a date, by the server’s clock',
      headers: {'retry-after': 'Sat, 21 Nov 2026 12:00:09 GMT', date: 'Sat, 21 Nov 2026 12:00:00 GMT'},
      want: 9000,
    },
    {name: 'a date, by ours', headers: {'retry-after': 'Sat, 21 Nov 2026 12:00:05 GMT'}, want: 5000},
    {name: 'what cannot be read', headers: {'retry-after': 'soon'}, want: undefined},
    {name: 'an hour, cut to two minutes', headers: {'retry-after': '3600'}, want: 120_000},
  ])
    it(`Retry-After: ${name}`, () => {
      expect(retryAfterMs(headers, new Date('2026-11-21T12:00:00Z'))).to.equal(want)
    })
})

describe('what a refusal means', () => {
  for (const {status, code, failure, words} of [
    {status: 400, code: 'OPS_SCIM', failure: 'failure', words: /one sentence for every reason/},
    {
      status: 401,
      code: 'OPS_SIGNED_OUT',
      failure: 'signedOut',
      words: /Automatic provisioning, Generate token/,
    },
    {
      status: 403,
      code: 'OPS_ACCESS_DENIED',
      failure: 'denied',
      words: /automatic provisioning still switched on/,
    },
    {status: 404, code: 'OPS_SCIM', failure: 'failure', words: /does not know this group or user/},
    {status: 409, code: 'OPS_SCIM', failure: 'failure', words: /under that name or externalId/},
    {status: 418, code: 'OPS_SCIM', failure: 'failure', words: /refused the request/},
    {status: 429, code: 'OPS_THROTTLED', failure: 'unavailable', words: /slow down again and again/},
    {status: 503, code: 'OPS_SERVICE', failure: 'unavailable', words: /failed again and again/},
    {status: 302, code: 'OPS_BAD_ANSWER', failure: 'unavailable', words: /a proxy is in between/},
  ])
    it(String(status), () => {
      const body = JSON.stringify({detail: 'Said by AWS', exceptionRequestId: 'a-1'})
      const refusal = new ScimRefusal({status, headers: {}, body, doubtful: false})
      const error = explainScimRefusal(refusal, 'cannot list', {url: 'https://example.com/t', tokens: 1})
      expect(error).to.include({code, failure})
      expect(error.message).to.match(words)
      expect(error.message).to.match(
        new RegExp(`^cannot list: .* AWS says: Said by AWS \\(HTTP ${status}, request a-1\\)$`),
      )
    })

  it('takes the request id of the header where the body has none', () => {
    const headers = {'x-amzn-requestid': 'h-1'}
    expect(new ScimRefusal({status: 500, headers, body: '<html>', doubtful: false})).to.include({
      requestId: 'h-1',
      detail: '',
    })
  })
})

describe('the order of tokens', () => {
  it('goes to the next of those that were not refused, and comes back to none that was', async () => {
    const order = createTokenOrder(['a', () => Promise.resolve('b')])
    expect(await order.current()).to.deep.equal({token: 'a', place: 0})
    expect(order.refused(new Set([0]))).to.equal(true)
    expect(await order.current()).to.deep.equal({token: 'b', place: 1})
    expect(order.refused(new Set([0, 1]))).to.equal(false)
  })

  it('lets a call that was refused for the old one use what another has found meanwhile', () => {
    const order = createTokenOrder(['a', 'b'])
    order.refused(new Set([0]))
    expect(order.refused(new Set([0]))).to.equal(true)
    expect(order.place()).to.equal(1)
  })
})
