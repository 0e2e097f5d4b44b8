import type {PersonAuth} from '../connection.js'

/** What a sign-in asks for: who it is, a refresh token, and the connection's own scopes. */
export function signInScopes({scopes}: PersonAuth): string {
  return [...new Set(['openid', 'profile', 'offline_access', ...scopes])].join(' ')
}
