import {OpsError} from '../../shared/errors.js'
import {readNested, type Settings} from './config-file.js'
import {brokenAt} from './config-lines.js'
import type {ChainedProfile, EndpointSettings, Profile, SsoProfile, SsoSession} from './profile.js'

/** A profile's settings as found, and what only the whole configuration knows. */
export interface FoundProfile {
  readonly name: string
  readonly place: string
  /** Config and credentials file together; where both have a key, the credentials file's counts (as in botocore). */
  readonly settings: Settings
  /** The keys stand in the credentials file, which botocore asks before it runs a `credential_process`. */
  readonly keysInCredentialsFile: boolean
  /** The settings of its `services` section. */
  readonly services: Settings
  /** Finds an `[sso-session]`; throws when there is none. */
  readonly session: (name: string) => SsoSession
}

/**
 * What leads this profile to credentials, in the order of botocore's providers: assume role, web identity, Identity Center,
 * credentials file, process, keys in the config file.
 * @throws OpsError OPS_PROFILE_INCOMPLETE, OPS_CHAIN or OPS_CONFIG_BROKEN, naming the profile's place
 */
export function describeProfile(found: FoundProfile): Profile {
  const {name, place, settings} = found
  const base = {
    name,
    place,
    region: settings['region'],
    output: settings['output'],
    endpoints: endpointsOf(found),
  }
  if (settings['role_arn'] !== undefined && settings['web_identity_token_file'] !== undefined)
    return {...base, kind: 'web-identity'}
  if (settings['role_arn'] !== undefined) return {...base, ...chainOf(found, settings['role_arn'])}
  if (wantsSso(found)) return {...base, ...ssoOf(found)}
  if (found.keysInCredentialsFile) return {...base, kind: 'static'}
  const command = settings['credential_process']
  if (command !== undefined) return {...base, kind: 'process', command}
  return {...base, kind: settings['aws_access_key_id'] === undefined ? 'empty' : 'static'}
}

/**
 * Reads an `[sso-session]`, or the legacy form in which a profile holds the start URL itself (`name` undefined).
 * @throws OpsError OPS_PROFILE_INCOMPLETE when the start URL or the region is missing
 */
export function describeSession(name: string | undefined, settings: Settings, place: string): SsoSession {
  const {sso_start_url: startUrl, sso_region: region} = settings
  if (!startUrl || !region) {
    const missing = startUrl ? 'sso_region' : 'sso_start_url'
    throw new OpsError('OPS_PROFILE_INCOMPLETE', `${place}: ${missing} is missing`, {
      next: name === undefined ? 'okta-ops setup' : `okta-ops setup --session ${name}`,
    })
  }
  return {
    name,
    startUrl,
    region,
    scopes: settings['sso_registration_scopes']?.split(',').flatMap((scope) => scope.trim() || []),
    useDeviceCode: settings['sso_use_device_code']?.toLowerCase() === 'true',
  }
}

/** A token-only profile (bearer auth) is Identity Center's unless something else in it gives credentials. */
function wantsSso({settings, keysInCredentialsFile}: FoundProfile): boolean {
  const has = (key: string): boolean => settings[key] !== undefined
  if (has('sso_account_id') || has('sso_role_name')) return true
  const otherwise = keysInCredentialsFile || has('credential_process') || has('aws_access_key_id')
  return (has('sso_session') || has('sso_start_url')) && !otherwise
}

function ssoOf(found: FoundProfile): Pick<SsoProfile, 'kind' | 'session' | 'accountId' | 'roleName'> {
  const {settings, place} = found
  const sessionName = settings['sso_session']
  const session =
    sessionName === undefined ? describeSession(undefined, settings, place) : found.session(sessionName)
  if (sessionName !== undefined) {
    refuseConflict(found, 'sso_start_url', session.startUrl)
    refuseConflict(found, 'sso_region', session.region)
  }
  return {kind: 'sso', session, accountId: settings['sso_account_id'], roleName: settings['sso_role_name']}
}

/** The AWS CLI fails on two different values, the JS SDK takes the session's: nobody can mean that. */
function refuseConflict({settings, place, name}: FoundProfile, key: string, ofSession: string): void {
  const own = settings[key]
  if (own === undefined || own === ofSession) return
  throw brokenAt(
    place,
    `[profile ${name}] has another ${key} than its sso-session; remove it from the profile`,
  )
}

const credentialSources = ['Environment', 'EcsContainer', 'Ec2InstanceMetadata'] as const

function chainOf(
  found: FoundProfile,
  roleArn: string,
): Omit<ChainedProfile, 'name' | 'place' | 'region' | 'output' | 'endpoints'> {
  const {settings} = found
  const seconds = settings['duration_seconds']
  return {
    kind: 'chained',
    roleArn,
    source: sourceOf(found),
    externalId: settings['external_id'],
    // As in botocore, a duration that is no whole number is left out.
    durationSeconds: seconds !== undefined && /^\d+$/.test(seconds) ? Number(seconds) : undefined,
    roleSessionName: settings['role_session_name'],
    mfaSerial: settings['mfa_serial'],
  }
}

function sourceOf({settings, place}: FoundProfile): ChainedProfile['source'] {
  const {source_profile: profile, credential_source: wanted} = settings
  if (profile !== undefined && wanted !== undefined) {
    throw new OpsError('OPS_CHAIN', `${place}: source_profile and credential_source exclude each other`)
  }
  if (profile !== undefined) return {profile}
  const environment = credentialSources.find((source) => source === wanted)
  if (environment !== undefined) return {environment}
  const trouble =
    wanted === undefined
      ? 'role_arn needs a source_profile or a credential_source'
      : `credential_source is none of ${credentialSources.join(', ')}`
  throw new OpsError('OPS_PROFILE_INCOMPLETE', `${place}: ${trouble}`)
}

function endpointsOf({settings, services}: FoundProfile): EndpointSettings {
  if (settings['ignore_configured_endpoint_urls']?.toLowerCase() === 'true') return {}
  const of = (service: string): string | undefined => readNested(services[service])['endpoint_url']
  const found = {
    all: settings['endpoint_url'],
    sso: of('sso'),
    ssoOidc: of('sso_oidc'),
    sts: of('sts'),
    s3: of('s3'),
    secretsManager: of('secrets_manager'),
    identityStore: of('identitystore'),
    logs: of('cloudwatch_logs'),
  }
  return Object.fromEntries(Object.entries(found).filter(([, url]) => url !== undefined))
}
