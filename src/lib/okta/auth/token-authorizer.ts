import type {Machine} from '../../shared/machine.js'
import type {Authorizer} from './authorizer.js'
import {createProof} from './dpop-key.js'
import type {OrgToken, TokenConnection} from './token-cache.js'

/** Calls with an OAuth token, got and renewed as needed; with a proof where the token is bound to a key. */
export function createTokenAuthorizer(machine: Machine, connection: TokenConnection): Authorizer {
  let token: OrgToken | undefined
  let getting: Promise<OrgToken> | undefined
  let nonce: string | undefined
  let skewMs: number | undefined

  const get = (signal: AbortSignal | undefined, rejected?: string): Promise<OrgToken> => {
    getting ??= import('./token-source.js')
      .then(({usableOrgToken}) =>
        usableOrgToken(machine, connection, {signal, ...(rejected === undefined ? {} : {rejected})}),
      )
      .finally(() => {
        getting = undefined
      })
    return getting
  }
  const isFresh = ({expiresAt, lifetimeMs}: OrgToken): boolean =>
    expiresAt.getTime() - machine.now().getTime() > Math.min(5 * 60_000, lifetimeMs / 10)

  return {
    async headersFor({method, url, signal}) {
      if (token === undefined || !isFresh(token)) token = await get(signal)
      const {accessToken, tokenType, dpopKey} = token
      if (tokenType === 'bearer' || dpopKey === undefined) return {authorization: `Bearer ${accessToken}`}
      const at = new Date(machine.now().getTime() + (skewMs ?? token.skewMs))
      return {
        authorization: `DPoP ${accessToken}`,
        dpop: createProof(dpopKey, {method, url, accessToken, nonce, at}),
      }
    },
    learn(headers, receivedAt) {
      nonce = headers['dpop-nonce'] ?? nonce
      const date = Date.parse(headers['date'] ?? '')
      const seen = date - receivedAt.getTime()
      if (!Number.isNaN(seen) && Math.abs(seen) > 5000) skewMs = seen
    },
    async renew(signal, challenge) {
      // Only the proof was not right: the answer brought what it lacked.
      if (challenge === 'use_dpop_nonce' && nonce !== undefined) return true
      token = await get(signal, token?.accessToken)
      return true
    },
  }
}
