import {refusalFor} from '../../shared/loopback-guard.js'
import type {SecretCheck} from './secret-check.js'

/** A request before its body. `header` takes a lower-case name. */
export interface HookHead {
  readonly method: string
  /** As it came, query included. */
  readonly target: string
  readonly header: (name: string) => string | undefined
}

export interface HookRule {
  /** The port we listen on. */
  readonly port: number
  /** Host values besides those of this machine. */
  readonly hosts: readonly string[]
  readonly path: string
  /** Lower case. */
  readonly secretHeader: string
  readonly isSecret: SecretCheck
  /** In bytes. */
  readonly mostBody: number
  /** A proxy in front of us says how the request came to it. */
  readonly behindProxy: boolean
}

/** What is to become of a request. */
export type HookVerdict =
  | {readonly kind: 'verify'; readonly challenge: string}
  | {readonly kind: 'deliver'}
  | {readonly kind: 'refuse'; readonly status: number; readonly reason: string}

const longestChallenge = 1000

/**
 * Judges a request by its head: nothing of a body is read that nobody with the secret has sent. Okta's verification is
 * answered without the secret, since whether it carries one is not documented; a wrong one is refused there too.
 */
export function judgeHead(head: HookHead, rule: HookRule): HookVerdict {
  const {method, target, header} = head
  const [path = ''] = target.split('?')
  const refusal = refusalFor({method, path, header}, {port: rule.port, otherHosts: rule.hosts})
  if (refusal !== undefined) return refuse(refusal.status, refusal.reason)
  if (path !== rule.path) return refuse(404, 'nothing here')
  if (method !== 'GET' && method !== 'POST') return refuse(405, 'only GET and POST')
  if (rule.behindProxy && header('x-forwarded-proto')?.toLowerCase() === 'http')
    return refuse(403, 'it came to the proxy in clear text')
  const given = header(rule.secretHeader)
  const challenge = header('x-okta-verification-challenge')
  if (method === 'GET') return judgeChallenge(challenge, given === undefined || rule.isSecret(given))
  if (!rule.isSecret(given)) return refuse(401, given === undefined ? 'no secret' : 'wrong secret')
  return judgeBody(head, rule)
}

function judgeChallenge(challenge: string | undefined, maySecret: boolean): HookVerdict {
  if (challenge === undefined) return refuse(400, 'no verification challenge')
  if (!/^[\x21-\x7e]+$/.test(challenge) || challenge.length > longestChallenge)
    return refuse(400, 'no verification challenge of Okta')
  return maySecret ? {kind: 'verify', challenge} : refuse(401, 'wrong secret')
}

function judgeBody({header}: HookHead, {mostBody}: HookRule): HookVerdict {
  const [type = ''] = (header('content-type') ?? '').split(';')
  if (type.trim().toLowerCase() !== 'application/json') return refuse(415, 'only application/json')
  const encoding = header('content-encoding')?.toLowerCase() ?? 'identity'
  if (encoding !== 'identity') return refuse(415, 'no compressed bodies')
  if (Number(header('content-length') ?? 0) > mostBody) return refuse(413, 'too large')
  return {kind: 'deliver'}
}

function refuse(status: number, reason: string): HookVerdict {
  return {kind: 'refuse', status, reason}
}
