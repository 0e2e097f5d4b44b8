import type {AuthAnswer} from './provider-call.js'

/*
 * How Okta's authorization server refuses: the words of OAuth in `error`, Okta's own sentence in `error_description`.
 * https://developer.okta.com/docs/reference/api/oidc/
 */

/** A refusal of the authorization server. */
export class OauthRefusal extends Error {
  readonly status: number
  /** `invalid_client`, ... */
  readonly error: string

  constructor(status: number, error: string, description: string) {
    super(description)
    this.name = 'OauthRefusal'
    this.status = status
    this.error = error
  }
}

/** 401: who asks is not who they say. */
export function invalidClient(description: string): OauthRefusal {
  return new OauthRefusal(401, 'invalid_client', description)
}

/** The refusal as it goes out. */
export function oauthAnswer({status, error, message}: OauthRefusal): AuthAnswer {
  return jsonAnswer(status, {error, error_description: message})
}

/** An answer of JSON that no cache may keep. */
export function jsonAnswer(
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): AuthAnswer {
  return {
    status,
    headers: {'content-type': 'application/json', 'cache-control': 'no-cache, no-store', ...headers},
    body: JSON.stringify(body),
  }
}

/** Okta's sentences where oidc-provider has others, by OAuth's word; for a grant, by that grant and the word. */
const sentences: Readonly<Record<string, string>> = {
  authorization_pending: 'The device authorization is pending. Please try again later.',
  expired_token: 'The device code is expired.',
  access_denied: 'The resource owner or authorization server denied the request.',
  use_dpop_nonce: 'Authorization server requires nonce in DPoP proof.',
  invalid_client: 'The client_assertion signature is invalid.',
  unsupported_grant_type: 'The authorization grant type is not supported by the authorization server.',
  'refresh_token invalid_grant': 'The refresh token is invalid or expired.',
  'authorization_code invalid_grant': 'The authorization code is invalid or has expired.',
  'urn:ietf:params:oauth:grant-type:device_code invalid_grant': 'The device code is invalid.',
}

/** The same answer in Okta's words. */
export function inOktasWords(answer: AuthAnswer, grantType = ''): AuthAnswer {
  if (answer.status < 400) return answer
  const body = jsonOf(answer)
  const error = body['error']
  if (typeof error !== 'string') return answer
  const sentence = sentences[`${grantType} ${error}`] ?? sentences[error] ?? body['error_description']
  return {...answer, body: JSON.stringify({error, error_description: sentence})}
}

/** The members of an answer's body; none when it is not a JSON object. */
export function jsonOf({body}: Pick<AuthAnswer, 'body'>): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? {...value} : {}
  } catch {
    return {}
  }
}
