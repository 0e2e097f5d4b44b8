import {sha1} from '../../shared/sha1.js'
import type {ChainedProfile, SsoSession} from '../config/profile.js'
import {pythonJson} from './python-json.js'

/*
 * The file names under ~/.aws/sso/cache and ~/.aws/cli/cache. They are hashes, and every AWS tool computes the same ones
 * from the same bytes: that is how one login serves them all. Names here include `.json`, not the folder.
 */

/** The token of a session: hashed from its name, or for a legacy profile from the start URL as configured. */
export function tokenCacheName(session: Pick<SsoSession, 'name' | 'startUrl'>): string {
  return fileName(session.name ?? session.startUrl)
}

/** The client registration of a session, the same for both flows: device code and browser overwrite each other's. */
export function registrationCacheName(
  session: Pick<SsoSession, 'name' | 'startUrl' | 'region' | 'scopes'>,
): string {
  const {name, region, scopes, startUrl} = session
  return fileName(
    pythonJson(
      {region, scopes: scopes ?? null, session_name: name ?? null, startUrl, tool: 'botocore'},
      {sorted: true},
    ),
  )
}

/** The credentials of a role that a session gives directly. */
export function roleCacheName(
  session: Pick<SsoSession, 'name' | 'startUrl'>,
  accountId: string,
  roleName: string,
): string {
  const owner = session.name === undefined ? {startUrl: session.startUrl} : {sessionName: session.name}
  return fileName(pythonJson({accountId, roleName, ...owner}, {sorted: true, compact: true}))
}

/** The parameters of sts:AssumeRole that the AWS CLI hashes: all it sends but a session name it made up. */
export interface AssumeRoleRequest {
  readonly RoleArn: string
  readonly RoleSessionName?: string
  readonly ExternalId?: string
  readonly DurationSeconds?: number
  readonly SerialNumber?: string
}

/** What a chained profile asks STS for, without a session name where the profile leaves that to the tool. */
export function assumeRoleRequest(
  profile: Pick<
    ChainedProfile,
    'roleArn' | 'externalId' | 'durationSeconds' | 'roleSessionName' | 'mfaSerial'
  >,
): AssumeRoleRequest {
  return {
    RoleArn: profile.roleArn,
    ...(profile.roleSessionName === undefined ? {} : {RoleSessionName: profile.roleSessionName}),
    ...(profile.externalId === undefined ? {} : {ExternalId: profile.externalId}),
    ...(profile.durationSeconds === undefined ? {} : {DurationSeconds: profile.durationSeconds}),
    ...(profile.mfaSerial === undefined ? {} : {SerialNumber: profile.mfaSerial}),
  }
}

/** The credentials of a chained role. The name does not say from which profile it was assumed: that is the AWS CLI's rule. */
export function assumeRoleCacheName(request: AssumeRoleRequest): string {
  return fileName(pythonJson(request, {sorted: true}))
}

function fileName(hashed: string): string {
  return `${sha1(hashed)}.json`
}
