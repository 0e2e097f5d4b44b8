import type {OktaApp} from './apps.js'
import type {World} from '../../world.js'

export const deviceGrantType = 'urn:ietf:params:oauth:grant-type:device_code'

/** Scopes that belong to nobody's API. */
export const personScopes = ['openid', 'profile', 'email', 'offline_access']

/** Scopes of Okta's API that an org knows, whether or not any app has them. */
const areas = ['users', 'groups', 'eventHooks', 'apps', 'logStreams', 'policies', 'roles']
const oktaScopes = [
  'okta.logs.read',
  'okta.workflows.invoke.manage',
  ...areas.flatMap((area) => [`okta.${area}.read`, `okta.${area}.manage`]),
]

/** Every scope the org knows. */
export function scopesOf({oktaAuth: {apps}}: World): readonly string[] {
  return [...new Set([...personScopes, ...oktaScopes, ...apps.all.flatMap(({scopes}) => scopes)])]
}

/** The scopes `app` may ask for. */
export function allowedScopes({type, scopes}: OktaApp): readonly string[] {
  return type === 'native' ? [...personScopes, ...scopes] : scopes
}
