import type {ActionResult} from './actions/result.js'
import {controlPath} from './control.js'
import type {RunningSandbox} from './running-file.js'
import {OpsError} from '../shared/errors.js'

const timeoutMs = 10_000

/**
 * Acts on a sandbox of another process.
 * @throws OpsError OPS_USAGE when it does not understand the words, OPS_SANDBOX when it does not answer
 */
export async function actRemotely(running: RunningSandbox, words: readonly string[]): Promise<ActionResult> {
  const answer = await ask(running, words)
  const body = (await answer.json()) as ActionResult | {readonly error: string}
  if (!('error' in body)) return body
  if (answer.status === 400) {
    throw new OpsError('OPS_USAGE', body.error, {failure: 'usage', next: 'okta-ops sandbox do --help'})
  }
  throw gone(running, body.error)
}

async function ask({url, controlSecret}: RunningSandbox, words: readonly string[]): Promise<Response> {
  const target = `${url}${controlPath}`
  try {
    return await fetch(target, {
      method: 'POST',
      headers: {authorization: `Bearer ${controlSecret}`, 'content-type': 'application/json'},
      body: JSON.stringify({action: words}),
      signal: AbortSignal.timeout(timeoutMs),
    })
  } catch (error) {
    throw gone({url}, error)
  }
}

function gone({url}: Pick<RunningSandbox, 'url'>, cause: unknown): OpsError {
  return new OpsError('OPS_SANDBOX', `the sandbox at ${url} does not answer`, {
    next: 'okta-ops sandbox start',
    cause,
  })
}
