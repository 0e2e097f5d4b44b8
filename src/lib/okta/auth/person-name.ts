import {sendRequest} from '../../shared/http-client.js'
import type {Machine} from '../../shared/machine.js'
import {userAgent} from '../../shared/user-agent.js'
import type {PersonConnection} from '../connection.js'
import {createProof} from './dpop-key.js'
import type {OrgToken} from './token-cache.js'

/**
 * The token with the name of who signed in. The ID token that comes with an access token may hold no more than `sub`; then
 * `/userinfo` (OpenID Connect Core, 5.3) says it. A sign-in is good without the name, so whatever fails here changes nothing.
 */
export async function withPersonName(
  machine: Machine,
  {orgUrl}: PersonConnection,
  {token, signal}: {readonly token: OrgToken; readonly signal: AbortSignal},
): Promise<OrgToken> {
  const {person} = token
  if (person?.login !== undefined) return token
  const url = `${orgUrl}/oauth2/v1/userinfo`
  try {
    const headers = {
      ...authorization(machine, token, url),
      accept: 'application/json',
      'user-agent': userAgent(),
    }
    const answer = await sendRequest(machine, {method: 'GET', url, headers, signal})
    const {
      sub,
      preferred_username: login,
      name,
    } = JSON.parse(answer.body) as Readonly<Record<string, unknown>>
    // Core 5.3.2: the subject must be the ID token's.
    if (answer.status !== 200 || typeof sub !== 'string' || (person !== undefined && sub !== person.sub))
      return token
    return {...token, person: {sub, login: textOf(login), name: textOf(name) ?? person?.name}}
  } catch {
    signal.throwIfAborted()
    machine.debug(`${url} did not say who signed in`)
    return token
  }
}

function authorization(
  machine: Machine,
  {accessToken, tokenType, dpopKey, nonce, skewMs}: OrgToken,
  url: string,
): Readonly<Record<string, string>> {
  if (tokenType === 'bearer' || dpopKey === undefined) return {authorization: `Bearer ${accessToken}`}
  const at = new Date(machine.now().getTime() + skewMs)
  return {
    authorization: `DPoP ${accessToken}`,
    dpop: createProof(dpopKey, {method: 'GET', url, accessToken, nonce, at}),
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
