import {expect} from 'chai'
import {judgeExchange, type Exchange} from '../../../src/lib/flows/invoke/outcome.js'

const receivedAt = new Date('2026-11-21T12:00:00Z')
const json = {'content-type': 'application/json'}

function answer(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string | string[]>> = json,
): Exchange {
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body)
  return {kind: 'answer', answer: {status, headers, body: Buffer.from(text), receivedAt}}
}

const oktaError = {errorCode: 'E0000011', errorSummary: 'Invalid token provided'}
const ran = {...json, 'x-flow-execution-id': 'exec-7'}

describe('what an exchange says about the flow', () => {
  for (const {name, exchange, want} of [
    {name: '200', exchange: answer(200, {ok: 1}), want: {state: 'succeeded', status: 200, output: {ok: 1}}},
    {name: '204 without a body', exchange: answer(204, undefined), want: {state: 'succeeded', status: 204}},
    {
      name: '200 with text',
      exchange: answer(200, 'done', {'content-type': 'text/plain'}),
      want: {state: 'succeeded', status: 200, output: 'done'},
    },
    {
      name: '200 with a web page',
      exchange: answer(200, '<!DOCTYPE html><p>Sign in', {'content-type': 'text/html; charset=utf-8'}),
      want: {state: 'unknown', status: 200, output: '<!DOCTYPE html><p>Sign in'},
    },
    {
      name: '200 with a web page that says it is something else',
      exchange: answer(200, '\n<html>', {'content-type': 'application/octet-stream'}),
      want: {state: 'unknown', status: 200, output: '\n<html>'},
    },
    {
      name: "200 with a web page, proved to be the flow's",
      exchange: answer(200, '<p>done</p>', {'content-type': 'text/html', 'execution-id': 'exec-7'}),
      want: {state: 'succeeded', status: 200, executionId: 'exec-7', output: '<p>done</p>'},
    },
    {
      name: '200 with the execution in a header of any name',
      exchange: answer(200, 5, {...json, 'x-okta-workflows-execution': ' abc ', date: 'x'}),
      want: {state: 'succeeded', status: 200, output: 5, executionId: 'abc'},
    },
    {
      name: 'an execution header with a terminal escape',
      exchange: answer(200, 1, {...json, 'execution-id': 'a\u001b[2J'}),
      want: {state: 'succeeded', status: 200, output: 1, executionId: 'a\\u{1b}[2J'},
    },
    {
      name: '200 of JSON that was cut',
      exchange: answer(200, '{"ok":'),
      want: {state: 'unknown', status: 200, output: '{"ok":'},
    },
    {
      name: '422 by Return Raw, proved',
      exchange: answer(422, {why: 'no such user'}, ran),
      want: {state: 'failed', status: 422, executionId: 'exec-7', output: {why: 'no such user'}},
    },
    {
      name: '500 by Return Raw, proved',
      exchange: answer(500, 'x', ran),
      want: {state: 'failed', status: 500, executionId: 'exec-7', output: 'x'},
    },
    {
      name: "429 of the flow's own, although its body is Okta's",
      exchange: answer(429, 'Too many requests.', ran),
      want: {state: 'failed', status: 429, executionId: 'exec-7', output: 'Too many requests.'},
    },
    {
      name: "401 with Okta's error, proved to be the flow's",
      exchange: answer(401, oktaError, ran),
      want: {state: 'failed', status: 401, executionId: 'exec-7', output: oktaError},
    },
    {
      name: '429 in plain text',
      exchange: answer(429, 'Too many requests.', {'content-type': 'text/plain', 'retry-after': '7'}),
      want: {state: 'refused', status: 429, output: 'Too many requests.', retryAfterMs: 7000},
    },
    {
      name: '429 with rate-limit headers',
      exchange: answer(429, {}, {...json, 'x-rate-limit-reset': String(receivedAt.getTime() / 1000 + 3)}),
      want: {state: 'refused', status: 429, output: {}, retryAfterMs: 3000},
    },
    {
      name: '429 with a date to come back at',
      exchange: answer(429, oktaError, {...json, 'retry-after': 'Sat, 21 Nov 2026 12:00:05 GMT'}),
      want: {state: 'refused', status: 429, output: oktaError, retryAfterMs: 5000},
    },
    {
      name: '429 that says nothing of when',
      exchange: answer(429, oktaError),
      want: {state: 'refused', status: 429, output: oktaError, retryAfterMs: 1000},
    },
    {
      name: '429 of nobody known',
      exchange: answer(429, {slow: 'down'}),
      want: {state: 'failed', status: 429, output: {slow: 'down'}},
    },
    ...[400, 401, 403, 404].map((status) => ({
      name: `${status} with Okta's error`,
      exchange: answer(status, oktaError),
      want: {state: 'refused', status, output: oktaError},
    })),
    {
      name: '404 with a kind of the console',
      exchange: answer(404, {kind: 'Not Active'}),
      want: {state: 'refused', status: 404, output: {kind: 'Not Active'}},
    },
    {
      name: "422 with Okta's error, which Okta does not answer with",
      exchange: answer(422, oktaError),
      want: {state: 'failed', status: 422, output: oktaError},
    },
    {name: '404 of anybody', exchange: answer(404, {}), want: {state: 'failed', status: 404, output: {}}},
    {name: '502 of a proxy', exchange: answer(502, 'x'), want: {state: 'unknown', status: 502, output: 'x'}},
    {
      name: "500 with Okta's error",
      exchange: answer(500, oktaError),
      want: {state: 'unknown', status: 500, output: oktaError},
    },
    {name: 'a redirect', exchange: answer(302, undefined), want: {state: 'unknown', status: 302}},
    {
      name: 'no connection',
      exchange: {kind: 'lost', reached: false, why: 'connection refused'} as const,
      want: {state: 'refused'},
    },
    {
      name: 'a connection that was cut',
      exchange: {kind: 'lost', reached: true, why: 'cut'} as const,
      want: {state: 'unknown'},
    },
  ])
    it(`${name}: ${want.state}`, () => {
      const {reason, ...rest} = judgeExchange(exchange)
      expect(rest).to.deep.equal(want)
      expect(reason === undefined).to.equal(want.state === 'succeeded')
    })

  it("shows Okta's words, and no escapes of theirs", () => {
    const {reason} = judgeExchange(answer(403, {...oktaError, errorSummary: 'no\u001b[31m'}))
    expect(reason).to.equal('Okta refused with 403: E0000011 no\\u{1b}[31m')
  })

  it('never asks for a longer pause than an hour', () => {
    const far = judgeExchange(answer(429, oktaError, {...json, 'retry-after': '999999999'}))
    expect(far.retryAfterMs).to.equal(3_600_000)
  })
})
