import type * as Oauth from 'oauth4webapi'
import {shellWord} from '../../shared/shell-word.js'
import type {TokenConnection} from './token-cache.js'
import type {OauthTools} from './oauth-session.js'
import {readPrivateKey} from './private-key.js'

/** Okta takes an assertion that ends within the hour; five minutes leave room for a slow way. */
const assertionSeconds = 300

/** Says to an endpoint of the authorization server which app is asking; a new assertion for every try. */
export type ClientAuthentication = (tools: OauthTools, endpoint: string | undefined) => Oauth.ClientAuth

/**
 * How the app of a connection says who it is: a native app by its id alone, a service app by an assertion signed with its key
 * (private_key_jwt; Okta takes nothing else from it).
 * @throws OpsError OPS_PRIVATE_KEY
 */
export async function clientAuthentication({name, auth}: TokenConnection): Promise<ClientAuthentication> {
  if (auth.kind === 'person') return ({oauth}) => oauth.None()
  const otherwise = name === undefined ? undefined : `okta-ops org add ${shellWord(name)} --force`
  const {key, kid} = await readPrivateKey(auth.privateKey, {keyId: auth.keyId, otherwise})
  const named = {key, ...(kid === undefined ? {} : {kid})}
  return ({oauth, nowSeconds}, endpoint) =>
    oauth.PrivateKeyJwt(named, {
      [oauth.modifyAssertion]: (_header, payload) => {
        const now = nowSeconds()
        // The library names the issuer; Okta wants the address that is called.
        Object.assign(payload, {
          ...(endpoint === undefined ? {} : {aud: endpoint}),
          iat: now,
          nbf: now,
          exp: now + assertionSeconds,
        })
      },
    })
}
