import {existsSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {writeFileAtomic} from '../../shared/atomic-file.js'
import type {Machine} from '../../shared/machine.js'
import {formatAwsDate, parseAwsDate} from './aws-date.js'
import {awsPaths} from '../config/aws-paths.js'
import {registrationCacheName} from './cache-names.js'
import {readJsonPatiently} from './json-cache.js'
import type {SsoSession} from '../config/profile.js'
import {pythonJson} from './python-json.js'

/** A registered OIDC client, as kept in ~/.aws/sso/cache beside the tokens. */
export interface ClientRegistration {
  readonly clientId: string
  readonly clientSecret: string
  /** The epoch when the file does not say: then it must not be used. */
  readonly expiresAt: Date
  readonly scopes?: readonly string[]
  /** Present and holding `authorization_code` when it was made for the browser flow, absent for the device flow. */
  readonly grantTypes?: readonly string[]
}

/** What names a registration's file. */
export type RegistrationOwner = Pick<SsoSession, 'name' | 'startUrl' | 'region' | 'scopes'>

/** A registration, or that there is none; `note` says what was wrong with the file that should hold it. */
export type RegistrationLookup =
  | {readonly kind: 'registration'; readonly registration: ClientRegistration}
  | {readonly kind: 'absent'; readonly note?: string}

/** The file the AWS CLI keeps the session's registration in, the same for both flows. */
export function registrationPath(machine: Machine, session: RegistrationOwner): string {
  return join(awsPaths(machine).ssoCacheFolder, registrationCacheName(session))
}

/**
 * The session's registration, whoever wrote it. A broken file is set aside: it would stop the AWS CLI's login for good.
 * @throws OpsError OPS_FILE_UNREADABLE
 */
export async function readRegistration(
  machine: Machine,
  session: RegistrationOwner,
): Promise<RegistrationLookup> {
  const file = registrationPath(machine, session)
  const found = await readJsonPatiently(machine, file)
  if (found.kind === 'absent') return found
  const registration = parseRegistration(found.content)
  return registration === undefined
    ? {kind: 'absent', note: `${file} has no clientId and clientSecret`}
    : {kind: 'registration', registration}
}

/**
 * Replaces the session's registration, in the AWS CLI's own form.
 * @throws OpsError OPS_DISK_FULL or OPS_FILE_UNWRITABLE, with the old file in place
 */
export function writeRegistration(
  machine: Machine,
  session: RegistrationOwner,
  registration: ClientRegistration,
): void {
  const {clientId, clientSecret, expiresAt, scopes, grantTypes} = registration
  const text = pythonJson({clientId, clientSecret, expiresAt: formatAwsDate(expiresAt), scopes, grantTypes})
  writeFileAtomic(registrationPath(machine, session), text)
}

/** Removes the session's registration. True when there was one. */
export function removeRegistration(machine: Machine, session: RegistrationOwner): boolean {
  const file = registrationPath(machine, session)
  const present = existsSync(file)
  rmSync(file, {force: true})
  return present
}

function parseRegistration(file: Readonly<Record<string, unknown>>): ClientRegistration | undefined {
  const {clientId, clientSecret, expiresAt} = file
  if (typeof clientId !== 'string' || typeof clientSecret !== 'string') return undefined
  const scopes = textsIn(file['scopes'])
  const grantTypes = textsIn(file['grantTypes'])
  return {
    clientId,
    clientSecret,
    expiresAt: parseAwsDate(expiresAt) ?? new Date(0),
    ...(scopes === undefined ? {} : {scopes}),
    ...(grantTypes === undefined ? {} : {grantTypes}),
  }
}

function textsIn(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined
}
